/*
 * Texts of Look inside: headlines computed from the numbers, labels, and what the rules of health say. Terms with
 * their explanations: inside-terms.ts. Long, since every view has its words here.
 */

import type { PartOff } from '#core/inside'
import type { HealthFinding, HeadKind } from '../inside/findings'
import type { InsideView } from '../inside/views'
import { count, decimal, list, loss, measured, NBSP, percent, visible } from './format'
import { insideTerms } from './inside-terms'

const quoted = (word: string): string => `“${word}”`
const place = (layer: number): string => (layer < 0 ? 'outside the layers' : `in layer ${layer + 1}`)

/** A token so that each of its characters can be seen; the start-and-end token is a dot. */
function token(text: string, isEnd: boolean): string {
  if (isEnd) return '·'
  const shown = [...text].map((c) => (c === ' ' ? '\u2423' : c === '\n' ? '\u21b5' : visible(c)))
  return shown.join('')
}

/** A part of the model in words. */
function part(off: PartOff): string {
  switch (off.part) {
    case 'positions':
      return 'positions'
    case 'head':
      return `layer ${off.layer + 1}, head ${off.head + 1}`
    case 'attention':
      return `attention of layer ${off.layer + 1}`
    case 'feed-forward':
      return `feed-forward of layer ${off.layer + 1}`
    case 'attention-residual':
      return `what flows past attention ${off.layer + 1}`
    case 'feed-forward-residual':
      return `what flows past feed-forward ${off.layer + 1}`
  }
}

const on = { held_out: 'held-out part', train: 'training part', random: 'random tokens' } as const

export const insideText = {
  none: {
    title: 'No model to look into yet',
    line: 'Embeddings, attention and next-token odds of a model, with its real numbers.',
    text: 'Train a model, or open one: everything in it can be looked at, while it learns and after.',
    action: 'Train a model'
  },
  opening: 'Opening the model',
  tabs: 'Views',
  views: {
    embeddings: 'Embeddings',
    positions: 'Positions',
    attention: 'Attention',
    feedForward: 'Feed-forward',
    lens: 'Layer by layer',
    health: 'Health'
  } satisfies Record<InsideView, string>,
  view: 'What is inside',
  aside: 'Numbers',
  token,
  part,
  quoted,
  /** Under the headline: whose numbers they are. */
  whose: (name: string, step: number, what: string) => `${name} at step ${count(step)}. ${what}`,
  text: 'Text',
  textLabel: 'Text to look at',
  textHint: 'Click a token to follow its question.',
  textLeft: (left: number) =>
    left === 1
      ? 'The last token does not fit the model.'
      : `The last ${count(left)} tokens do not fit the model.`,
  layer: 'Layer',
  head: 'Head',
  nth: (index: number) => count(index + 1),
  table: 'Table',
  keys: (name: string) => `${name}: arrow keys move from cell to cell, Enter takes one`,
  again: 'Again',
  measure: 'Measure',
  measuring: 'Measuring',
  pieces: 'parts',
  offer: (label: string) => `${label}: show a list`,
  noToken: 'No token holds this.',
  stopped: 'Stopped before the numbers were there.',
  on,

  embeddings: {
    finding: (word: string, near: readonly string[]) =>
      near.length === 0
        ? `${quoted(word)} on the map`
        : `${quoted(word)} lies nearest to ${list(near.map(quoted))}`,
    what: (width: number) => `Each token is ${count(width)} numbers that training has chosen.`,
    map: 'Where the tokens lie',
    mapLabel: (tokens: number, dimensions: number) =>
      `Map of ${count(tokens)} token vectors in ${dimensions} dimensions: arrow keys go from token to token${dimensions === 3 ? ', shift and arrow keys turn it' : ''}`,
    caption: (dimensions: number, width: number, share: number | null, word: string) =>
      `Token vectors, ${
        share === null
          ? `${count(width)} directions unrolled by UMAP: neighbours are kept, distances are not`
          : `the ${dimensions === 2 ? 'two' : 'three'} widest of ${count(width)} directions (${percent(share)} of the spread)`
      }. Lines join the three nearest to ${quoted(word)} by cosine.`,
    notOnMap: (word: string, tokens: number) =>
      `${quoted(word)} is not among the first ${count(tokens)} tokens, which are on this map.`,
    dimensions: 'Dimensions',
    flat: '2D',
    deep: '3D',
    method: 'Projection',
    pca: 'PCA',
    umap: 'UMAP',
    umapUnit: 'rounds',
    token: 'Token',
    neighbours: (word: string) => `Nearest to ${quoted(word)}`,
    cosine: 'by cosine',
    dot: 'by dot product',
    norm: (norm: number) => `Length of the vector: ${measured(norm)}.`,
    analogy: 'Sums of vectors',
    analogySigns: { a: 'a', b: 'b', c: 'c' },
    analogyResult: (a: string, b: string, c: string) =>
      `${quoted(a)} − ${quoted(b)} + ${quoted(c)} lies nearest to`,
    analogyNote: (nearest: string, itself: boolean) =>
      itself
        ? `The three themselves are left out; ${quoted(nearest)} would be nearest.`
        : 'It is nearest even with the three themselves counted.',
    dials: (word: string) => `The numbers of ${quoted(word)}`,
    dialsHint: 'Turn one and see what the model writes then. Arrow keys choose and turn.',
    dial: (index: number) => `Number ${count(index + 1)}`,
    dialValue: (index: number, value: number, own: number) =>
      `number ${count(index + 1)}: ${decimal(value, 3)}${value === own ? '' : `, trained ${decimal(own, 3)}`}`,
    tokenHeads: { token: 'token', value: 'value' }
  },

  positions: {
    finding: (near: number | null, far: number | null) =>
      near === null || far === null
        ? 'Each place in the context has a vector of its own'
        : near > far + 0.15
          ? `Places next to each other are alike: cosine ${decimal(near, 2)}, against ${decimal(far, 2)} far apart`
          : `Each place has a vector of its own: neighbours are hardly alike (cosine ${decimal(near, 2)})`,
    what: (block: number) =>
      `A vector for each of the ${count(block)} places is added to the token that stands there.`,
    vectors: 'Position vectors',
    vectorsLabel: 'Position vectors, one row for each place',
    similarity: 'How alike places are',
    similarityLabel: 'Cosine between position vectors',
    similarityNote: 'Cosine of the angle between two places: 1 is the same direction.',
    sum: (word: string, at: number) => `${quoted(word)} at place ${count(at + 1)}: token + position`,
    sumLabel: 'Token vector, position vector and their sum',
    rows: { token: 'token', position: 'position', sum: 'sum' },
    place: (t: number) => count(t + 1),
    number: (index: number) => count(index + 1),
    reading: (row: string, column: string, value: number) => `${row}, number ${column}: ${decimal(value, 3)}`,
    alike: (a: string, b: string, value: number) => `places ${a} and ${b}: cosine ${decimal(value, 3)}`,
    unused: 'Places that the text does not reach keep what training gave them.'
  },

  attention: {
    /** `at`: the tokens it looks at most; null is the token itself. */
    finding: (word: string, at: readonly (string | null)[], itself: boolean) =>
      at.length === 0
        ? `${quoted(word)} has nothing before it to look at`
        : itself && at.length === 1
          ? `${quoted(word)} looks mostly at itself`
          : `${quoted(word)} looks back at ${list([...new Set(at.map((one) => (one === null ? 'itself' : quoted(one))))])}`,
    even: (word: string) => `${quoted(word)} looks at everything up to itself alike`,
    what: (layer: number, head: number) =>
      `Layer ${layer + 1}, head ${head + 1}. Every number is from its forward pass; each row adds up to 1.`,
    heat: 'Attention',
    heatLabel: (layer: number, head: number, T: number) =>
      `Attention of layer ${layer + 1}, head ${head + 1}, ${count(T)} by ${count(T)}, lower triangle`,
    legend: ['row: the token that asks', 'column: where it looks', 'dash: later tokens are hidden from it'],
    reading: (row: string, column: string, share: number) =>
      `${quoted(row)} looks at ${quoted(column)}: ${decimal(share, 3)}`,
    hidden: (row: string, column: string) => `${quoted(column)} stands after ${quoted(row)}: hidden`,
    arcs: (word: string) => `Where ${quoted(word)} looks, as arcs`,
    heads: 'Layers and heads',
    headName: (layer: number, head: number, off: boolean) =>
      `layer ${layer + 1}, head ${head + 1}${off ? ', off' : ''}`,
    shares: (word: string) => `How ${quoted(word)} shares its attention`,
    columns: {
      at: 'looks at',
      dot: 'query · key',
      scaled: (D: number) => `÷ √${D}`,
      share: 'share after softmax'
    },
    numbers: (row: string, column: string) => `${quoted(row)} asks, ${quoted(column)} answers`,
    numbersHint: 'The numbers behind one share; choose a row above.',
    query: (word: string) => `query of ${quoted(word)}`,
    key: (word: string) => `key of ${quoted(word)}`,
    products: 'query × key',
    value: (word: string) => `value of ${quoted(word)}`,
    weighted: 'share × value',
    output: 'sum over all: what the head says',
    equation: (dot: number, D: number, scaled: number, share: number) =>
      `Added up ${decimal(dot, 2)}, divided by √${D} ${decimal(scaled, 2)}, after softmax ${decimal(share, 3)}.`,
    scores: 'What the heads do',
    scoresNote: (tokens: number, where: string, step: number) =>
      `Measured on ${count(tokens)} tokens (${where}) at step ${count(step)}.`,
    scoreHeads: {
      head: 'head',
      previous: 'previous',
      first: 'first',
      same: 'same',
      increase: 'loss without it'
    },
    chance: 'looking everywhere alike',
    kinds: {
      previous: 'looks at the token before',
      first: 'looks at the first token',
      same: 'looks at equal tokens'
    } satisfies Record<Exclude<HeadKind, null>, string>,
    increase: (nats: number) => `${nats >= 0 ? '+' : ''}${decimal(nats, 3)}`,
    scoresUnit: 'passes',
    switchOff: 'Switch this head off',
    switchOn: 'Switch this head on'
  },

  switches: {
    title: 'Switch parts off',
    positions: 'Positions',
    attention: 'attention',
    feedForward: 'feed-forward',
    pastAttention: 'past attention',
    pastFeedForward: 'past feed-forward',
    layer: (layer: number) => `layer ${layer + 1}`,
    label: (name: string, layer: number) => `${name}, layer ${layer + 1}`,
    off: (parts: readonly string[]) => `Off: ${parts.join('; ')}.`,
    nudged: (word: string, dial: number, value: number) =>
      `Number ${count(dial + 1)} of ${quoted(word)} is turned to ${decimal(value, 2)}.`,
    allOn: 'As it was trained',
    effect: 'What it changes',
    loss: (before: number, after: number, tokens: number) =>
      `Loss ${loss(before)} as trained, ${loss(after)} now (${after >= before ? '+' : ''}${decimal(after - before, 3)}), on ${count(tokens)} tokens.`,
    noLoss: 'The text it was trained on is not at hand: no loss can be measured.',
    trained: 'as trained',
    now: 'now',
    nothing: 'nothing it could end',
    unit: 'rows'
  },

  feedForward: {
    finding: (layer: number, neuron: number, word: string | null) =>
      word === null
        ? `Neuron ${count(neuron + 1)} of layer ${layer + 1} is silent on this text’s corpus`
        : `Neuron ${count(neuron + 1)} of layer ${layer + 1} answers most to ${quoted(word)}`,
    what: (neurons: number) =>
      `${count(neurons)} neurons each look for something in the vector of a token and write something back when they find it.`,
    map: 'The neurons this text excites most',
    mapLabel: (layer: number) =>
      `Activations of layer ${layer + 1}: a row for each token, a column for each neuron`,
    reading: (row: string, neuron: string, value: number) =>
      `${quoted(row)}, neuron ${neuron}: ${decimal(value, 3)}`,
    neuron: 'Neuron',
    curve: { gpt2: 'GELU, with this text on it', microgpt: 'ReLU, with this text on it' },
    curveLabel: (name: string, points: readonly string[]) => `${name}: ${points.join('; ')}`,
    point: (word: string, before: number, after: number) =>
      `${quoted(word)} ${decimal(before, 2)} becomes ${decimal(after, 2)}`,
    distribution: (tokens: number, where: string) =>
      `Before the curve, on ${count(tokens)} tokens (${where})`,
    distributionLabel: (low: number, high: number) =>
      `Distribution from ${decimal(low, 2)} to ${decimal(high, 2)}`,
    active: (share: number, mean: number, largest: number) =>
      `Positive for ${percent(share)} of the tokens; mean ${decimal(mean, 3)}, largest ${decimal(largest, 2)}.`,
    contexts: 'What excites it most',
    contextHeads: { context: 'context, up to the exciting token', value: 'activation' },
    writes: 'What it writes into the logits',
    raises: 'raises',
    lowers: 'lowers',
    writesNote: 'For an activation of 1, on the direct way: what later layers make of it is not counted.'
  },

  lens: {
    finding: (word: string, guess: string, row: number, last: number) =>
      row === 0
        ? `After ${quoted(word)} its guess is ${quoted(guess)} from the embedding on`
        : row === last
          ? `After ${quoted(word)} it settles on ${quoted(guess)} only in the last layer`
          : `After ${quoted(word)} its guess is ${quoted(guess)} from layer ${row} on`,
    what: 'What the model would say if it ended after each layer; the last row is what it says.',
    map: 'The likeliest next token, layer by layer',
    mapLabel: 'The likeliest next token after each token of the text, row by row through the layers',
    embedding: 'embedding',
    row: (row: number) => (row === 0 ? 'embedding' : `layer ${row}`),
    reading: (row: string, word: string, guess: string, probability: number) =>
      `${row}, after ${quoted(word)}: ${quoted(guess)}, ${percent(probability, 1)}`,
    next: (word: string) => `What comes after ${quoted(word)}`,
    temperature: 'Temperature',
    through: (guess: string) => `${quoted(guess)} through the layers`,
    throughHeads: { row: 'after', probability: 'probability', rank: 'rank' },
    rank: (rank: number) => count(rank),
    share: (probability: number) => (probability < 0.001 ? `< 0.1${NBSP}%` : percent(probability, 1)),
    columns: { token: 'token', logit: 'logit', probability: 'probability' }
  },

  health: {
    /** The headline; the sentence under it is `explain`. */
    finding: (finding: HealthFinding): string => {
      const { kind, layer = -1, value = 0, tensor } = finding
      switch (kind) {
        case 'not-finite':
          return `${tensor ?? 'A value'} is no longer a number, ${place(layer)}`
        case 'exploding':
          return `Gradients explode: their norm is ${measured(value)}, most of it ${place(layer)}`
        case 'vanishing':
          return `The gradient vanishes ${place(layer)}: a ${count(1 / value)}th of the largest layer’s`
        case 'large-updates':
          return `Updates are large: ${tensor ?? ''} moves by ${percent(value, 1)} of itself in a step`
        case 'small-updates':
          return `Steps are small: no tensor moves by more than one part in ${count(Number((1 / value).toPrecision(2)))}`
        case 'dead':
          return `${percent(value)} of the neurons ${place(layer)} are dead`
        case 'growing':
          return `Values leap ${place(layer)}: their spread becomes ${measured(value)}`
        case 'untrained':
          return 'Not trained yet: nothing has moved'
        case 'healthy':
          return value > 0
            ? `Healthy: a step moves weights by about one part in ${count(Number((1 / value).toPrecision(2)))}`
            : 'Healthy: nothing stands out'
      }
    },
    explain: {
      'not-finite':
        'A sum grew beyond what a 32-bit number can hold, and everything computed from it is lost. Go back to an earlier step and lower the learning rate.',
      exploding:
        'A small change of these weights changes the loss very much, so a step overshoots. A lower learning rate, clipping or a warm-up helps.',
      vanishing:
        'What the loss wants hardly reaches these weights, so they stay nearly as they are. Normalisation and what flows past each part (residuals) are there against this.',
      'large-updates':
        'A step should move weights by about a thousandth of their length. Much more, and what was learned is thrown over again: lower the learning rate.',
      'small-updates':
        'A step should move weights by about a thousandth of their length. At the end of a falling schedule this is as it should be; before it, the learning rate is too low.',
      dead: 'No token of the measuring batch moves these neurons, so they say nothing and learn nothing. Large steps early in a run are a usual cause.',
      growing:
        'Each layer adds to what flows past it. Where the spread leaps, a part shouts the others down; later layers then hear little else.',
      untrained: 'Ratios of updates appear with the first step.',
      healthy: 'The rule of thumb is about one thousandth; a tenth or ten times of it is usual.'
    } satisfies Record<HealthFinding['kind'], string>,
    badge: {
      'not-finite': 'not a number',
      exploding: 'explodes',
      vanishing: 'vanishes',
      'large-updates': 'large updates',
      'small-updates': 'small updates',
      dead: 'dead neurons',
      growing: 'leaps',
      untrained: 'not trained',
      healthy: 'healthy'
    } satisfies Record<HealthFinding['kind'], string>,
    what: (on: string, tokens: number) => `Gradients on ${count(tokens)} tokens (${on}).`,
    gradient: 'Gradient norm',
    clip: (clip: number) => (clip > 0 ? `training clips at ${measured(clip)}` : 'training does not clip'),
    rate: 'Learning rate',
    loss: 'Loss on the measuring batch',
    tensors: 'Tensor by tensor',
    tensorHeads: {
      name: 'tensor',
      weights: 'length',
      gradient: 'gradient',
      ratio: 'update ÷ weights',
      scale: 'on a scale of ten thousandth to tenth'
    },
    layers: 'By layer',
    layerHeads: {
      layer: 'layer',
      spread: 'spread after it',
      activation: 'spread of activations',
      gradient: 'gradient',
      dead: 'dead neurons'
    },
    embedding: 'embedding',
    dead: (dead: number, neurons: number) => `${count(dead)} of ${count(neurons)}`,
    ratioMark: (ratio: number) => `${measured(ratio * 1000)} thousandths`,
    rule: '10⁻³'
  },
  terms: insideTerms
} as const
