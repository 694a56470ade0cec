/* The matrix-product ceiling of each engine, as something to be timed in turns with its steps. */

import { openGpu } from '../engines/device'
import { openCachedProduct } from '../engines/cpu/ceiling'
import { timeTiles } from '../engines/webgpu/tune'
import type { Contender } from './rounds'
import type { BenchEngine } from './rows'

export interface Ceiling extends Contender {
  /** Floating-point operations of one product. */
  readonly flops: number
}

/** Width and positions of the products of the `text` model's feed-forward layer. */
const WIDTH = 384
const POSITIONS = 4096

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
      const { device } = await openGpu()
      const run = async (steps: number): Promise<number> =>
        steps * Math.min(...(await timeTiles(device, WIDTH, POSITIONS)))
      return { flops: 2 * 2 * POSITIONS * WIDTH * 4 * WIDTH, run, stepsPerRound: 1 }
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
