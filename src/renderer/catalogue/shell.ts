/* Texts of the shell: stages, status line, menus, notices, dialogs, and the empty stages. */

import { tokenizerName } from './tokenizers'
import type { RunState } from '#core/contracts/app'
import type { RunConfig } from '#core/run-config'
import { count, list, loss, NBSP, percent, setting } from './format'
import { settingTerms } from './settings'

/** The parts of a live run that sentences speak of. */
interface RunInWords {
  readonly config: { readonly steps: number; readonly tokenizer: string }
  readonly figures: {
    readonly step: number
    readonly valLoss: number | null
    readonly trainLoss: number | null
    readonly valBits: number | null
  }
}

export const shellText = {
  name: 'Downhill',
  skip: 'Skip to the content',
  stages: {
    label: 'Stages',
    corpus: 'Corpus',
    train: 'Train',
    generate: 'Generate',
    landscape: 'Landscape',
    inside: 'Look inside',
    insideShort: 'Inside',
    runs: 'Runs',
    tour: 'Tour',
    trainLive: 'a run is going on'
  },

  status: {
    label: 'Status',
    idle: 'Nothing is training',
    starting: 'Getting ready',
    state: {
      queued: 'Waiting',
      training: 'Training',
      paused: 'Paused',
      finished: 'Done',
      stopped: 'Stopped',
      failed: 'Failed',
      interrupted: 'Interrupted'
    } satisfies Record<RunState, string>,
    progress: 'Progress of the run',
    stepsPerSecond: 'steps/s',
    tokensPerSecond: 'tokens/s',
    step: 'step',
    of: (steps: number) => `of ${count(steps)}`,
    heldOut: 'held-out loss',
    training: 'training loss',
    bits: 'bits/character',
    left: 'left',
    notMeasured: 'Not measured yet',
    automatic: 'Engine: Automatic',
    runs: (n: number) => (n === 1 ? '1 run' : `${count(n)} runs`),
    enginesLoading: 'Looking for engines'
  },
  window: {
    title: (run: string, share: number) => `${percent(Math.floor(share * 100) / 100)}, ${run}: Downhill`,
    idle: 'Downhill'
  },

  engine: {
    names: {
      auto: 'Automatic',
      cpu: 'CPU',
      webgpu: 'WebGPU',
      reference: 'Reference',
      'reference-webgpu': 'Reference on WebGPU'
    },
    kinds: { cpu: 'CPU', webgpu: 'WebGPU', reference: 'Reference' }
  },

  announce: {
    started: (run: string) => `Training ${run} has begun.`,
    moved: (engine: string, step: number) => `The run goes on from step ${count(step)} on ${engine}.`,
    paused: (step: number) => `Paused at step ${count(step)}.`,
    progress: ({ config, figures }: RunInWords) =>
      figures.valLoss === null
        ? `Step ${count(figures.step)} of ${count(config.steps)}${config.tokenizer === 'characters' ? `, training loss ${loss(figures.trainLoss)}` : ''}.`
        : `Step ${count(figures.step)} of ${count(config.steps)}, held-out loss ${config.tokenizer === 'characters' ? loss(figures.valLoss) : `${loss(figures.valBits)} bits per character`}.`,
    ended: (reason: 'finished' | 'stopped' | 'failed', step: number) =>
      reason === 'finished'
        ? `Done after ${count(step)} steps.`
        : reason === 'stopped'
          ? `Stopped at step ${count(step)}.`
          : `The run failed at step ${count(step)}.`
  },
  run: {
    tryAgain: 'Try again',
    goOnWithCpu: 'Go on with CPU',
    /** After a lost graphics card; `engine` where another one had to take over. */
    notBitExact: {
      title: 'Not bit-exact from here on',
      text: 'This run goes on with another engine, or with other arithmetic, than it was computed with. Its losses differ in their last bits from those it would have had.'
    },
    setBack: (step: number, engine: string | null) => {
      const on = engine === null ? 'the card, opened anew' : engine
      return step === 0
        ? `No step was kept yet: the run begins again on ${on}.`
        : `Nothing is lost: step ${count(step)} is kept. The run goes on from there on ${on}.`
    },
    woke: (step: number, kept: number | null) => ({
      title: 'The computer was asleep',
      text:
        kept === null
          ? `The run goes on at step ${count(step)}.`
          : `The run goes on at step ${count(step)}. Step ${count(kept)} is kept.`
    }),
    goOnFromKept: 'Go on from the last kept step',
    goOnSlower: (step: number, rate: number) =>
      `Go on from step ${count(step)} at learning rate ${setting(rate)}`,
    anew: 'Begin again with safer settings',
    safer: (changes: readonly (readonly [key: keyof RunConfig, value: unknown])[]) =>
      `Safer: ${list(
        changes.map(
          ([key, value]) =>
            `${settingTerms[key].name.toLowerCase()} ${typeof value === 'number' ? setting(value) : String(value)}`
        )
      )}.`
  },

  intake: {
    drop: 'Drop it anywhere',
    dropLine:
      'Texts, tables, Word files, PDFs and e-books become corpora, several or a folder at once. A .safetensors model opens for generating. A .zip brings in a run.'
  },
  openModel: {
    title: (name: string) => `Open “${name}”?`,
    description: 'What the file says of itself; nothing of it is loaded yet.',
    shape: 'Shape',
    shapeOf: (layers: number, heads: number, width: number, block: number) =>
      `${layers === 1 ? '1 layer' : `${count(layers)} layers`}, ${heads === 1 ? '1 head' : `${count(heads)} heads`}, width ${count(width)}, context ${count(block)}`,
    parameters: 'Parameters',
    tokenizer: (setting: string, vocab: number) => `${tokenizerName(setting)}; ${count(vocab)} tokens`,
    step: 'Trained',
    stepOf: (step: number, steps: number) => `${count(step)} of ${count(steps)} steps`,
    heldOut: 'Held-out loss',
    corpus: 'Corpus',
    size: 'Size',
    resumable: 'Training can go on from it exactly: it holds the moments and the random state.',
    notResumable: 'It holds no moments: training can go on from its weights, but not exactly.',
    open: 'Open',
    recent: 'Recent'
  },
  saved: (name: string) => `Saved as “${name}”`,
  found: {
    title: (things: number) =>
      things === 1
        ? 'One thing in the library could not be read'
        : `${count(things)} things in the library could not be read`,
    safe: (things: number) =>
      `${things === 1 ? 'It was' : 'They were'} set aside, nothing was deleted. Everything else is here.`
  },
  /** The page's process died. */
  reopened: {
    title: 'The window stopped working and was opened again',
    text: 'What is stored is safe. A run that was going on is broken off at its last checkpoint.'
  },

  closing: {
    failed: 'The window stays open: the run could not be kept.'
  },

  actions: {
    cancel: 'Cancel',
    close: 'Close',
    details: 'Details',
    copy: 'Copy',
    copied: 'Copied',
    dismiss: 'Dismiss',
    undo: 'Undo',
    settings: 'Settings',
    showMore: 'Show more'
  },
  details: 'Details for a report',
  notSaid: 'Nothing more is known.',
  toastLabel: 'Undo',

  more: {
    label: 'Settings and help',
    short: 'More',
    theme: 'Theme',
    system: 'As the system',
    light: 'Light',
    dark: 'Dark',
    settings: 'Settings',
    shortcuts: 'Keyboard shortcuts',
    log: 'Log',
    present: 'Present',
    version: (version: string) => `Downhill ${version}`,
    runtime: (electron: string, chrome: string) => `Electron ${electron}, Chromium ${chrome}`
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    keys: {
      to: 'to',
      or: 'or',
      space: 'Space',
      question: '?',
      escape: 'Esc',
      enter: 'Enter',
      delete: 'Del',
      back: 'Backspace'
    },
    ctrl: (mac: boolean) => (mac ? '⌘' : 'Ctrl'),
    shift: (mac: boolean) => (mac ? '⇧' : 'Shift'),
    alt: (mac: boolean) => (mac ? '⌥' : 'Alt')
  },

  field: {
    whole: 'Must be a whole number.',
    number: 'Must be a number.',
    wholeNearest: (below: string, above: string) => `Must be a whole number: ${below} or ${above}.`,
    /** After why a typed value was refused. */
    holds: (value: string) => `${value} holds until then.`,
    least: (least: string) => `The least is ${least}.`,
    most: (most: string) => `The most is ${most}.`
  },
  progressLine: (done: number, of: number, unit: string, left: string | null) =>
    `${count(done)} of ${count(of)} ${unit}${left === null ? '' : `, ${left}${NBSP}left`}`,

  novelty: {
    new: 'new',
    held_out: 'in the held-out part',
    train: 'in the training part',
    unseen: 'in the training part, not reached yet'
  }
} as const
