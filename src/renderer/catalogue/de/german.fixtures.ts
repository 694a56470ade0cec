/* For the test of the German catalogue: texts that are the same in both languages, and arguments of some functions. */

/** Names, formats, and field terms that German practitioners use as they are. */
export const SAME_IN_BOTH: ReadonlySet<string> = new Set([
  // names and formats
  ...['Downhill', 'microgpt', 'gpt2', 'GPT-2', 'GPT-3', 'GPT-3?', 'Python', 'Python, .py', 'Hugging Face'],
  ...['llama.cpp, .gguf', 'GPT-2, r50k_base', 'Codex, p50k_base', 'GPT-4, cl100k_base', 'GPT-4o, o200k_base'],
  ...['Markdown', 'JSON', 'JSON, .json', 'PDF', 'UTF-8', 'UTF-16 LE', 'UTF-16 BE', 'Windows-1252, Latin-1'],
  ...[
    'Mac Roman',
    'Text, .txt',
    'Film, .gif',
    'Film (WebM)',
    'Film (MP4)',
    'Film (GIF)',
    'MB',
    'CPU',
    'WebGPU'
  ],
  // field terms
  ...[
    'Token',
    'Tokens',
    'Tokenizer',
    'Embeddings',
    'Attention',
    'Neuron',
    'Position',
    'Engine',
    'Checkpoints'
  ],
  ...[
    'Seed',
    'Seeds',
    'Batch',
    'Warm-up',
    'Dropout',
    'Beta 1',
    'Beta 2',
    'Epsilon',
    'Top-k',
    'Top-p',
    'Min-p'
  ],
  ...['SGD', 'Momentum', 'Adam', 'AdamW', 'PCA', 'UMAP', 'Relaxed SIMD', 'Subgroups', 'Training', 'linear'],
  // the same word
  ...['Status', 'Details', 'Esc', 'Name', 'Text', 'in', 'Experiment', 'English', 'Deutsch'],
  // what is cut into tokens, and sentences of the tour
  ...['abracadabra', "I've groked Heinlein's work", 'I’ve groked Heinlein’s work', '<|endoftext|>'],
  ...['    if (x) {\n        return x\n    }', 'naïve café 👨‍👩‍👧 東京の夜', 'dog bites man', 'man bites dog']
])

const run = (valLoss: number | null, tokenizer: string): unknown => ({
  config: { steps: 1234, tokenizer },
  figures: { step: 7, valLoss, trainLoss: 2.5, valBits: 3.5 }
})
const verification = (outcome: string, exact: boolean, from: number): unknown => ({
  ...{ outcome, exact, from, to: 1234, driftsAt: 7, largestDifference: exact ? 0 : 1e-7, tolerance: 1e-4 },
  ...{ engine: { device: 'Quark' }, at: '2026-03-03T14:02:00Z' }
})
const plane = (part: string, directions: string, explained: readonly number[] | null): unknown => ({
  ...{ batch: { part, tokens: 1234 }, settings: { directions }, explained }
})
const ground = (shape: string, steep: number | null): unknown => ({
  ...{ shape, rim: 3, floor: 2, hollows: 1234, steep, share: steep === null ? null : 0.5, known: 3, of: 4 }
})
const summary = (step: string | null, next: unknown): unknown => ({
  ...{ step, curve: 'heldOut', from: '3', to: '2', fell: true, beaten: ['Quark'], next }
})

const MODELS = ['uniform', 'letters', 'pairs', 'triples', 'fours']
const SHARES = [0.5, 0.25]
/** Every plane and axis that a title can name. */
const AXES = ['random', 'line', 'pca'].flatMap((directions) =>
  [null, SHARES].flatMap((explained) => [0, 1].map((axis) => [plane('train', directions, explained), axis]))
)

/** Arguments that cannot be guessed, by path. */
export const BY_HAND: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'announce.progress': [[run(null, 'characters')], [run(2, 'characters')], [run(2, 'bpe'), run(null, 'bpe')]],
  'announce.ended': ['finished', 'stopped', 'failed'].map((reason) => [reason, 1234]),
  'run.safer': [
    [
      [
        ['learning_rate', 1234],
        ['schedule', 'Quark']
      ]
    ]
  ],
  ...Object.fromEntries(
    ['copies', 'near-empty', 'long', 'characters', 'plain', 'spelling', 'ungarble'].map((step) => [
      `doctor.steps.${step}`,
      [1, 1234].map((lines) => [{ lines, characters: ['Quark'] }])
    ])
  ),
  'surprising.partName': [['held_out'], ['train']],
  'surprising.finding': ['most', 'least'].flatMap((first) =>
    ['line', 'character'].map((by) => ['Quark', 2, { first, by }])
  ),
  'imports.about': [['pdf', 1234]],
  'imports.readAgain': [['Quark', 'koi8-r']],
  'imports.cameAs': [
    ['csv', null],
    ['csv', 'Quark']
  ],
  'imports.cameIn': [['utf-8', 'guessed']],
  'large.stage': ['reading', 'counting', 'merging', 'tokens', 'checking'].map((stage) => [stage, 'Quark']),
  'tokenView.cut': [
    ['characters', 1234, ['Quark']],
    ['bpe:512', 1, ['Quark']]
  ],
  'train.better': MODELS.flatMap((model) => [
    [model, true, 'Quark'],
    [model, false, 'letters']
  ]),
  'train.ahead': MODELS.map((model) => [model, '1', '2', 'letters']),
  'train.allBeaten': MODELS.map((model) => [model, '1', '2', 'letters']),
  'train.chart.per': [['nats'], ['bits'], ['token']],
  'train.chart.tableNote': [['nats'], ['bits'], ['token']],
  'train.chart.words.summary': [
    [summary(null, null)],
    [summary(null, { model: 'Quark', loss: '2' })],
    [summary('7', null)],
    [summary('7', { model: 'Quark', loss: '2' })]
  ],
  'landscape.sentence': [
    [null],
    ...['level', 'slope', 'valley', 'bowl', 'hollows'].flatMap((shape) =>
      [null, 1, 1234].map((steep) => [ground(shape, steep)])
    )
  ],
  'landscape.what': [[plane('held_out', 'pca', null)], [plane('train', 'pca', null)]],
  'landscape.labels.direction': AXES,
  'landscape.labels.directionShort': AXES,
  'landscape.sharpnessValue': [null, 2].map((bound) => [{ eigenvalue: 1234, bound }]),
  'walk.racer': [[{ optimizer: 'adam', learning_rate: 1234 }]],
  'walk.fate': ['lowest', 'stopped', 'rolling', 'left', 'lost', 'cancelled'].map((kind) => [
    { kind, loss: 2, above: 0.5, steps: 1234 }
  ]),
  'inside.part': [
    ...['positions', 'head', 'attention', 'feed-forward', 'attention-residual', 'feed-forward-residual']
  ].map((part) => [{ part, layer: 1, head: 2 }]),
  'inside.health.finding': [
    ...['not-finite', 'exploding', 'vanishing', 'large-updates', 'small-updates', 'dead', 'growing'],
    ...['untrained', 'healthy']
  ].map((kind) => [{ kind, layer: 1, value: 0.125, tensor: 'Quark' }]),
  'runs.differences': [
    [
      [
        { key: 'heads', own: 1234 },
        { key: 'deduplicate', own: true }
      ]
    ]
  ],
  'runs.verdict': [
    [verification('matches', true, 1)],
    [verification('matches', false, 3)],
    [verification('drifts', true, 1)]
  ],
  'runs.verdictMore': [[verification('matches', true, 1)], [verification('matches', false, 3)]],
  'runs.curveReading': [[1234, [{ name: 'Quark', bits: 2 }]]],
  'runs.curvesSentence': [[[]], [[{ name: 'Quark', bits: 2, step: 1234 }]]],
  'walk.raceSentence': [
    [[]],
    [
      [
        { name: 'Quark', loss: 2 },
        { name: 'b', loss: 1 }
      ]
    ]
  ],
  'studio.sharesPoint': [['Quark', { new: 1 }, 1234]]
}
