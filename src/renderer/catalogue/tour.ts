/* Texts of the tour: one part per station. Short, in plain words, and true of what stands beside them. */

import { count, decimal, loss, percent, power } from './format'

const fixed = (value: number, digits = 2): string => decimal(value, digits)

/** Two digits: more are not known. */
const rough = (value: number): string =>
  value < 9.95 ? decimal(value, 1) : count(Number(value.toPrecision(2)))

/** Names of stations by number: those of the talk's road, and what comes after it. */
const number = (i: number): string => (i < 12 ? String(i + 1) : '+')

export const tourText = {
  stationsLabel: 'Stations of the tour',
  number,
  stationName: (i: number, short: string, done: boolean) =>
    `${i < 12 ? `Station ${i + 1}` : 'After the tour'}: ${short}${done ? ', done' : ''}`,
  back: (i: number, short: string) => `Back to ${number(i)}, ${short}`,
  on: (i: number, short: string) => (i < 12 ? `On to ${number(i)}, ${short}` : `And now: ${short}`),
  return: (i: number) => (i < 12 ? `Back to station ${i + 1}` : 'Back to the tour'),
  keys: { walk: 'to walk,', full: 'for full screen' },
  end: 'The end of the road',
  guess: {
    right: 'As you said.',
    wrong: (answer: string) => `It is: ${answer}.`,
    plain: (answer: string) => `It is: ${answer}.`,
    first: 'Guess first.'
  },
  links: {
    loss: 'See a real loss fall',
    landscape: 'Drop a ball on your own model’s ground',
    corpus: 'See your text as tokens',
    neurons: 'See the neurons of your model',
    inside: 'See the matrices of your model',
    embeddings: 'See the embeddings of your model',
    neighbours: 'See it on your model’s letters',
    positions: 'See the positions of your model',
    attention: 'See the attention of your model',
    feedForward: 'See the feed-forward layers of your model',
    curve: 'See the curve with your model’s values on it',
    own: 'Now with your own list',
    speed: 'See how fast your model trains'
  },

  stations: {
    line: {
      short: 'A line',
      title: 'The lowest point, seeing only a few steps',
      prose: [
        'Learning is walking downhill. Where you stand is a number in the model, how high you stand is its loss: how wrong it is. You see only the ground at your feet.',
        'Walk to the lowest point you can find, then say so.'
      ]
    },
    mountain: {
      short: 'A mountain',
      title: 'Two numbers make a mountain',
      prose: [
        'With two numbers the line becomes a landscape. A ball let go rolls straight down and stops in the first valley, deep or not.',
        'A language model has not two numbers but thousands or billions, each one a direction to walk in. The rule stays: feel the slope, take a step down.'
      ]
    },
    tokens: {
      short: 'Tokens',
      title: 'From text to numbers',
      prose: [
        'A model computes with numbers, so text is cut into tokens and each kind of token gets a number. Whole words would be too many, and new ones come every day. Letters are few, but a word becomes long and the model must learn spelling first.',
        'Byte pair encoding lies between: the two neighbours that stand together most often become one token, again and again.'
      ]
    },
    neuron: {
      short: 'A neuron',
      title: 'A neuron multiplies and adds',
      prose: [
        'Each input is multiplied with a weight, and the products are added. That is all a neuron does. Two neurons on the same inputs are a vector times a matrix.',
        'Turn the weights until A answers 2 or more and B answers −1 or less. The inputs stay as they are.'
      ]
    },
    matrices: {
      short: 'Matrices',
      title: 'Vectors, matrices, and their product',
      prose: [
        'A vector is a row of numbers, a matrix a table of them, a tensor a stack of tables. The dot product of two vectors: multiply in pairs, then add.',
        'A product of matrices is many dot products: each cell takes a row from the left and a column from the right. Change the numbers and go through it cell by cell.'
      ]
    },
    embeddings: {
      short: 'Embeddings',
      title: 'Every token a row of dials',
      prose: [
        'To the model a token is a vector of numbers that mean nothing at first: dials in any position. Learning turns them.',
        'Here eight dials bring in a picture. Try by hand, then one dial alone, then all of them along the gradient, each by as much as it helps.'
      ]
    },
    directions: {
      short: 'Directions',
      title: 'Meaning as direction',
      prose: [
        'Write a colour as three numbers: how much red, green and blue. Now it is an arrow in space. Two colours that have much in common point the same way.',
        'The dot product measures this: multiply the numbers in pairs and add. The larger the sum, the more the two arrows agree.'
      ]
    },
    position: {
      short: 'Position',
      title: 'Where a word stands',
      prose: [
        '“Dog bites man” and “man bites dog” are made of the same words. Added up, the vectors of both are the same numbers: the order is lost.',
        'So each place gets a vector of its own, and it changes the token that stands there.'
      ]
    },
    attention: {
      short: 'Attention',
      title: 'Looking back at what matters',
      prose: [
        '“The cat sat on the mat.” What is on the mat? To answer, the model has to look back. Each token asks with a query, each earlier one offers a key; where both point the same way, its value is taken over.',
        'Train a small model on such stories, here and now, and see where it looks before it answers.'
      ]
    },
    feedForward: {
      short: 'Feed-forward',
      title: 'Adding up is not enough',
      prose: [
        '“Great, terrific meal”: each word adds some praise. But “not” has no praise or blame of its own: it turns what follows round. No sum of fixed numbers does that.',
        'A layer of neurons with a bend in their answer can. Both classifiers below learn from the same twelve phrases.'
      ]
    },
    curve: {
      short: 'Any curve',
      title: 'Bumps can draw anything',
      prose: [
        'A pair of neurons with the bent GELU makes a step, two pairs make a bump. Enough bumps, each with its own place, height and width, come as near to any line as you like.',
        'Draw a line, choose how many bumps, and let them learn it.'
      ]
    },
    experiment: {
      short: 'Experiment',
      title: 'The whole thing, on baby names',
      prose: [
        'Tokens, embeddings, attention, feed-forward, downhill: microgpt is all of it in some 4,000 numbers. It learns from a list of names, one letter after the other, and then makes up its own.',
        'Train it here, on this computer. Then read its names: which are in its list, which are new?'
      ]
    },
    scale: {
      short: 'GPT-3?',
      title: 'What would GPT-3 take?',
      prose: [
        'The large models do the same, with more numbers and more text. Training takes about six operations for every number of the model and every token it reads.',
        'This computer’s speed is measured on training itself. Energy counts the watts you say it draws.'
      ]
    }
  },

  line: {
    figure: 'The ground round your feet',
    figureAll: 'The whole line, with its two valleys',
    left: 'Step left',
    right: 'Step right',
    slope: 'Follow the slope',
    claim: 'This is the lowest point',
    again: 'Start again',
    here: (x: number, height: number, slope: number) =>
      `The number is ${fixed(x)}, the loss ${fixed(height)}, and the ground ${Math.abs(slope) < 0.02 ? 'is level' : slope > 0 ? 'falls to the left' : 'falls to the right'}.`,
    lowest: (height: number) => `Yes: loss ${fixed(height)} is the lowest point of the whole line.`,
    local: (here: number, lowest: number) =>
      `It is the lowest point near you, at loss ${fixed(here)}, but not of all: over the ridge there is one at ${fixed(lowest)}. This is a local minimum.`,
    slopes: (better: number) =>
      `Not yet: the ground still falls from here. The lowest point of all has loss ${fixed(better)}.`
  },
  mountain: {
    figure: 'The mountain from above, with the balls’ ways down',
    drop: 'Drop a ball',
    clear: 'Take the balls away',
    click: 'A click on the map drops one there.',
    none: 'No ball has been dropped yet.',
    last: (height: number) => `The last ball came to rest at loss ${fixed(height)}.`,
    many: (balls: number, valleys: number, best: number, lowest: number) =>
      `${count(balls)} balls lie in ${valleys === 1 ? 'one valley' : `${count(valleys)} different valleys`}. The deepest they found has loss ${fixed(best)}${best - lowest < 0.02 ? ', the deepest there is.' : `; there is one with ${fixed(lowest)}.`}`
  },
  tokens: {
    field: 'Text',
    hint: 'Take it merge by merge, or press play. On “abracadabra” three merges make “abra” one token.'
  },
  neuron: {
    figure: 'Inputs times weights',
    input: 'Input',
    weight: (neuron: string, i: number) => `Weight ${i + 1} of ${neuron}`,
    neuron: (name: string) => `Neuron ${name}`,
    product: 'product',
    sum: 'sum',
    state: (a: number, b: number) => `A answers ${fixed(a, 1)}, B answers ${fixed(b, 1)}.`,
    done: 'Both answer as they should: the same inputs, other weights, another answer.',
    toDo: (a: boolean, b: boolean) =>
      a
        ? 'A is right; B should answer −1 or less.'
        : b
          ? 'B is right; A should answer 2 or more.'
          : 'A should answer 2 or more, B −1 or less.',
    learn: 'Let them learn it'
  },
  matrices: {
    figure: 'A matrix times a matrix',
    left: 'Left matrix',
    right: 'Right matrix',
    product: 'Product',
    cell: (which: string, row: number, column: number) => `${which}, row ${row + 1}, column ${column + 1}`,
    play: 'Play',
    stop: 'Stop',
    next: 'Next cell',
    back: 'Cell back',
    all: 'All cells',
    begin: 'No cell is computed yet.',
    sum: (row: number, column: number, terms: string, sum: number) =>
      `Row ${row + 1} · column ${column + 1} = ${terms} = ${fixed(sum, 0)}`,
    done: 'All four cells: four dot products.',
    /** The wording of one pair. */
    term: (a: number, b: number) => `${fixed(a, 0)} × ${b < 0 ? `(${fixed(b, 0)})` : fixed(b, 0)}`
  },
  embeddings: {
    picture: 'The picture the dials bring in',
    station: 'What is sent',
    dial: (i: number) => `Dial ${i + 1}`,
    one: (i: number) => `Tune dial ${i + 1} alone`,
    all: 'Tune all by gradient',
    reset: 'Turn them at random',
    error: (error: number, before: number) =>
      `The picture is ${percent(Math.min(1, error / before))} as far off as with all dials at zero.`,
    oneAlone: (i: number, error: number, before: number) =>
      `Dial ${i + 1} is where it helps most, and still the picture is ${percent(Math.min(1, error / before))} as far off: the best place of one dial depends on the others.`,
    clear: (steps: number) => `Clear, after ${count(steps)} steps of all dials together.`
  },
  directions: {
    question: 'Before you compute: cyan · red is',
    below: 'below zero',
    zero: 'zero',
    above: 'above zero',
    because: 'Cyan has no red in it: the arrows stand at a right angle and share nothing.',
    compute: 'Compute',
    figure: (a: string, b: string, sum: number) =>
      `The colour cube with ${a} and ${b} as arrows; their dot product is ${fixed(sum)}.`,
    first: 'First colour',
    second: 'Second colour',
    channels: ['red', 'green', 'blue'],
    product: 'product',
    sum: 'sum',
    agree: (dot: number, cosine: number) =>
      `Dot product ${fixed(dot)}; the cosine of the angle between them is ${fixed(cosine)}.`,
    mixed: 'Mixed half and half',
    dial: (which: string, channel: string) => `${which}: ${channel}`,
    own: (name: string) => `The same on ${name}`,
    ownNone: 'Train a model, and its own tokens are compared here.',
    ownToken: 'Token',
    ownOther: 'Other token',
    ownAgree: (a: string, b: string, dot: number, cosine: number) =>
      `“${a}” · “${b}” = ${fixed(dot)}, cosine ${fixed(cosine)}.`,
    ownNear: (a: string, near: readonly string[]) =>
      `To this model “${a}” is most like ${near.map((one) => `“${one}”`).join(', ')}.`
  },
  position: {
    question: 'Without positions, the two sentences are to the model',
    same: 'the same',
    different: 'different',
    because: 'A sum does not know the order of what was added.',
    compare: 'Add them up',
    positions: 'With positions',
    figure: 'Both sentences as sums of their vectors',
    first: 'dog bites man',
    second: 'man bites dog',
    sum: 'sum',
    equal: 'The two sums are equal, number by number.',
    unequal: 'Now the two sums differ: the places have changed the words that stand in them.',
    wait: 'Guess first, then add them up.',
    product:
      'Here a place multiplies each number of its word by a little more or less than one. In a GPT the place’s vector is added, and what the layers make of each sum depends on it.'
  },
  attention: {
    train: 'Train on the stories',
    training: (step: number, steps: number) => `Learning: step ${count(step)} of ${count(steps)}.`,
    busy: 'Another run is going on.',
    look: 'Look where it looks',
    text: 'Text',
    head: 'Head',
    headName: (layer: number, head: number) => `Layer ${layer + 1}, head ${head + 1}`,
    figure: 'Where the last token looks, by head',
    answer: (token: string, share: number) => `It goes on with “${token}”, at ${percent(share)}.`,
    looksAt: (head: string, token: string, share: number) =>
      `${head} looks at “${token}” with ${percent(share)} of its attention.`,
    query: 'query · key',
    score: 'score',
    share: 'share',
    token: 'token',
    question: 'If attention is removed, its loss',
    rises: 'rises',
    stays: 'stays',
    falls: 'falls',
    because: (before: number, after: number) =>
      `It goes from ${loss(before)} to ${loss(after)} nats per token: without looking back it cannot know who is on the mat.`,
    remove: 'Remove attention',
    before: 'Nothing is trained yet.',
    corpus: 'Stories for the tour'
  },
  feedForward: {
    question: 'Will the one that only adds up get all twelve right?',
    yes: 'yes',
    no: 'no',
    because: (right: number, of: number) =>
      `It ends at ${count(right)} of ${count(of)}: “not” would have to be worth less than nothing before “good” and more than nothing before “bad”.`,
    train: 'Train both',
    again: 'Train anew',
    stop: 'Stop',
    steps: (steps: number) => `${count(steps)} steps`,
    adds: 'Adds up',
    bends: 'Six bent neurons',
    phrase: 'Phrase',
    own: 'Your own phrase',
    right: (right: number, of: number) => `${count(right)} of ${count(of)} right`,
    verdict: (p: number) => `${p > 0.5 ? 'praise' : 'blame'}, ${percent(p > 0.5 ? p : 1 - p)}`,
    figure: 'What both say of each phrase',
    outcome: (linear: number, layered: number, of: number) =>
      `Adding up: ${count(linear)} of ${count(of)} right. With bent neurons: ${count(layered)} of ${count(of)}.`,
    worth: (word: string, weight: number) => `${word} ${fixed(weight, 1)}`,
    weights: 'What each word adds:'
  },
  curve: {
    figure: 'The drawn line, and what the bumps make of it',
    draw: 'Draw with the pointer, or take one of these:',
    waves: 'Waves',
    hills: 'Hills',
    stairs: 'Stairs',
    bumps: 'Bumps',
    train: 'Let them learn',
    stop: 'Stop',
    error: (bumps: number, distance: number, steps: number) =>
      `${count(bumps)} ${bumps === 1 ? 'bump is' : 'bumps are'} on average ${percent(distance)} of the height away from the line, after ${count(steps)} steps.`,
    neurons: (n: number) => `${count(n)} neurons`,
    begin: 'The bumps have not learned yet.'
  },
  experiment: {
    train: 'Train microgpt on the names',
    again: 'Train it again',
    training: (step: number, steps: number, value: number | null) =>
      `Step ${count(step)} of ${count(steps)}${value === null ? '' : `, loss ${loss(value)}`}`,
    done: (value: number, fresh: number, of: number) =>
      `Trained: loss ${loss(value)}. Of ${count(of)} names it made up, ${count(fresh)} ${fresh === 1 ? 'is' : 'are'} new and ${count(of - fresh)} ${of - fresh === 1 ? 'stands' : 'stand'} in its list.`,
    figure: 'Names it made up',
    none: 'It has not written anything yet.',
    rateQuestion: 'With thirty times the learning rate, the loss at the end is',
    lower: 'lower',
    same: 'about the same',
    higher: 'higher',
    rateBecause: (before: number, after: number) =>
      `It ends at ${loss(after)} instead of ${loss(before)}: ${after > before + 0.05 ? 'steps that are too long jump over the valley' : 'this time the long steps did no harm'}.`,
    rateBroke: (step: number) => `At step ${count(step)} a number grew beyond all bounds, and the run ended.`,
    rateRun: 'Run it with thirty times the rate',
    fewQuestion: 'Trained on only fifty names, most of what it makes up is',
    copies: 'names from the list',
    fresh: 'new',
    fewBecause: (copies: number, of: number) =>
      `${count(copies)} of ${count(of)} stand in its list. A model of 4,000 numbers ${copies * 2 > of ? 'can learn fifty names by heart' : 'does not learn even fifty names by heart in a thousand steps'}.`,
    fewRun: 'Run it on fifty names',
    ownQuestion: 'And now your own list',
    ownRun: (name: string) => `Train it on “${name}”`,
    ownNone: 'Drop a list on the window, or choose one on the Corpus screen, and come back.',
    ownChoose: 'Choose a list',
    ownText: (name: string) =>
      `“${name}” is running text. The experiment needs a list: names, towns, words, one a line.`,
    ownDone: (name: string, value: number, fresh: number, of: number) =>
      `On “${name}” it ends at loss ${loss(value)}. Of ${count(of)} it made up, ${count(fresh)} ${fresh === 1 ? 'is' : 'are'} new.`,
    ownBroke: (name: string) => `On “${name}” a number grew beyond all bounds, and the run ended.`,
    ownFigure: (name: string) => `Made up after “${name}”`,
    whose: 'Whose names',
    baby: 'Baby names',
    fewCorpus: 'Fifty names for the tour',
    first: 'Train on the names first: what follows is compared with it.',
    busy: 'Another run is going on.'
  },
  scale: {
    measure: 'Measure this computer',
    measuring: (done: number, of: number) => `Measuring: ${count(done)} of ${count(of)}`,
    cancel: 'Stop measuring',
    speed: (gigaflops: string, engine: string, parameters: string) =>
      `This computer trained at ${gigaflops} billion operations a second on ${engine}, with a model of ${parameters} parameters.`,
    unmeasured: 'This computer has not been measured yet.',
    watts: 'Watts it draws',
    table: 'Training these models',
    model: 'Model',
    operations: 'Operations',
    here: 'Here: time, energy',
    memory: 'Memory',
    cards: (cards: number) => `${count(cards)} cards`,
    yours: (name: string) => `Yours: ${name}`,
    gpt2: 'GPT-2',
    gpt3: 'GPT-3',
    ladder: 'Measured here',
    engine: 'Engine',
    sizes: 'sizes of models',
    parameters: 'Parameters',
    tokens: 'Tokens per second',
    gigaflops: 'Billion operations per second',
    stack: 'What computes here',
    note: 'Operations: 6 × parameters × tokens. Memory: 16 bytes per parameter for weights, gradients and the optimizer; what a step computes in between is not counted. GPT-3: 175 billion parameters, 300 billion tokens (Brown and others, 2020). GPT-2: 1.5 billion; its tokens were never published, 100 billion is assumed. A card: 300 W and 31 trillion operations a second, a quarter of what one of that time has on paper.',
    seconds: (s: number): string =>
      s < 1
        ? 'under a second'
        : s < 120
          ? `${count(Math.round(s))} seconds`
          : s < 7200
            ? `${count(Math.round(s / 60))} minutes`
            : s < 172_800
              ? `${count(Math.round(s / 3600))} hours`
              : s < 63_072_000
                ? `${count(Math.round(s / 86_400))} days`
                : `${count(Number((s / 31_557_600).toPrecision(2)))} years`,
    kilowattHours: (k: number): string =>
      k < 0.001
        ? 'under 1 Wh'
        : k < 1
          ? `${count(Math.round(k * 1000))} Wh`
          : k < 1e4
            ? `${rough(k)} kWh`
            : k < 1e7
              ? `${rough(k / 1e3)} MWh`
              : k < 1e10
                ? `${rough(k / 1e6)} GWh`
                : `${rough(k / 1e9)} TWh`,
    bytes: (b: number): string =>
      b < 1e6
        ? `${rough(b / 1e3)} kB`
        : b < 1e9
          ? `${rough(b / 1e6)} MB`
          : b < 1e12
            ? `${rough(b / 1e9)} GB`
            : `${rough(b / 1e12)} TB`,
    operationsOf: power,
    webgpuOver: (api: string, device: string) => `WebGPU over ${api}: ${device}`,
    reference: (device: string) => `The reference, to compare with: TensorFlow.js on ${device}`
  }
} as const
