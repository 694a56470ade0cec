/* From what the window names to a ground: the live run, the opened model, or checkpoints fetched from disk. */

import type { LandscapeSource } from '#core/contracts/landscape'
import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { decodeModelFile, type ModelFile } from '#core/formats/model-file'
import { sha256Hex } from '#core/sha256'
import { prepareRun } from '../run'
import type { PreparedRun } from '../run'
import { chooseSteps, corpusOf, groundOfFile, groundOfRun, pointOfFile } from './ground'
import type { Ground, GroundPoint } from './ground'
import { check, type Task } from './pace'
import type { LandscapeHost } from './session-part'

type Sources = Pick<LandscapeHost, 'live' | 'opened' | 'loadCorpus' | 'loadCheckpoint' | 'factoryFor'>

/**
 * @param wanted steps that must be among the path's points
 * @throws Failure `no-model`, `corpus-not-found`, or what fetching, reading and making an engine fail with
 */
export async function groundOf(
  sources: Sources,
  source: LandscapeSource,
  wanted: readonly number[],
  task: Task,
  progress: (done: number, of: number) => void
): Promise<Ground> {
  if (source.from === 'run') {
    const live = sources.live()
    if (!live?.usable) throw new Failure('no-model')
    return groundOfRun(live, live.id)
  }
  if (source.from === 'model') {
    const model = sources.opened()
    if (!model) throw new Failure('no-model')
    const prepared = model.prepared ?? (await prepare(sources, model.file, corpusOf(model.file)))
    return groundOfFile(model.name, model.file, prepared, await sources.factoryFor('auto', model.file.shape))
  }
  const { file, points } = await fetchPath(sources, source, wanted, task, progress)
  const prepared = await prepare(sources, file, source.corpus)
  const factory = await sources.factoryFor('auto', file.shape)
  return groundOfFile(source.runId, file, prepared, factory, points)
}

/** A run of the model's settings on its corpus, to be looked at and not trained. */
async function prepare(sources: Sources, file: ModelFile, corpus: CorpusRef): Promise<PreparedRun> {
  const text = await sources.loadCorpus(corpus)
  const own = file.training.corpus
  // Other items would make another batch: the heights would not be those that were logged.
  // The bytes of a large text are checked where they are read.
  const sha256 = typeof text === 'string' ? await sha256Hex(text) : corpus.sha256
  if (own && own.sha256 !== sha256) throw new Failure('corpus-not-found', { name: own.name })
  return prepareRun({ text, corpus, config: file.config, from: file })
}

async function fetchPath(
  sources: Sources,
  { runId, steps }: Extract<LandscapeSource, { from: 'saved' }>,
  wanted: readonly number[],
  task: Task,
  progress: (done: number, of: number) => void
): Promise<{ file: ModelFile; points: GroundPoint[] }> {
  const load = async (step: number): Promise<ModelFile> => {
    check(task)
    return decodeModelFile(new Uint8Array(await sources.loadCheckpoint(runId, step)))
  }
  if (steps.length === 0) throw new Failure('no-model')
  const last = Math.max(...steps)
  const file = await load(last)
  const chosen = chooseSteps(steps, file.parameters.length, wanted).filter((step) => step !== last)
  const points: GroundPoint[] = []
  for (const [i, step] of chosen.entries()) {
    progress(i, chosen.length)
    try {
      points.push(pointOfFile(await load(step)))
    } catch (thrown) {
      // One that was thinned out or found broken since the list was made is only a gap in the path.
      if (!isMissing(thrown)) throw thrown
    }
  }
  return { file, points: [...points, pointOfFile(file)] }
}

function isMissing(thrown: unknown): boolean {
  const code = thrown instanceof Failure ? thrown.error.code : ''
  return code === 'no-model' || code === 'library-corrupt'
}
