/*
 * The benchmark: every configuration with every engine that this machine has and the selection asks for,
 * first on the processor and the graphics card, then on Dawn's null driver. What cannot be measured gives a
 * row with the reason; nothing is left out in silence. Over 150 lines: for each engine and configuration it
 * says here whether it is timed, and why not.
 */

import { PRESETS } from '#core/run-config'
import { BENCHMARKS, fullBatch, type BenchmarkConfig } from '../benchmark'
import { cpuFactory } from '../engines/cpu/index'
import { openGpu } from '../engines/device'
import type { Batch, EngineFactory } from '../engines/engine'
import { referenceFactory } from '../engines/reference/index'
import { webGpuFactory } from '../engines/webgpu/index'
import { itemBatches } from './batches'
import { generationRow } from './generation'
import { landscapeRow } from './landscape'
import type { BenchPlace, Participant } from './place'
import { planned } from './planned'
import {
  BENCH_CONFIGS,
  megabytes,
  skippedRow,
  type BenchConfigName,
  type BenchEngine,
  type BenchRow,
  type Selection
} from './rows'
import { trainingRows, type TrainingTask } from './training'

const HOST_ENGINES: readonly BenchEngine[] = ['webgpu-host', 'reference-webgpu-host']

/** What is timed on the null driver, and how many rows it has room for: it holds 512 MB. */
const HOST_CONFIGS: readonly BenchConfigName[] = ['names', 'text-small', 'text', 'text-4-layers']
const HOST_BYTES = 400 * 2 ** 20

const FACTORIES: Readonly<Record<BenchEngine, (threads: number) => EngineFactory>> = {
  cpu: (threads) => cpuFactory({ threads }),
  reference: () => referenceFactory('cpu'),
  webgpu: () => webGpuFactory(openGpu),
  'reference-webgpu': () => referenceFactory('webgpu'),
  'webgpu-host': () => webGpuFactory(openGpu),
  'reference-webgpu-host': () => referenceFactory('webgpu')
}

/** Times everything selected; rows go to `place.row` as they are finished. */
export async function runBenchmark(selection: Selection, place: BenchPlace): Promise<void> {
  const chosen = BENCH_CONFIGS.filter((config) => selection.configs.has(config))
  const engines = [...selection.engines]
  if (engines.some((engine) => !HOST_ENGINES.includes(engine))) {
    const card = engines.some((engine) => engine.includes('webgpu'))
      ? await openCard(selection, place)
      : ABSENT
    for (const config of chosen) await onMachine(config, selection, place, card)
    await closeGpu()
  }
  if (engines.some((engine) => HOST_ENGINES.includes(engine))) {
    const missing = await place.gpu('null')
    for (const config of chosen.filter((name) => HOST_CONFIGS.includes(name))) {
      await onNothing(config, selection, place, missing)
      // TensorFlow.js keeps its buffers; a new device has room again.
      if (missing === null) await closeGpu()
    }
  }
}

interface Card {
  /** Why there is none to be used; null if there is. */
  readonly missing: string | null
  readonly software: boolean
}
const ABSENT: Card = { missing: 'not asked for', software: false }

async function openCard({ named }: Selection, place: BenchPlace): Promise<Card> {
  const byName = named.has('webgpu') || named.has('reference-webgpu')
  const reason = await place.gpu(byName ? 'any' : 'card')
  if (reason !== null) return { missing: reason, software: false }
  try {
    const { report } = await openGpu()
    const { software } = report
    if (!software || byName) return { missing: null, software }
    const name = report.description || report.device || report.vendor
    return { missing: `only a software adapter (${name}); name webgpu after --only to time it`, software }
  } catch {
    return { missing: 'no graphics card found', software: false }
  }
}

/** Lets the device go, so that the next one can be another. */
async function closeGpu(): Promise<void> {
  await openGpu().then(
    (gpu) => gpu.close(),
    () => undefined
  )
}

/** One configuration on the processor and, where there is one, on the graphics card. */
async function onMachine(
  config: BenchConfigName,
  { engines, named }: Selection,
  place: BenchPlace,
  card: Card
): Promise<void> {
  const participants: Participant[] = []
  const add = (engine: BenchEngine, threads: number): void =>
    void participants.push({ engine, threads, factory: FACTORIES[engine](threads) })
  const skipped: BenchRow[] = []
  const skip = (engine: BenchEngine, reason: string): void =>
    void skipped.push(skippedRow({ config, engine, threads: 1 }, reason))
  const large = config === 'text'
  const steps = config === 'micro-job' || !/-(generation|stream|landscape|layers)$/.test(config)
  if (config === 'text-4-layers') return

  if (engines.has('cpu')) {
    if (large) skip('cpu', 'for graphics cards only')
    else
      for (const threads of place.threads.slice(0, config === 'micro-job' ? 1 : undefined))
        add('cpu', threads)
  }
  if (engines.has('reference') && steps && !large) add('reference', 1)
  const onCard =
    config === 'micro-job' ? [] : (['webgpu', ...(steps ? ['reference-webgpu'] : [])] as BenchEngine[])
  for (const engine of onCard) {
    if (!engines.has(engine)) continue
    if (card.missing !== null) {
      if (engine === 'webgpu' || named.has(engine)) skip(engine, `not measured yet: ${card.missing}`)
    } else if (card.software && (large || !steps))
      skip(engine, 'not measured yet: too much for a software adapter')
    else add(engine, 1)
  }
  if (steps && participants.length > 0) {
    for (const row of await trainingRows(taskOf(config, place), participants, place)) await place.row(row)
  } else {
    const measure = config === 'names-landscape' ? landscapeRow : generationRow
    for (const participant of participants) {
      await place.row(await measure(config, shapeOf(config), participant, place))
    }
  }
  for (const row of skipped) await place.row(row)
}

/** The same without a driver: what a step costs before the card has done anything. */
async function onNothing(
  config: BenchConfigName,
  { engines }: Selection,
  place: BenchPlace,
  missing: string | null
): Promise<void> {
  const participants: Participant[] = []
  for (const engine of HOST_ENGINES.filter((name) => engines.has(name))) {
    // TensorFlow.js keeps all activations of the larger models: more than the null driver holds.
    if (engine === 'reference-webgpu-host' && config.startsWith('text') && config !== 'text-small') continue
    if (missing !== null)
      await place.row(skippedRow({ config, engine, threads: 1 }, `not measured: ${missing}`))
    else participants.push({ engine, threads: 1, factory: FACTORIES[engine](1) })
  }
  if (participants.length === 0) return
  const { shape, rows } = shapeOf(config)
  const whole = await planned(shape, rows)
  let fitting = rows
  while (fitting > 1 && (await planned(shape, fitting)).bytes > HOST_BYTES) fitting >>= 1
  const task = {
    ...{ config, shape, batches: [fullBatch(shape, fitting)] },
    note:
      fitting < rows
        ? `with ${fitting} rows; the plan for ${rows} has ${whole.dispatches} dispatches and this memory`
        : undefined
  }
  for (const row of await trainingRows(task, participants, place)) {
    await place.row(
      row.engine === 'webgpu-host' && !row.skipped ? { ...row, engine_mb: megabytes(whole.bytes) } : row
    )
  }
}

/** The model and batch size behind a configuration. */
function shapeOf(config: BenchConfigName): BenchmarkConfig {
  const named = (name: string): BenchmarkConfig => BENCHMARKS.find((candidate) => candidate.name === name)!
  if (config === 'text-4-layers') {
    const { shape, rows } = named('text')
    return { name: config, shape: { ...shape, layers: 4 }, rows }
  }
  return named(config.replace(/-(job|items|generation|stream|landscape)$/, ''))
}

function taskOf(config: BenchConfigName, { names }: BenchPlace): TrainingTask {
  const { shape, rows } = shapeOf(config)
  const items = (count: number): Batch[] => itemBatches(names, rows, shape.block, count)
  if (config === 'names-items') return { config, shape, batches: items(50) }
  if (config !== 'micro-job') return { config, shape, batches: [fullBatch(shape, rows)] }
  const { beta1, beta2, epsilon, steps, learning_rate } = PRESETS.microgpt
  return {
    ...{ config, shape, batches: items(steps) },
    optimizer: { kind: 'adam', beta1, beta2, epsilon, weightDecay: 0, clip: 0 },
    job: { steps, rate: (step) => learning_rate * (1 - (step - 1) / steps) }
  }
}
