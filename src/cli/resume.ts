/* `downhill resume`: goes on with a run of a library from its newest checkpoint, step for step as if never ended. */

import { join, resolve } from 'node:path'
import type { RunEntry } from '#core/contracts/app'
import { ENGINE_FEATURES } from '#core/contracts/engine-report'
import { Failure } from '#core/errors'
import { decodeModelFile } from '#core/formats/model-file'
import { openLibrary, type Library } from '#storage/library'
import { ENGINES, featuresOf } from './engine'
import { noteStages, openCorpus } from './large'
import { LossTable } from './losses'
import { Recorder } from './recorder'
import { openRun } from './run-folder'
import type { Terminal } from './terminal'
import { configFrom } from './run-settings'
import { prepare, TRAINING_OPTIONS, wishesOf } from './train'
import { trainAndKeep } from './training'
import { choiceOf, noTexts, parseOptions, textOf, UsageError, type Options } from './usage'

const OPTIONS = { ...TRAINING_OPTIONS, run: { type: 'string' } } as const satisfies Options

export async function resume(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('resume', args, OPTIONS)
  noTexts(typed, 'resume')
  const engine = choiceOf(typed, 'engine', ENGINES, 'auto')
  featuresOf(typed, [])
  const steps = textOf(typed, 'steps')
  const { library, entry } = await openedRun(terminal, textOf(typed, 'library'), textOf(typed, 'run'))
  const { config } = configFrom(entry.config, steps === undefined ? [] : [`steps=${steps}`])
  const note = (line: string): void => (typed.values['quiet'] === true ? undefined : terminal.note(line))
  const text = await openCorpus(library, entry.corpus, { tell: noteStages(note) })
  // A run that was killed before its first checkpoint begins again.
  const from = entry.checkpoints.length > 0 ? await newestModel(library, entry.id) : undefined
  const done = from?.training.step ?? 0
  // Killed between its last checkpoint and the word that it is finished, it only has to be concluded.
  if (done >= config.steps && entry.state === 'finished') {
    throw new UsageError(`This run is already trained for ${done} steps: give a higher --steps.`)
  }
  // Those it had, so that its losses stay the same.
  const had = ENGINE_FEATURES.filter((feature) => from?.training.features?.includes(feature))
  const wishes = await wishesOf(terminal, typed, { engine, features: featuresOf(typed, had) })
  const prepared = await prepare({ text, ref: entry.corpus }, entry.corpus, config, from)
  await library.runs.update(entry.id, { state: 'training', config })
  if (!wishes.quiet) terminal.note(`Run ${entry.id}, “${entry.name}”, from step ${done}.`)
  return trainAndKeep(
    terminal,
    prepared,
    wishes,
    await earlierLosses(library, entry.id, done),
    new Recorder(library, entry)
  )
}

/** By its folder alone, or in a library. @throws UsageError without either, Failure `run-not-found` */
async function openedRun(terminal: Terminal, folder: string | undefined, run: string | undefined) {
  if (folder === undefined) {
    if (run !== undefined) return openRun(terminal, run)
    throw new UsageError('resume needs --run FOLDER, or --library FOLDER.')
  }
  const library = await openLibrary({
    root: resolve(terminal.cwd, folder),
    bundled: join(terminal.root, 'resources', 'corpora')
  })
  return { library, entry: await findRun(library, run) }
}

/** The run of that id or name, the newest if none is given. @throws Failure `run-not-found` */
async function findRun(library: Library, wanted: string | undefined): Promise<RunEntry> {
  const runs = await library.runs.list()
  const found = wanted === undefined ? runs[0] : runs.find(({ id, name }) => id === wanted || name === wanted)
  if (!found) throw new Failure('run-not-found', wanted === undefined ? {} : { id: wanted })
  return found
}

async function newestModel(library: Library, id: string) {
  const { bytes } = await library.runs.readCheckpoint(id)
  return decodeModelFile(bytes)
}

/** The losses up to the checkpoint; later ones are computed again. */
async function earlierLosses(library: Library, id: string, done: number): Promise<LossTable> {
  const { train, val } = await library.runs.readMetrics(id)
  const table = new LossTable()
  table.add({ first: 1, train: train.subarray(0, done), val: val.filter(({ step }) => step <= done) })
  return table
}
