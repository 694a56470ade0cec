/* Texts of the desk itself: the settings, the log, what a report holds, the word that a run has ended, shortcuts. */

import type { LogLevel, LogSource } from '#core/contracts/desk'
import { bytes, count, decimal } from './format'

export const settingsText = {
  title: 'Settings',
  appearance: 'Appearance',
  training: 'Training',
  data: 'Data',
  language: 'Language',
  /** Every language is called as it calls itself. */
  languages: { system: 'As the system', en: 'English', de: 'Deutsch' },
  keepAwake: 'Stay awake while training',
  keepAwakeTerm: {
    name: 'Stay awake while training',
    text: 'The computer does not go to sleep by itself while a run goes on. The screen may still turn dark, and closing the lid still counts.'
  },
  notify: 'Say when a run ends',
  notifyTerm: {
    name: 'Say when a run ends',
    text: 'A message of the system, if the window is not the one in front. Some systems show none unless they are allowed to.'
  },
  engine: 'Engine',
  engineTerm: {
    name: 'Engine',
    text: 'What computes from the next run on. Automatic takes the fastest that was measured. Speeds stand on the Train screen.'
  },
  folder: 'Data folder',
  folderTerm: {
    name: 'Data folder',
    text: 'Where texts, runs, shortlists and settings are kept. It can be on another disk; everything in it can be copied as it is.'
  },
  move: 'Move to another folder…',
  open: 'Use another folder…',
  next: (folder: string, how: 'move' | 'open') =>
    how === 'move'
      ? `From the next start on: ${folder}. Everything is moved there then.`
      : `From the next start on: ${folder}. What is here stays where it is.`,
  restart: 'Restart now',
  stay: 'Stay here',
  whileTraining: 'A run is going on.',
  defaults: 'Use the defaults',
  takeBack: 'Undo',
  atOnce: 'Changes hold at once. A run that is going on keeps its engine.'
} as const

export const logText = {
  title: 'Log',
  description: 'What went wrong, the newest first. It holds no texts, no names of files and nothing typed.',
  filter: 'Show',
  all: 'All',
  warnings: 'Warnings and errors',
  errors: 'Errors',
  search: 'Find',
  empty: 'Nothing went wrong yet.',
  noneFit: 'Nothing in the log is like that.',
  entries: (n: number) => (n === 1 ? '1 entry' : `${count(n)} entries`),
  more: (n: number) => `Show ${count(n)} more`,
  /** Opens what is for who works on the program: code, facts and places as they are. */
  technical: 'For a report',
  again: 'Read again',
  copy: 'Copy diagnostics',
  copied:
    'Diagnostics copied: versions, system, engines and the last errors. Nothing of your texts is in them.',
  levels: { error: 'error', warn: 'warning', info: 'note' } satisfies Record<LogLevel, string>,
  sources: {
    main: 'main process',
    window: 'window',
    worker: 'worker',
    helper: 'helper process'
  } satisfies Record<LogSource, string>,
  /** Main's own events. Errors have their sentences. */
  events: {
    started: 'Downhill started.',
    'page-gone': 'The window’s process ended unasked.',
    'helper-gone': 'A helper process ended unasked.',
    refused: 'Something that is not allowed was refused.',
    unexpected: 'Something unexpected happened.',
    'not-stored': 'A setting could not be stored.',
    'not-opened': 'A file from outside could not be opened.',
    'no-data-folder': 'The data folder could not be used.',
    'library-taken': 'Another computer took over the data folder.'
  },
  /** Facts of entries that say something to who reads them; the others stand under `technical` alone. */
  facts: {
    reason: 'reason',
    kind: 'kind',
    problem: 'problem',
    key: 'setting',
    engine: 'engine',
    format: 'format',
    step: 'step',
    line: 'line',
    bytes: 'bytes',
    limit: 'limit',
    needed: 'needed',
    version: 'version'
  },
  /** What facts can be, where it is no word or number that is shown as it is. */
  values: {
    crashed: 'crashed',
    killed: 'was ended',
    oom: 'out of memory',
    'abnormal-exit': 'ended abnormally',
    'launch-failed': 'did not start',
    'integrity-failure': 'was not intact',
    'memory-eviction': 'was ended to free memory',
    'a-new-window': 'a new window',
    'going-to': 'another address',
    'the-permission': 'a permission',
    'a-request-to': 'a request to the network',
    sender: 'asked by who may not ask',
    GPU: 'graphics card',
    Utility: 'service',
    range: 'out of range',
    integer: 'not a whole number',
    ENOSPC: 'no space left',
    EACCES: 'not allowed',
    EPERM: 'not allowed',
    EROFS: 'read only',
    ENOENT: 'not there',
    EIO: 'the disk failed',
    EMFILE: 'too many files open',
    EBUSY: 'in use'
  }
} as const

/** The word of the system that a run has ended. */
export const notifyText = {
  finished: (run: string) => `${run} is done`,
  loss: (value: string | null, steps: number) =>
    value === null ? `${count(steps)} steps.` : `Held-out loss ${value} after ${count(steps)} steps.`,
  failed: (run: string) => `${run} has stopped`,
  failedAt: (what: string, step: number) => `${what}. Step ${count(step)}.`,
  repeats: 'All repeats are trained',
  repeatsText: (runs: number) => `${count(runs)} runs, to compare on the Runs screen.`
} as const

/** What "Copy diagnostics" says before its facts. Facts are written as the program has them, in every language alike. */
export const diagnosticsText = {
  memory: (free: number, total: number) => `${bytes(free)} of ${bytes(total)} free`,
  window: (width: number, height: number, ratio: number) =>
    `${count(width)} × ${count(height)} at ${decimal(ratio, 2)}`
} as const

export const savedText = {
  drag: 'Drag the file',
  dragHint: 'Drag it into a folder, a mail or another program',
  reveal: 'Show in folder',
  noList: 'There is no list to export yet',
  noListText: 'Write one first; then Export has it as text, table, JSON, Markdown or PDF.'
} as const

/** The list of shortcuts: what each does. Their keys stand in shell/shortcut-list.ts. */
export const shortcutText = {
  groups: {
    everywhere: 'Everywhere',
    generate: 'Generate',
    letters: 'Letter by letter',
    shortlist: 'In the shortlist',
    ground: 'On the ground, the map and heatmaps',
    tour: 'Tour'
  },
  stages: 'Go to a stage',
  train: 'Train',
  pause: 'Pause the run, or go on',
  openModel: 'Open a model',
  saveModel: 'Save the model',
  exportList: 'Export the list',
  settings: 'Settings',
  fullScreen: 'Full screen, and back',
  present: 'Present: full screen without the rail, larger',
  list: 'This list',
  escape: 'Close what is open',
  zoom: 'Larger, smaller, as it was',
  keep: 'Keep the line, or let it go',
  rows: 'Line above, line below',
  move: 'Move the line up or down',
  takeOff: 'Take the line off',
  letterBack: 'One letter back',
  letterRows: 'Go through the letters',
  letterDraw: 'Draw the next letter',
  orbit: 'Turn; go through the cells',
  pan: 'Move the ground',
  groundZoom: 'Nearer, farther',
  groundReset: 'As it was',
  stations: 'Station before, station after'
} as const
