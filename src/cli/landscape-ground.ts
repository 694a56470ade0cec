/* What `landscape` is drawn around: a model file with its text, or a run's folder in a library. */

import { basename } from 'node:path'
import type { EngineChoice } from '#core/contracts/engine-report'
import type { ReadingChoice } from '#core/contracts/imports'
import { decodeModelFile, type ModelFile } from '#core/formats/model-file'
import { chooseSteps, groundOfFile, pointOfFile, type Ground } from '#worker/landscape/ground'
import { prepareRun } from '#worker/run'
import { engineFor } from './engine'
import { readModel, readText, withName, type TextFile } from './files'
import { openRun } from './run-folder'
import type { Terminal } from './terminal'

export async function groundOfModel(
  terminal: Terminal,
  {
    model,
    corpus,
    engine,
    reading
  }: {
    model: string
    corpus: string
    engine: EngineChoice
    reading: ReadingChoice
  },
  note: (line: string) => void
): Promise<Ground> {
  const file = await readModel(terminal, model)
  const text = await readText(terminal, corpus, reading)
  const own = file.training.corpus
  if (own && own.sha256 !== text.ref.sha256) {
    note(`${text.ref.name} is not the text this model was trained on, so its own losses are not comparable.`)
  }
  return groundOfFile(basename(model), file, await prepare(text, file), await engineFor(engine, file.shape))
}

/**
 * @param run the run's folder, `…/runs/<id>`
 * @throws Failure `run-not-found`, `no-model` without a checkpoint, or as reading them does
 */
export async function groundOfRun(
  terminal: Terminal,
  {
    run,
    corpus,
    engine,
    reading
  }: {
    run: string
    corpus: string | undefined
    engine: EngineChoice
    reading: ReadingChoice
  }
): Promise<Ground> {
  const { library, entry } = await openRun(terminal, run)
  const { id } = entry
  const load = async (step?: number): Promise<ModelFile> =>
    decodeModelFile((await library.runs.readCheckpoint(id, step)).bytes)
  const file = await load()
  const earlier = entry.checkpoints.filter((step) => step < file.training.step)
  const points = []
  for (const step of chooseSteps(earlier, file.parameters.length, []))
    points.push(pointOfFile(await load(step)))
  const text = corpus
    ? await readText(terminal, corpus, reading)
    : { text: await library.corpora.readText(entry.corpus.id), ref: entry.corpus }
  const prepared = await prepare(text, file)
  const factory = await engineFor(engine, file.shape)
  return groundOfFile(entry.name, file, prepared, factory, [...points, pointOfFile(file)])
}

const prepare = ({ text, ref }: TextFile, file: ModelFile): ReturnType<typeof prepareRun> =>
  withName(ref.name, () => prepareRun({ text, corpus: ref, config: file.config, from: file }))
