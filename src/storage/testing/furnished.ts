/* A small library in memory with something of every kind in it, for tests that try everything on it. */
import { tinyModel } from '#core/formats/model-file.fixtures'
import { encodeModelFile } from '#core/formats/model-file'
import type { RunConfig } from '#core/run-config'
import { openLibrary } from '../library'
import { CORPUS, NOON } from './fixtures'
import { keptLine } from './kept-line'
import { type MemoryDisk, memoryDisk } from './memory-disk'

export const ROOT = '/data'
/** A little later than what is in it. */
export const LATER = new Date(NOON.getTime() + 60_000)

export interface Furnished {
  readonly disk: MemoryDisk
  /** A run with losses and three checkpoints, the first of them pinned; stopped. */
  readonly run: string
  /** One that trains, with a checkpoint. */
  readonly training: string
  /** One that was deleted. */
  readonly removed: string
  readonly corpus: string
  /** In the trash. */
  readonly oldCorpus: string
}

const model = tinyModel({ width: 4, heads: 1, block: 2 }, false)

/** Settings of runs whose models are these. */
export const TINY: RunConfig = { ...model.config, steps: 1000 }

/** A real model file of this step, a few hundred numbers long. */
export function modelBytes(step: number): Promise<Uint8Array<ArrayBuffer>> {
  return encodeModelFile({ ...model, training: { ...model.training, step, corpus: CORPUS } })
}

export async function furnish(): Promise<Furnished> {
  const disk = memoryDisk()
  const { runs, corpora, settings, shortlists, measurements } = await openLibrary({
    ...{ root: ROOT, disk, now: () => NOON }
  })
  const create = async (): Promise<string> => (await runs.create({ config: TINY, corpus: CORPUS })).id
  const train = async (id: string, steps: readonly number[]): Promise<void> => {
    for (const step of steps) {
      const val = [{ step, loss: 3 - step / 100 }]
      await runs.appendMetrics(id, { first: step - 9, train: new Float64Array(10).fill(step), val })
      await runs.writeCheckpoint(id, step, await modelBytes(step), 3 - step / 100)
      await runs.update(id, { step })
    }
  }
  const [run, training, removed] = [await create(), await create(), await create()]
  await train(run, [10, 20, 30])
  await runs.pin(run, 10, true)
  await runs.update(run, { state: 'stopped' })
  await train(training, [10])
  await train(removed, [10])
  await runs.update(removed, { state: 'stopped' })
  await runs.remove(removed)
  const corpus = (await corpora.addText('Towns', 'Ashbury\nBramford\n')).id
  const oldCorpus = (await corpora.addText('Rivers', 'Trent\nOuse\n')).id
  await corpora.remove(oldCorpus)
  await settings.changeApp({ theme: 'dark', checkpoints: { count: 2, megabytes: 100 } })
  await shortlists.write('names', keptLine(1))
  await measurements.add({
    speeds: [{ choice: 'cpu', work: 'w', device: 'd', msPerStep: 2, at: NOON.toISOString() }],
    tests: []
  })
  return { disk, run, training, removed, corpus, oldCorpus }
}
