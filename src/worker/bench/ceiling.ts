/* The matrix-product ceiling of each engine, as something to be timed in turns with its steps. */

import { openGpu } from '../engines/device'
import { openCachedProduct } from '../engines/cpu/ceiling'
import { TILES, timeTiles } from '../engines/webgpu/tune'
import type { Contender } from './rounds'
import type { BenchEngine } from './rows'

export interface Ceiling extends Contender {
  /** Floating-point operations of one product. */
  readonly flops: number
}

/** The products of the `text` model's feed-forward layer, and some that a software adapter ends with. */
const LARGE = { width: 384, positions: 4096, tiles: TILES }
const SMALL = { width: 64, positions: 256, tiles: TILES.slice(0, 1) }

/** One thread of it, or null where nothing is computed. */
export async function openCeiling(engine: BenchEngine): Promise<Ceiling | null> {
  switch (engine) {
    case 'cpu': {
      const { flops, run } = await openCachedProduct()
      return { flops, run: timed((steps) => repeat(steps, run)) }
    }
    case 'reference':
    case 'reference-webgpu': {
      const { openReferenceProduct } = await import('../engines/reference/ceiling')
      const { flops, run } = await openReferenceProduct(engine === 'reference' ? 'cpu' : 'webgpu')
      const each = async (steps: number): Promise<void> => {
        for (let i = 0; i < steps; i++) await run()
      }
      return { flops, run: timed(each) }
    }
    case 'webgpu': {
      // Its own clock: the tuner times forward product and weight gradient of every tile on the card.
      const { device, report } = await openGpu()
      const { width, positions, tiles } = report.software ? SMALL : LARGE
      const run = async (steps: number): Promise<number> =>
        steps * Math.min(...(await timeTiles(device, width, positions, tiles)))
      return { flops: 2 * 2 * positions * width * 4 * width, run, stepsPerRound: 1 }
    }
    case 'webgpu-host':
    case 'reference-webgpu-host':
      return null
  }
}

function repeat(times: number, work: () => void): void {
  for (let i = 0; i < times; i++) work()
}

/** Turns work on so many steps into the milliseconds it takes. */
export function timed(work: (steps: number) => void | Promise<void>): Contender['run'] {
  return async (steps) => {
    const start = performance.now()
    await work(steps)
    return performance.now() - start
  }
}
