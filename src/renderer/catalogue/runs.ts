/* Texts of the Runs screen: the list, one run and its time machine, and several side by side. */

import { tokenizerName } from './tokenizers'
import type { Verification } from '#core/contracts/runs'
import type { RunConfig } from '#core/run-config'
import { bytes, count, decimal, list, loss, moment, NBSP, setting, timeLeft, UNKNOWN } from './format'
import { settingTerms } from './settings'

const plural = (n: number, one: string, many: string): string =>
  n === 1 ? `1 ${one}` : `${count(n)} ${many}`

type Value = RunConfig[keyof RunConfig]

/** What is no tokenizer stays as it is. */
const value = (of: Value): string =>
  typeof of === 'number' ? setting(of) : typeof of === 'boolean' ? (of ? 'yes' : 'no') : tokenizerName(of)

const signed = (bits: number): string => (bits > 0 ? `+${decimal(bits, 3)}` : decimal(bits, 3))

export const runsText = {
  title: (n: number) => (n === 1 ? 'One run is kept' : `${count(n)} runs are kept`),
  bestOf: (name: string, bits: number) =>
    `${name} has the lowest loss so far: ${decimal(bits, 3)} bits per character`,
  line: (n: number, size: number) =>
    `${plural(n, 'run', 'runs')}, ${bytes(size)} on disk. Each with its settings, its losses and its checkpoints.`,
  none: 'No runs yet',
  noneText: 'Every training is kept here with its settings, losses and checkpoints, from its first step on.',
  noneAction: 'Train a model',
  unreadable: 'The runs cannot be listed',
  table: 'Runs',
  name: 'run',
  corpus: 'corpus, preset',
  differs: 'what differs',
  engine: 'engine',
  steps: 'steps',
  best: 'best, bits',
  bestLong: 'Best held-out loss in bits per character',
  seconds: 'time',
  bytes: 'on disk',
  state: 'state, begun',
  created: 'begun',
  actions: 'actions',
  sort: 'Sort by',
  sortKeys: {
    created: 'Newest first',
    name: 'Name',
    corpus: 'Corpus',
    step: 'Steps trained',
    best: 'Lowest loss',
    seconds: 'Time',
    bytes: 'Size on disk',
    state: 'State'
  },
  search: 'Search',
  searchPlaceholder: 'Name, corpus, setting',
  nothingFound: (query: string) => `No run has “${query}” in its name, corpus, state or settings.`,
  select: (name: string) => `Choose ${name}`,
  selectAll: 'Choose all that are listed',
  selected: (n: number) => `${count(n)} chosen`,
  clear: 'Choose none',
  compare: 'Compare',
  compareReason: 'Choose two or more runs',
  delete: 'Delete',
  back: 'All runs',
  resume: 'Go on',
  resumeLabel: (name: string) => `Go on with ${name}`,
  train: 'Train',
  trainLabel: (name: string) => `Train ${name} now`,
  show: 'Show',
  showLabel: (name: string) => `Show ${name} in Train`,
  openLabel: (name: string) => `Open ${name}`,
  stepsOf: (step: number, steps: number) => `${count(step)} of ${count(steps)}`,
  noneBest: 'Nothing was held out, or not measured yet',
  noEngine: 'Not trained yet',
  noTime: 'Not measured by the version that trained it',
  states: {
    queued: 'waiting',
    training: 'training',
    paused: 'paused',
    finished: 'done',
    stopped: 'stopped',
    failed: 'failed',
    interrupted: 'broken off'
  },
  busy: 'Another run is going on',
  isTraining: 'It is training',

  // where a run comes from
  branchOf: (name: string, step: number) => `from ${name}, step ${count(step)}`,
  repeatOf: (name: string, seed: number) => `repeats ${name}, seed ${setting(seed)}`,
  gone: 'a deleted run',
  imported: (version: string) => `imported, Downhill ${version}`,

  // what differs
  value,
  differences: (all: readonly { readonly key: keyof RunConfig; readonly own: Value }[]) =>
    all.map(({ key, own }) => `${settingTerms[key].name.toLowerCase()} ${value(own)}`).join(', '),
  comparedWith: (name: string) => `compared with ${name}`,
  comparedWithPreset: (preset: string) => `compared with preset ${preset}`,
  same: 'nothing',

  // deleting
  removeTitle: (names: readonly string[]) =>
    names.length === 1 ? `Delete ${names[0] ?? ''}?` : `Delete ${count(names.length)} runs?`,
  removeText: (size: number, pinned: number) =>
    `Settings, losses and checkpoints go to the system’s trash, ${bytes(size)} in all.${pinned > 0 ? ` ${plural(pinned, 'checkpoint is', 'checkpoints are')} pinned.` : ''} For some minutes they can be taken back here, later from the trash.`,
  takeBack: (names: readonly string[]) =>
    names.length === 1 ? `Take back ${names[0] ?? ''}` : `Take back ${count(names.length)} deleted runs`,
  takeBackHint: 'Some minutes after deleting they are in the system’s trash and can be put back from there',
  removed: (names: readonly string[]) =>
    names.length === 1 ? `Deleted ${names[0] ?? ''}` : `Deleted ${count(names.length)} runs`,

  // after a disk that was full
  keptAgain: (step: number) => ({
    title: 'The run is kept again',
    text: `Step ${count(step)} is stored, with all losses before it.`
  }),

  // at the start
  brokenOff: (name: string) => `${name} was broken off`,
  isPaused: (name: string) => `${name} is paused`,
  brokenOffText: (step: number, steps: number) =>
    `Step ${count(step)} of ${count(steps)} is kept. It goes on from there with the same losses it would have had.`,

  // checkpoints
  budget: 'Checkpoints',
  budgetText:
    'Kept while a run trains: close together early, further apart later. The first, the last two, the best and pinned ones always stay.',
  budgetCount: 'At most per run',
  budgetMegabytes: 'At most, MB',
  budgetNote: 'Holds for every run from its next checkpoint on.',
  checkpoints: 'Checkpoints',
  checkpointsOf: (n: number, size: number) => `${plural(n, 'checkpoint', 'checkpoints')}, ${bytes(size)}`,
  noCheckpoints: 'No checkpoint is kept of this run.',
  step: 'step',
  atStep: (step: number) => `step ${count(step)}`,
  goTo: (step: number) => `Go to step ${count(step)}`,
  heldOut: 'held-out',
  size: 'size',
  pinned: 'pinned',
  isBest: 'best',
  pin: (step: number) => `Keep step ${count(step)} for good`,
  unpin: (step: number) => `Let step ${count(step)} go when room is needed`,

  // the time machine
  time: 'Step of the run',
  timeTitle: 'Time machine',
  timeStands: (name: string, step: number) => `The laboratory stands at step ${count(step)} of ${name}.`,
  timeHint: 'Move along the kept steps: loss, samples, landscape and Generate go with it.',
  earlier: 'Earlier step',
  later: 'Later step',
  present: 'Back to the present',
  samplesAt: (step: number) => `What it writes at step ${count(step)}`,
  samplesNote: 'Always from the same seed, so that only the model differs.',
  samplesWaiting: 'Opening this step.',
  runTitle: (name: string, best: number | null) =>
    best === null ? name : `${name} came down to ${decimal(best, 3)} bits per character`,
  runLine: (corpus: string, step: number, steps: number, seconds: number) =>
    `“${corpus}”, ${count(step)} of ${count(steps)} steps${seconds > 0 ? ` in ${timeLeft(seconds)}` : ''}.`,
  trainingAt: 'Training loss',
  heldOutAt: 'Held-out loss',
  perToken: 'per token',
  inBits: 'In bits per character',
  seeLandscape: 'See it on the landscape',
  write: 'Write from here',
  here: 'At this step',

  // branching
  branch: (step: number) => `Branch from step ${count(step)}`,
  branchHint: 'A new run that begins with this step’s model, under settings you can change.',
  branchCorpus: (name: string) => `The corpus “${name}” is not in the library any more`,

  // facts of a run
  facts: 'This run',
  settings: 'Settings that differ',
  factNames: {
    engine: 'Engine',
    device: 'Device',
    seconds: 'Time',
    bytes: 'On disk',
    begun: 'Begun',
    origin: 'Imported',
    parameters: 'Parameters'
  },
  begun: (iso: string) => moment(iso),
  lineage: 'Where it comes from',
  children: 'What branched from it',
  lineageStart: 'new weights',
  rename: 'Rename',
  renameTitle: 'Rename the run',
  newName: 'Name',
  suggest: 'Suggest another',
  nameTaken: (name: string) => `Another run is called ${name}.`,
  nameEmpty: 'A name has at least one letter.',
  nameLong: 'A name has at most 100 characters.',
  renamed: 'Rename',
  renamedTo: (name: string) => `Renamed to ${name}`,
  more: 'More',

  // files
  export: 'Export run…',
  exportHint: 'One .zip with everything',
  exportPlain: 'Export run without its text…',
  exportPlainHint: 'The text’s hash alone goes with it',
  import: 'Import a run…',
  exporting: (name: string) => `Exporting ${name}`,
  importing: (name: string) => `Importing ${name}`,
  transferUnit: 'MB',
  importedTitle: (name: string) => `Imported as ${name}`,
  importedText: (version: string, platform: string) =>
    `It was exported by Downhill ${version} on ${platform}. Training it again here shows whether this machine comes to the same losses.`,
  verify: 'Re-run and verify',
  verifyHint: 'Trains it again on the side and compares every loss',
  verifying: 'Training it again',
  verifyUnit: 'steps compared',
  verified: 'Verified',
  notVerified: 'Not verified yet',
  verdict: ({ outcome, driftsAt, exact, from, to }: Verification) =>
    outcome === 'matches'
      ? `Matches: ${from === 1 ? `all ${count(to)} losses` : `the losses of steps ${count(from)} to ${count(to)}`} ${exact ? 'are equal to the last bit' : 'are equal within the tolerance'}.`
      : `Drifts at step ${count(driftsAt ?? to)}.`,
  verdictMore: ({ largestDifference, exact, tolerance, engine, at }: Verification) =>
    `Largest difference ${largestDifference === 0 ? '0' : largestDifference.toPrecision(2)} nats${exact ? '' : `, ${setting(tolerance)} allowed`}. On ${engine.device}, ${moment(at)}.`,

  // side by side
  compareTitle: (name: string, bits: number, n: number) =>
    `${name} has the lowest loss of these ${count(n)}: ${decimal(bits, 3)} bits per character`,
  compareUnknown: (n: number) => `${plural(n, 'run', 'runs')} side by side`,
  compareLine: 'Bits per character, so that runs with different tokenizers compare.',
  compareLineTraining:
    'Bits per character. Where nothing was held out, the smoothed training loss is drawn; it does not compare with held-out losses.',
  curves: 'Held-out loss in bits per character',
  curvesOf: 'Held-out loss in',
  curvesUnit: 'bits per character',
  curvesMost: (n: number) => `The curves of the first ${count(n)} are drawn.`,
  curvesEmpty: 'The curves begin with the first measured loss',
  curvesSentence: (
    parts: readonly { readonly name: string; readonly bits: number; readonly step: number }[]
  ) =>
    parts.length === 0
      ? 'No losses yet.'
      : `Loss against step. ${list(parts.map(({ name, bits, step }) => `${name} ends at ${decimal(bits, 3)} at step ${count(step)}`))}.`,
  curveReading: (step: number, parts: readonly { readonly name: string; readonly bits: number }[]) =>
    `step ${count(step)}: ${parts.map(({ name, bits }) => `${name} ${decimal(bits, 3)}`).join(', ')}`,
  curveTable: 'The numbers as a table',
  readCurves: 'Read the curves at a step',
  chartSteps: 'steps',
  bits: (bits: number | null) => (bits === null ? UNKNOWN : decimal(bits, 3)),
  sideBySide: 'What differs',
  sideBySideNone: 'The settings of these runs are all alike.',
  setting: 'setting',
  result: {
    best: 'Best held-out loss, bits',
    step: 'Steps trained',
    seconds: 'Time',
    engine: 'Engine',
    corpus: 'Corpus'
  },

  // evidence
  question: (b: string, a: string) => `Is ${b} really better than ${a}?`,
  a: 'A',
  b: 'B',
  evidenceTerm: {
    name: 'Paired difference',
    text: 'Both settings are trained under the same seeds. Much of what a seed does, it does to both, so the difference of each pair says more than the two means.'
  },
  better: (b: string, a: string) => `${b} is better than ${a}`,
  worse: (b: string, a: string) => `${b} is worse than ${a}`,
  undecided: 'Not enough evidence yet',
  undecidedPairs: (pairs: number, least: number) =>
    pairs === 0
      ? `No seed was trained under both settings yet. At least ${count(least)} are needed.`
      : `${plural(pairs, 'pair is', 'pairs are')} too few: at least ${count(least)} are needed.`,
  undecidedInterval: 'The interval holds zero: seeds alone could make such a difference.',
  decided: (confidence: number) =>
    `The interval does not hold zero, with ${decimal(confidence * 100, 0)}${NBSP}% confidence.`,
  meanDifference: 'Mean difference',
  interval: (confidence: number) => `${decimal(confidence * 100, 0)}${NBSP}% interval`,
  intervalOf: (low: number, high: number) => `${signed(low)} to ${signed(high)}`,
  intervalSentence: (mean: number, low: number | null, high: number | null) =>
    low === null || high === null
      ? `The mean difference is ${signed(mean)} bits.`
      : `The mean difference is ${signed(mean)} bits, its interval ${signed(low)} to ${signed(high)}.`,
  signed,
  evidenceUnit: 'bits',
  bBetter: 'B better',
  aBetter: 'A better',
  seed: 'seed',
  difference: 'B − A',
  seeds: 'Seeds',
  seedsTerm: {
    name: 'Seeds',
    text: 'How many seeds both settings are to have been trained under. More make the interval narrower, by about the root of their number.'
  },
  repeat: (n: number) => `Train ${plural(n, 'more run', 'more runs')}`,
  repeatTime: (seconds: number) => `About ${timeLeft(seconds)} at the speed they had.`,
  repeatEnough: 'There are as many pairs as asked for.',
  repeatGoing: 'runs trained',
  otherCorpus: 'They are of different corpora, so that their losses do not compare.',
  sameSettings: 'These are the same settings under different seeds.',
  branched: 'A branch cannot be trained anew from a seed: it begins with the model of another run.',
  notHeldOut: 'Nothing was held out of one of them, so that there is no loss to compare.',
  lossOf: loss
} as const
