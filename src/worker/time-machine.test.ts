/* Checkpoints of a run opened one after another: what is shown is the model of that step, and nothing is made twice. */

import { describe, expect, test } from 'vitest'
import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { decodeModelFile } from '#core/formats/model-file'
import type { ModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import type { GeneratedItem } from '#core/generation'
import { PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { sha256Hex } from '#core/sha256'
import { OpenedModel } from './opened-model'
import { prepareRun, Run } from './run'
import { fakeFactory } from './testing.fixtures'
import { TimeMachine } from './time-machine'

const text = 'ada bea cleo dora ella fay gea hedda ida lea mae nora'.split(' ').join('\n')
const config: RunConfig = {
  ...PRESETS.names,
  ...{ layers: 1, heads: 1, width: 32, block: 8, batch: 2, steps: 40, warmup: 0, eval_every: 20 }
}

async function trained(): Promise<{ corpus: CorpusRef; files: Map<number, ArrayBuffer> }> {
  const corpus = { id: 'names', name: 'Names', sha256: await sha256Hex(text) }
  const run = await Run.open(await prepareRun({ text, corpus, config }), fakeFactory())
  const files = new Map<number, ArrayBuffer>()
  await run.train({ onCheckpoint: ({ step, bytes }) => void files.set(step, bytes.slice().buffer) })
  return { corpus, files }
}

/** A host that opens models as the session does, and counts what it is asked for. */
function hostOf(files: ReadonlyMap<number, ArrayBuffer>) {
  const asked = { corpora: 0, engines: 0, opened: [] as number[] }
  let model: OpenedModel | null = null
  return {
    asked,
    get model() {
      return model!
    },
    loadCorpus: () => {
      asked.corpora++
      return Promise.resolve(text)
    },
    loadCheckpoint: (_runId: string, step: number): Promise<ArrayBuffer> => {
      const bytes = files.get(step)
      return bytes ? Promise.resolve(bytes.slice()) : Promise.reject(new Failure('no-model', { step }))
    },
    open: async (name: string, file: ModelFile, prepared: OpenedModel['prepared']) => {
      const same = await model?.become(name, file, prepared)
      if (!same) asked.engines++
      model = same ?? (await OpenedModel.open(name, file, fakeFactory(), prepared))
      asked.opened.push(file.training.step)
      return model.report()
    }
  }
}

async function itemsOf(model: OpenedModel): Promise<GeneratedItem[]> {
  const items: GeneratedItem[] = []
  const settings = { ...DEFAULT_GENERATION, count: 8, seed: 3 }
  for await (const some of model.generate(settings, () => false)) items.push(...some)
  return items
}

describe('the time machine', () => {
  test('shows at every checkpoint what the file by itself would say, on one engine and one corpus', async () => {
    const { corpus, files } = await trained()
    const host = hostOf(files)
    const machine = new TimeMachine(host)
    for (const step of [...files.keys(), 2, 40, 1]) {
      const report = await machine.open({ runId: 'r', step, name: 'r', corpus })
      expect(report).toMatchObject({ runId: 'r', step, resumable: true })
      expect(report.landscapeLoss).toBeGreaterThan(0)
      const file = await decodeModelFile(new Uint8Array(files.get(step)!))
      expect(report.trainLoss).toBe(file.training.train_loss)
      const own = await prepareRun({ text, corpus, config: file.config, from: file })
      const alone = await OpenedModel.open('alone', file, fakeFactory(), own)
      // Texts, their probabilities, and which of them training had reached by then.
      expect(await itemsOf(host.model)).toEqual(await itemsOf(alone))
    }
    expect(host.asked).toMatchObject({ corpora: 1, engines: 1 })
  })

  test('lets a request that is overtaken go, and ends at the one asked for last', async () => {
    const { corpus, files } = await trained()
    const host = hostOf(files)
    const machine = new TimeMachine(host)
    const steps = [...files.keys()]
    const asked = steps.map((step) => machine.open({ runId: 'r', step, name: 'r', corpus }))
    const ends = await Promise.allSettled(asked)
    for (const end of ends.slice(0, -1)) {
      expect(end).toMatchObject({ status: 'rejected', reason: { error: { code: 'cancelled' } } })
    }
    expect(ends.at(-1)).toMatchObject({ status: 'fulfilled', value: { step: steps.at(-1) } })
    expect(host.asked.opened.at(-1)).toBe(steps.at(-1))
    expect(host.model.file.training.step).toBe(steps.at(-1))
  })

  test('opens without a corpus, with another one, and where the text is gone; refuses what is not there', async () => {
    const { corpus, files } = await trained()
    const host = hostOf(files)
    const machine = new TimeMachine(host)
    await machine.open({ runId: 'r', step: 40, name: 'r' })
    expect(host.model.prepared).toBeNull()
    await machine.open({ runId: 'r', step: 40, name: 'r', corpus: { ...corpus, sha256: 'b'.repeat(64) } })
    expect(host.model.prepared).toBeNull()
    const gone = { ...host, loadCorpus: () => Promise.reject(new Failure('corpus-not-found')) }
    await new TimeMachine(gone).open({ runId: 'r', step: 40, name: 'r', corpus })
    expect(host.asked.corpora).toBe(0)
    await expect(machine.open({ runId: 'r', step: 7, name: 'r' })).rejects.toThrow('no-model')
    const broken = new Map([[40, files.get(40)!.slice(0, -1)]])
    const damaged = new TimeMachine(hostOf(broken)).open({ runId: 'r', step: 40, name: 'r' })
    await expect(damaged).rejects.toThrow(/^model-/)
  })
})
