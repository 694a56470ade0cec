/*
 * Rows of the loss landscape: how many points θ + a·δ + b·η per second, each the loss of 64 items, computed by
 * what computes the landscape of a run, on a plane of directions normalised as there.
 */

import { parameterLayout } from '#core/gpt-shape'
import { OPTIMIZER, benchmarkParameters, type BenchmarkConfig } from '../benchmark'
import type { FixedBatch } from '../landscape/batch'
import { randomDirections } from '../landscape/random-directions'
import { Walker } from '../landscape/walker'
import { itemBatches } from './batches'
import { timed } from './ceiling'
import type { BenchPlace, Participant } from './place'
import { alternate, warmUp } from './rounds'
import { emptyRow, megabytes, type BenchConfigName, type BenchRow } from './rows'

/** Items of the batch at which a landscape is evaluated. */
const ITEMS = 64
/** Of the directions. */
const SEED = 3
/** Points along one side of the surface that the window shows. */
const SIDE = 41

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
  let walker: Walker | null = null
  try {
    const theta = benchmarkParameters(shape)
    await engine.write({ parameters: theta })
    const parts = itemBatches(place.names, ITEMS, shape.block, 1)
    const about: FixedBatch['about'] = { kind: 'list', items: ITEMS, tokens: 0, part: 'train' }
    const directions = randomDirections(theta, parameterLayout(shape), SEED)
    walker = new Walker({ engine, fixed: { about, parts } }, { centre: theta, ...directions })
    const contender = { run: timed((points) => surface(walker!, points)) }
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
    walker?.dispose()
    engine.dispose()
  }
}

/** Computes so many points of the square −1 … 1. */
async function surface(walker: Walker, points: number): Promise<void> {
  for (let point = 0; point < points; point++) {
    const alpha = ((point % SIDE) / (SIDE - 1)) * 2 - 1
    const beta = ((Math.floor(point / SIDE) % SIDE) / (SIDE - 1)) * 2 - 1
    await walker.loss(alpha, beta)
  }
}
