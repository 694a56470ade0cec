/*
 * `downhill train`: from a text to a model, and on from a model.
 * Over 150 lines: the options, and one way from them to a run that is kept; its settings are in run-settings.ts.
 */

import { join, resolve } from 'node:path'
import type { CorpusRef } from '#core/contracts/worker'
import type { ModelFile } from '#core/formats/model-file'
import { PRESETS, type PresetName, type RunConfig } from '#core/run-config'
import type { BpeTokenizerData } from '#core/tokenizer/tokenizer'
import { openLibrary } from '#storage/library'
import type { CorpusText } from '#worker/large/text'
import { prepareRun, type PreparedRun } from '#worker/run'
import { ENGINES, featuresOf } from './engine'
import { readModel, withName, writablePath } from './files'
import { noteStages, readCorpus, type ReadCorpus } from './large'
import { LossTable } from './losses'
import { READING_OPTIONS, readingOf } from './reading'
import { Recorder } from './recorder'
import { configFrom, defaultPreset, settingsOf, withFile } from './run-settings'
import type { Terminal } from './terminal'
import { trainAndKeep, type Wishes } from './training'
import { choiceOf, parseOptions, required, textOf, UsageError, type Options, type Typed } from './usage'

/** Options of every command that trains. */
export const TRAINING_OPTIONS = {
  engine: { type: 'string' },
  features: { type: 'string' },
  steps: { type: 'string' },
  out: { type: 'string' },
  losses: { type: 'string' },
  quiet: { type: 'boolean' },
  library: { type: 'string' }
} as const satisfies Options

const OPTIONS = {
  ...TRAINING_OPTIONS,
  ...READING_OPTIONS,
  corpus: { type: 'string' },
  preset: { type: 'string' },
  seed: { type: 'string' },
  set: { type: 'string', multiple: true },
  from: { type: 'string' }
} as const satisfies Options

const NAMES = Object.keys(PRESETS) as PresetName[]

export async function train(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('train', args, OPTIONS)
  const path = required(typed, 'train', 'corpus', 'FILE')
  const settings = settingsOf(typed, 'train')
  const preset = textOf(typed, 'preset') === undefined ? null : choiceOf(typed, 'preset', NAMES, 'names')
  const fromPath = textOf(typed, 'from')
  if (fromPath && preset)
    throw new UsageError('--from goes on with the settings of its model, so --preset cannot be given.')
  const engine = choiceOf(typed, 'engine', ENGINES, 'auto')
  const features = featuresOf(typed, [])
  const reading = readingOf(typed)
  // With a preset named, wrong settings are told before any file is read.
  if (preset) configFrom(PRESETS[preset], settings)

  const tell = (line: string): void => (typed.values['quiet'] === true ? undefined : terminal.note(line))
  const library = textOf(typed, 'library')
  const root = library === undefined ? null : resolve(terminal.cwd, library)
  const file = await readCorpus(terminal, path, reading, tell, root, { tell: noteStages(tell) })
  try {
    return await trainOn(terminal, typed, file, { fromPath, preset, settings, engine, features })
  } finally {
    await file.dispose()
  }
}

async function trainOn(
  terminal: Terminal,
  typed: Typed,
  file: ReadCorpus,
  wish: {
    readonly fromPath: string | undefined
    readonly preset: PresetName | null
    readonly settings: readonly string[]
  } & Pick<Wishes, 'engine' | 'features'>
): Promise<number> {
  const { fromPath, preset, settings, engine, features } = wish
  const from = fromPath ? await readModel(terminal, fromPath) : undefined
  const start = from?.config ?? PRESETS[preset ?? (await defaultPreset(file.text))]
  const wanted = configFrom(start, settings)
  const { warning } = wanted
  const { config, tokenizer } = from
    ? { ...wanted, tokenizer: null }
    : await withFile(terminal, wanted.config)
  if (from && from.training.step >= config.steps) {
    throw new UsageError(
      `This model is already trained for ${from.training.step} steps: give a higher --steps.`
    )
  }
  const wishes = await wishesOf(terminal, typed, { engine, features })
  if (warning && !wishes.quiet) terminal.note(warning)
  const prepared = await prepare(file, file.ref, config, from, tokenizer)
  const recorder = await recorderFor(terminal, typed, file, prepared)
  if (!wishes.quiet) tellWhereItGoes(terminal, wishes, recorder)
  return trainAndKeep(terminal, prepared, wishes, new LossTable(), recorder)
}

/** A run of this text; failures of the text name its file. */
export function prepare(
  file: { readonly text: CorpusText; readonly ref: CorpusRef },
  corpus: CorpusRef,
  config: RunConfig,
  from?: ModelFile,
  tokenizer?: BpeTokenizerData | null
): Promise<PreparedRun> {
  const more = { ...(from && { from }), ...(tokenizer && { tokenizer }) }
  return withName(file.ref.name, () => prepareRun({ text: file.text, corpus, config, ...more }))
}

/** Engine, files and loudness. @throws Failure if a file cannot be written there */
export async function wishesOf(
  terminal: Terminal,
  typed: Typed,
  engine: Pick<Wishes, 'engine' | 'features'>
): Promise<Wishes> {
  const out = textOf(typed, 'out')
  const losses = textOf(typed, 'losses')
  return {
    ...engine,
    quiet: typed.values['quiet'] === true,
    out: out ? await writablePath(terminal, out) : null,
    losses: losses ? await writablePath(terminal, losses) : null
  }
}

async function recorderFor(
  terminal: Terminal,
  typed: Typed,
  file: ReadCorpus,
  { config }: PreparedRun
): Promise<Recorder | null> {
  const folder = textOf(typed, 'library')
  if (!folder) return null
  const library = await openLibrary({
    root: resolve(terminal.cwd, folder),
    bundled: join(terminal.root, 'resources', 'corpora')
  })
  const bundled = (await library.corpora.list()).find((entry) => entry.sha256 === file.ref.sha256)
  const { id, name, sha256 } =
    bundled ??
    (typeof file.text === 'string'
      ? await library.corpora.addText(file.ref.name, file.text, file.report)
      : await library.corpora.find(file.ref.id))
  return new Recorder(library, await library.runs.create({ config, corpus: { id, name, sha256 } }))
}

function tellWhereItGoes(terminal: Terminal, { out, losses }: Wishes, recorder: Recorder | null): void {
  if (recorder) terminal.note(`Run ${recorder.entry.id}, “${recorder.entry.name}”.`)
  else if (!out && !losses) terminal.note('Nothing will be kept: --out FILE keeps the model.')
}
