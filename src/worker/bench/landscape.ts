/*
 * Rows of the loss landscape: how many points θ + a·δ + b·η per second, each one evaluation of 64 items.
 * `surface` is the seam: whatever computes the landscape of a run is timed by putting it there.
 */

import { createRandom } from '#core/random/random'
import { OPTIMIZER, benchmarkParameters, type BenchmarkConfig } from '../benchmark'
import type { Batch, TrainingEngine } from '../engines/engine'
import { itemBatches } from './batches'
import { timed } from './ceiling'
import type { BenchPlace, Participant } from './place'
import { alternate, warmUp } from './rounds'
import { emptyRow, megabytes, type BenchConfigName, type BenchRow } from './rows'

/** Items of the batch at which a landscape is evaluated. */
const ITEMS = 64
/** Points along one side of the surface that the window shows. */
export const SIDE = 41

export async function landscapeRow(
  config: BenchConfigName,
  { shape }: BenchmarkConfig,
  { engine: name, threads, factory }: Participant,
  place: BenchPlace
): Promise<BenchRow> {
  place.progress(`${config}, ${name}, threads: ${threads}`)
  place.resetPeak()
  const options = { optimizer: OPTIMIZER, dropout: 0, seed: 1, maxRows: ITEMS }
  const engine = await factory.create(shape, options)
  try {
    const theta = benchmarkParameters(shape)
    await engine.write({ parameters: theta })
    const random = createRandom(3)
    const direction = (): Float32Array => theta.map(() => random.normal() * 0.02)
    const plane = { theta, delta: direction(), eta: direction() }
    const [batch] = itemBatches(place.names, ITEMS, shape.block, 1)
    const contender = { run: timed((points) => surface(engine, batch!, plane, points)) }
    const perPoint = await warmUp(contender, place.milliseconds / 4)
    const [timing] = await alternate([contender], [perPoint], place.milliseconds)
    const { adapter, device } = engine.describe()
    const seconds = (timing!.ms * SIDE * SIDE) / 1000
    return {
      ...emptyRow({ config, engine: name, threads }),
      points_per_s: 1000 / timing!.ms,
      steps: timing!.steps,
      process_mb: megabytes(place.peakBytes()),
      ...{ device, software: adapter?.software ?? false },
      note: `${ITEMS} items a point; ${SIDE} × ${SIDE} points take ${seconds.toPrecision(2)} s`
    }
  } finally {
    engine.dispose()
  }
}

interface Plane {
  readonly theta: Float32Array
  readonly delta: Float32Array
  readonly eta: Float32Array
}

/** Evaluates so many points of the square −1 … 1. */
async function surface(
  engine: TrainingEngine,
  batch: Batch,
  { theta, delta, eta }: Plane,
  points: number
): Promise<void> {
  const at = new Float32Array(theta.length)
  for (let point = 0; point < points; point++) {
    const a = ((point % SIDE) / (SIDE - 1)) * 2 - 1
    const b = ((Math.floor(point / SIDE) % SIDE) / (SIDE - 1)) * 2 - 1
    for (let i = 0; i < at.length; i++) at[i] = theta[i]! + a * delta[i]! + b * eta[i]!
    await engine.evaluate(batch, at)
  }
}
