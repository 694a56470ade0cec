/*
 * Rows of training steps: all engines of one configuration are made, warmed and then timed in turns, with
 * their matrix-product ceilings between them. An engine that fails gives a row with the reason. Over 150
 * lines: engines and ceilings are made, timed in turns, written down and freed as one table.
 */

import type { EngineOptions, Batch, TrainingEngine } from '../engines/engine'
import { toAppError } from '#core/errors'
import type { GptShape } from '#core/gpt-shape'
import { sentenceOf } from '#core/wording/errors'
import { OPTIMIZER, benchmarkParameters, flopsOf } from '../benchmark'
import { meanTokens } from './batches'
import { countCalls } from './calls'
import { openCeiling, timed, type Ceiling } from './ceiling'
import type { BenchPlace, Participant } from './place'
import { alternate, warmUp, type Contender, type Timed } from './rounds'
import {
  emptyRow,
  megabytes,
  REFERENCE_OF,
  skippedRow,
  type BenchConfigName,
  type BenchEngine,
  type BenchKey,
  type BenchRow
} from './rows'

export interface TrainingTask {
  readonly config: BenchConfigName
  readonly shape: GptShape
  /** Taken in turns, one per step. */
  readonly batches: readonly Batch[]
  /** What the rows differ in from the rule. */
  readonly note?: string | undefined
  readonly optimizer?: EngineOptions['optimizer']
  /** What a round trains, if it is a whole job from the beginning: steps, and the rate of each. */
  readonly job?: { readonly steps: number; readonly rate: (step: number) => number }
}

interface Entry {
  readonly key: BenchKey
  readonly engine: TrainingEngine
  readonly contender: Contender
  /** One further step, its loss left where it is. */
  readonly step: () => Promise<void>
  readonly perStep: number
  readonly peak: number | null
}

const RATE = 1e-4

/** One row per participant, in their order. */
export async function trainingRows(
  task: TrainingTask,
  participants: readonly Participant[],
  place: BenchPlace
): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  const entries: Entry[] = []
  const failed = new Map<Participant, BenchRow>()
  const ceilings = new Map<BenchEngine, { ceiling: Ceiling; perStep: number }>()
  try {
    for (const participant of participants) {
      place.progress(`${task.config}, ${participant.engine}: warming up`)
      try {
        entries.push(await enter(task, participant, place))
        if (ceilings.has(participant.engine)) continue
        const ceiling = await openCeiling(participant.engine)
        if (ceiling) {
          const perStep = await warmUp(ceiling, place.milliseconds / 4)
          ceilings.set(participant.engine, { ceiling, perStep })
        }
      } catch (thrown) {
        const { threads, engine } = participant
        const key = { config: task.config, engine, threads }
        failed.set(participant, skippedRow(key, `fails: ${sentenceOf(toAppError(thrown))}`))
      }
    }
    place.progress(`${task.config}: timing`)
    const all = [
      ...entries,
      ...[...ceilings].map(([, { ceiling, perStep }]) => ({ contender: ceiling, perStep }))
    ]
    const times = await alternate(
      all.map(({ contender }) => contender),
      all.map(({ perStep }) => perStep),
      place.milliseconds
    )
    const product = new Map(
      [...ceilings].map(([engine, { ceiling }], i) => [
        engine,
        ceiling.flops / times[entries.length + i]!.ms / 1e6
      ])
    )
    const reference = new Map(entries.map(({ key }, i) => [key.engine, times[i]!.ms]))
    for (const participant of participants) {
      const failure = failed.get(participant)
      const i = entries.findIndex(
        ({ key }) => key.engine === participant.engine && key.threads === participant.threads
      )
      if (failure) rows.push(failure)
      else rows.push(await describe(task, entries[i]!, times[i]!, product, reference))
    }
    return rows
  } finally {
    for (const { engine } of entries) engine.dispose()
  }
}

/** Makes, fills and warms one engine. */
async function enter(task: TrainingTask, participant: Participant, place: BenchPlace): Promise<Entry> {
  const { shape, batches, job } = task
  const { engine: name, threads, factory } = participant
  place.resetPeak()
  const maxRows = Math.max(...batches.map(({ rows }) => rows))
  const optimizer = task.optimizer ?? OPTIMIZER
  const engine = await factory.create(shape, { optimizer, dropout: 0, seed: 1, maxRows })
  try {
    const parameters = benchmarkParameters(shape)
    await engine.write({ parameters })
    let done = 0
    const step = (): void | Promise<void> => {
      const batch = batches[done % batches.length]!
      done++
      return engine.step(batch, { step: done, learningRate: job ? job.rate(done) : RATE })
    }
    const train = timed(async (steps) => {
      for (let i = 0; i < steps; i++) {
        const wait = step()
        if (wait) await wait
      }
      await engine.takeLosses()
    })
    const fromStart: Contender['run'] = async (steps) => {
      done = 0
      await engine.write({ parameters })
      return train(steps)
    }
    // A job of the reference takes seconds: once is enough.
    const whole = { stepsPerRound: job?.steps ?? 1, least: name.startsWith('reference') ? 1 : 3 }
    const contender = job ? { run: fromStart, ...whole } : { run: train }
    const perStep = await warmUp(contender, place.milliseconds / 4)
    const key = { config: task.config, engine: name, threads }
    const once = async (): Promise<void> => void (await step())
    return { key, engine, contender, step: once, perStep, peak: place.peakBytes() }
  } catch (thrown) {
    engine.dispose()
    throw thrown
  }
}

async function describe(
  { config, shape, batches, job, note = undefined }: TrainingTask,
  { key, engine, step, peak }: Entry,
  { ms, best, steps }: Timed,
  products: ReadonlyMap<BenchEngine, number>,
  times: ReadonlyMap<BenchEngine, number>
): Promise<BenchRow> {
  const host = key.engine.endsWith('-host')
  const flops = batches.reduce((sum, batch) => sum + flopsOf(shape, batch), 0) / batches.length
  const gflops = host ? null : flops / ms / 1e6
  const product = products.get(key.engine)
  const ceiling = product === undefined ? null : product * key.threads
  const reference = times.get(REFERENCE_OF[key.engine])
  const { adapter, device } = engine.describe()
  const row: BenchRow = {
    ...emptyRow({ ...key, config }),
    ...{ ms_per_step: ms, ms_per_step_best: best, steps, gflops, ceiling_gflops: ceiling },
    tokens_per_s: host ? null : (meanTokens(batches) / ms) * 1000,
    ratio_to_reference: reference === undefined ? null : reference / ms,
    ceiling_share: gflops !== null && ceiling !== null ? gflops / ceiling : null,
    engine_mb: megabytes(allocated(engine)),
    process_mb: megabytes(peak),
    job_ms: job ? ms * job.steps : null,
    software: adapter?.software ?? false,
    ...{ device: host ? "Dawn's null driver" : device, note: note ?? null }
  }
  if (!key.engine.includes('webgpu')) return row
  return { ...row, ...(await countCalls(step)) }
}

/** Bytes the engine has taken for itself, as far as it says. */
function allocated(engine: TrainingEngine): number | null {
  const { memoryBytes, bytes } = engine as { memoryBytes?: number; bytes?: number }
  return memoryBytes ?? bytes ?? null
}
