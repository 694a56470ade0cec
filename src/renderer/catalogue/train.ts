/*
 * Texts of the Train screen and of the loss chart: headlines, settings, engines, samples. Sentences get
 * numbers as numbers and write them by format.ts. `unit` is what the corpus is made of, in the plural
 * ("letters", "characters").
 */

import type { CountingModel } from '../charts/crossings'
import type { LossUnit } from '../charts/loss-chart'
import type { LossChartFormat, LossChartWords } from '../charts/words'
import type { Nouns } from './corpus'
import { count, decimal, list, measured, setting, timeLeft } from './format'

/** What a counting model counts, as a noun after "counting". */
const counted = (model: CountingModel, units: string): string => {
  switch (model) {
    case 'uniform':
      return 'chance'
    case 'letters':
      return `counting single ${units}`
    case 'pairs':
    case 'triples':
    case 'fours':
      return `counting ${model}`
  }
}

/** "Counting fours of letters": the same at the start of a sentence. */
const countedFully = (model: CountingModel, units: string): string => {
  switch (model) {
    case 'uniform':
      return 'Pure chance'
    case 'letters':
      return `Counting single ${units}`
    case 'pairs':
    case 'triples':
    case 'fours':
      return `Counting ${model} of ${units}`
  }
}

/** A distance between losses: two decimals, or three where two would say nothing. */
export const apart = (nats: number): string => decimal(nats, nats < 0.01 ? 3 : 2)

/** Numbers on the chart. */
export const chartFormat: LossChartFormat = { loss: decimal, step: count }

const chartWords: LossChartWords = {
  models: { uniform: 'uniform', letters: 'letters', pairs: 'pairs', triples: 'triples', fours: 'fours' },
  training: 'training',
  heldOut: 'held-out',
  steps: 'steps',
  empty: 'The curve begins with the first step',
  step: (step) => `step ${step}`,
  beatAt: (model, step) => `beat ${model} at step ${step}`,
  beaten: (model) => `${model} beaten`,
  summary: ({ step, curve, from, to, fell, beaten, next }) => {
    const ahead = next && `${next.model} at ${next.loss} is next`
    if (step === null)
      return `Loss against step. The curve begins with the first step${ahead ? `; ${ahead}` : ''}.`
    const name = curve === 'heldOut' ? 'Held-out loss' : 'Smoothed training loss'
    const way = `${name} ${fell ? 'falls' : 'rises'} from ${from} to ${to} at step ${step}`
    const passed = beaten.length > 0 ? ` and is below ${list(beaten)}` : ''
    return `Loss against step. ${way}${passed}${ahead ? `; ${ahead}` : '; no counting model is left ahead'}.`
  }
}

export const trainText = {
  // headline and the line beneath
  noCorpus: 'No text to learn from yet',
  noCorpusLine: 'Choose a list or a running text first.',
  reading: (name: string) => `Reading “${name}”`,
  readyList: (n: number, { item, items }: Nouns) => `Ready to learn ${count(n)} ${n === 1 ? item : items}`,
  readyText: (n: number) => `Ready to learn ${count(n)} characters of text`,
  readyLine: (heldOut: number, parameters: number | null, steps: number) =>
    `${heldOut > 0 ? `${count(heldOut)} more are held out to measure by. ` : 'Nothing is held out. '}${parameters === null ? '' : `${count(parameters)} parameters, `}${count(steps)} steps.`,
  readyOn: (name: string, step: number) => `Ready to go on with ${name} from step ${count(step)}`,
  readyOnLine: (steps: number, corpus: string) => `Up to step ${count(steps)}, on “${corpus}”.`,
  unfit: (problems: number) =>
    problems === 1 ? 'One setting does not fit' : `${count(problems)} settings do not fit`,
  unfitLine: (names: readonly string[]) => `To mend: ${list(names.map((name) => name.toLowerCase()))}.`,
  starting: 'Getting ready',
  startingLine: 'Cutting the text into tokens and setting up the engine.',
  first: 'It begins by guessing',
  firstLine: (step: number, steps: number, training: string | null, next: number | null) =>
    [
      training === null
        ? `Step ${count(step)} of ${count(steps)}.`
        : `Training loss ${training} at step ${count(step)} of ${count(steps)}.`,
      next === null ? '' : `The held-out part is measured at step ${count(next)}.`
    ]
      .filter(Boolean)
      .join(' '),
  // the finding: better than what
  noBetter: (now: boolean, units: string) =>
    `It ${now ? 'does not guess' : 'did not guess'} ${units} better than chance${now ? ' yet' : ''}`,
  better: (model: CountingModel, now: boolean, units: string) =>
    `It ${now ? 'now ' : ''}guesses ${units} better than ${counted(model, units)}`,
  best: (now: boolean, units: string) =>
    `It ${now ? 'now ' : ''}guesses ${units} better than every model that counts`,
  byHeart: (now: boolean) =>
    now ? 'It begins to learn the text by heart' : 'It learned part of the text by heart',
  // the line: where it stands
  lossAt: (val: string, step: number, steps: number) =>
    `Held-out loss ${val} at step ${count(step)} of ${count(steps)}.`,
  trainingAt: (training: string, step: number, steps: number) =>
    `Training loss ${training}, smoothed, at step ${count(step)} of ${count(steps)}.`,
  finished: (step: number) => `Done after ${count(step)} steps.`,
  stopped: (step: number, steps: number) => `Stopped at step ${count(step)} of ${count(steps)}.`,
  finishedTitle: (step: number) => (step === 1 ? 'Done after one step' : `Done after ${count(step)} steps`),
  stoppedTitle: (step: number) => `Stopped at step ${count(step)}`,
  bitsPerCharacter: (bits: string) => `${bits} bits per character`,
  heldOutLoss: (val: string) => `Held-out loss ${val}.`,
  trainingLoss: (training: string) => `Training loss ${training}, smoothed.`,
  ahead: (model: CountingModel, at: string, by: string, units: string) =>
    `${countedFully(model, units)}, at ${at}, is ${by} further down.`,
  allBeaten: (model: CountingModel, at: string, by: string, units: string) =>
    `${countedFully(model, units)}, at ${at}, lies ${by} above.`,
  onTraining: 'Nothing is held out: it is measured on what it learns from.',
  lowest: (best: string, step: number, val: string) =>
    `Held-out loss was lowest at step ${count(step)}, ${best}, and is ${val} now, while the training loss still falls.`,
  paused: (step: number) => `Paused at step ${count(step)}`,
  pausedLine: 'Steps and learning rate can change now.',
  failed: (step: number) => `The run broke off at step ${count(step)}`,
  failedKept: (step: number) => `Nothing is lost up to step ${count(step)}: it is kept.`,
  failedNothing: 'No step was kept yet.',

  // actions
  toCorpus: 'Choose a text',
  start: 'Train',
  startOn: 'Train on',
  pause: 'Pause',
  pausing: 'Pausing',
  resume: 'Go on',
  stop: 'Stop',
  stopping: 'Stopping',
  again: 'Train again',
  newRun: 'New run',
  write: (nouns: Nouns) => `Write ${nouns.items}`,
  writeText: 'Write text',
  save: 'Save the model',
  settings: 'Settings',

  // certificate
  matches: 'Matches the reference',
  differs: 'Differs from the reference',
  compared: 'What was compared',
  certificate: (losses: number, difference: string, equal: number, names: number) =>
    `${count(losses)} losses, largest difference ${difference}; ${count(equal)} of ${count(names)} names equal.`,
  comparedTitle: 'Compared with the Python original',
  comparedText:
    'microgpt by Andrej Karpathy, run in Python with seed 42 on the same list in the same order, is the original. Each training loss of this run and each name it writes afterwards at temperature 0.5 stands beside the original’s.',
  comparedRows: {
    losses: 'Losses compared',
    difference: 'Largest difference, in nats',
    allowed: 'Allowed difference',
    names: 'Names compared',
    equal: 'Names equal'
  },
  allowedDifference: '0.0001',

  // chart
  chart: {
    words: chartWords,
    title: 'Loss',
    in: 'in',
    per: (unit: LossUnit) => (unit === 'token' ? 'nats per token' : `${unit} per character`),
    onTraining: 'counting models on the training part',
    unit: 'Unit',
    nats: 'nats',
    bits: 'bits',
    perToken: 'per token',
    axis: 'Step axis',
    linear: 'linear',
    log: 'log steps',
    table: 'Table',
    tableTitle: 'Loss by step',
    tableNote: (unit: LossUnit) =>
      `In ${unit === 'token' ? 'nats per token' : `${unit} per character`}. The training loss is smoothed; held-out stands where it was measured.`,
    step: 'step',
    training: 'training',
    heldOut: 'held-out',
    models: 'Models that only count',
    model: 'model',
    loss: 'loss',
    beaten: 'beaten at step',
    notBeaten: 'not yet',
    beatenBefore: 'before the first measurement',
    read: 'Read the curve at a step',
    reading: (step: string, training: string | null, heldOut: string | null) =>
      `step ${step}${training === null ? '' : `, training ${training}`}${heldOut === null ? '' : `, held-out ${heldOut}`}`
  },

  // samples
  samples: 'What it writes',
  samplesTab: 'Samples',
  chartTab: 'Loss',
  views: 'View',
  samplesEmpty: 'The first samples come after a few steps.',
  samplesBefore: 'While it trains, it writes a few samples now and then. They appear here, side by side.',
  stepHead: (step: number) => `step ${count(step)}`,
  nowHead: (step: number) => `now, step ${count(step)}`,
  lastHead: (step: number) => `last, step ${count(step)}`,
  emptySample: 'empty',

  // aside
  run: 'This run',
  preset: 'Preset',
  presets: { microgpt: 'microgpt', names: 'names', 'text-small': 'text, small', text: 'text' },
  presetHints: {
    microgpt: 'The smallest GPT, retraced from the Python original',
    names: 'Lists of short lines',
    'text-small': 'Running text, quick',
    text: 'Running text, large; best on a graphics card'
  },
  presetTaken: 'Your changes went with the preset',
  suggestion: (preset: string) => `“${preset}” suits this text better`,
  suggestionAction: 'Use it',
  changed: (n: number) => (n === 1 ? '1 setting changed' : `${count(n)} settings changed`),
  reset: 'Reset to preset',
  goesOn: (name: string) => `Goes on with ${name}`,
  anew: 'Start anew',
  allSettings: 'All settings',
  fewSettings: 'Fewer settings',
  parameters: 'Parameters',
  parametersUnknown: 'Not known until the settings fit and the corpus is read',
  estimate: 'Estimated time',
  estimateNote: (speed: number) =>
    `At ${measured(speed)} steps/s, measured for these settings. Checks on the held-out part and samples come on top.`,
  estimateUnknown:
    'Known once the speed is measured for these settings, which takes a few seconds, or once a run has shown it.',
  estimateMeasure: 'Measure',
  estimateValue: (seconds: number) => `about ${timeLeft(seconds)}`,
  rest: 'Settings rest while the run goes on. Steps and learning rate can change at a pause.',
  pauseNote: 'Steps and learning rate take effect when the run goes on.',
  stepsBehind: (step: number) => `The run is at step ${count(step)} already.`,
  evaluated: (used: number, of: number, nouns: Nouns | null) =>
    `Held-out loss is measured on ${count(used)} of ${count(of)} held-out ${nouns ? nouns.items : 'windows'}, the same ones each time.`,
  ownSplit: 'microgpt trains on every line, copies too, as its original does.',
  units: {
    block: 'characters',
    blockTokens: 'tokens',
    batch: (nouns: Nouns | null) => (nouns ? nouns.items : 'windows'),
    held_out: '%',
    eval_every: 'steps',
    warmup: 'steps'
  },
  values: {
    kind: { auto: 'automatic', list: 'list', text: 'running text' },
    family: { gpt2: 'gpt2', microgpt: 'microgpt' },
    schedule: { constant: 'constant', linear: 'falling evenly', cosine: 'falling as a cosine' },
    scheduleWarm: {
      constant: 'warm-up, then constant',
      linear: 'warm-up, then evenly',
      cosine: 'warm-up, then a cosine'
    },
    optimizer: { adam: 'Adam', adamw: 'AdamW' },
    random: { downhill: 'Downhill', python: 'Python' },
    deduplicate: { true: 'yes', false: 'no' }
  },
  problem: {
    heads: (heads: number, nearest: readonly number[]) =>
      `Must be a multiple of the ${count(heads)} heads: ${nearest.map(setting).join(' or ')}.`,
    warmup: (steps: number) => `Warm-up must not be longer than the ${count(steps)} steps.`,
    range: (nearest: number | string) =>
      `The nearest allowed value is ${typeof nearest === 'number' ? setting(nearest) : nearest}.`,
    integer: (nearest: readonly number[]) => `Must be a whole number: ${nearest.map(setting).join(' or ')}.`,
    number: 'Must be a number.'
  },

  // engines
  engine: {
    label: 'Engine',
    term: 'What computes. All engines compute the same function; they differ in speed.',
    choose: 'Engine',
    auto: 'Automatic',
    autoUses: (name: string) => `uses ${name}`,
    autoText: {
      only: 'The one engine here that is not slow by nature: there is nothing to compare.',
      fastest: 'The fastest one measured for this very model.',
      unmeasured: 'Times each engine for a second and takes the fastest.'
    },
    autoValue: (name: string | null) => (name === null ? 'Automatic' : `Automatic: ${name}`),
    software: (name: string) => `${name} in software`,
    softwareText: (device: string) => `${device}: no graphics card behind it. Never chosen by itself`,
    referenceText: (device: string) => `${device}. Slow and easy to read`,
    speed: 'steps/s',
    looking: 'Looking for engines',
    limits: 'What the adapter reports',
    limitsOf: (device: string) => `What “${device}” reports`,
    adapter: {
      vendor: 'Vendor',
      architecture: 'Architecture',
      device: 'Device',
      description: 'Description',
      features: 'Features'
    },
    notReported: 'not reported',
    arithmetic: {
      title: 'Arithmetic',
      text: 'All off, a run repeats itself bit for bit on any computer of this kind. With any of them on, losses differ in their last bits from device to device. A run keeps with it what it was computed with.',
      names: { 'relaxed-simd': 'Relaxed SIMD', f16: '16-bit activations', subgroups: 'Subgroups' },
      texts: {
        'relaxed-simd':
          'For the CPU engine. Multiplies and adds in one instruction with one rounding, where the processor has it.',
        f16: 'For WebGPU. What layers leave for one another is stored in half the memory; sums stay in 32 bits.',
        subgroups: 'For WebGPU. Threads of the card that run together add up without going through memory.'
      },
      note: 'Holds from the next start of a run.'
    },
    threads: (n: number) => `${count(n)} threads`,
    move: (engine: string) => `Move this run to ${engine}`,
    moving: (engine: string) => `Moving to ${engine}`,
    moveTitle: (engine: string) => `This run computes on ${engine}`,
    moveText:
      'Weights, moments and the place in the data move with it, and no step is lost. Engines differ in the last bits of a sum, so its numbers will not be bit for bit those of a run that stayed.',
    moveAction: (engine: string) => `Move it to ${engine}`,
    again: 'Measure again',
    measuring: 'measuring',
    notMeasured: 'not measured',
    measuringNow: (name: string) => `Measuring ${name}`,
    measureOne: (name: string) => `Measure ${name}`,
    measuredAt: (when: string) => `Measured ${when}`,
    seconds: 's at most',
    training: 'Nothing is measured while a run goes on. These are the last figures.',
    settingsFirst: 'These settings cannot be trained with.',
    onRequest: 'Slow ones are measured when asked for.',
    test: 'Test the graphics card',
    testAgain: 'Test again',
    testing: 'Testing the graphics card',
    tested: (difference: string) => `The graphics card computes what the CPU computes, within ${difference}.`,
    curve: 'Speed against model size'
  },
  // speed against model size
  curve: {
    title: 'Speed against model size',
    line: (rows: number, length: number) =>
      `Training on this computer, ${count(rows)} rows of ${count(length)} tokens a step.`,
    measure: 'Measure',
    again: 'Measure again',
    sizes: 'models measured',
    empty: 'Not measured yet. It takes a few seconds.',
    parameters: 'Parameters',
    parametersAxis: 'parameters',
    tokens: 'tokens/s',
    tokensOf: (engine: string) => `${engine}, tokens/s`,
    thisModel: 'this model',
    none: 'Nothing has been measured yet.',
    range: (engine: string, most: number, small: number, least: number, large: number) =>
      `${engine}: ${measured(most)} tokens/s with ${count(small)} parameters, ${measured(least)} with ${count(large)}.`,
    always: (engine: string) => `${engine} is the fastest at every size.`,
    overtakes: (engine: string, other: string, above: number, upTo: number) =>
      `${engine} overtakes ${other} between ${count(above)} and ${count(upTo)} parameters.`
  }
} as const
