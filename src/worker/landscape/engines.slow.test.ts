/* The same plane on every engine of this machine, and that a graphics card gets all of its memory back. */

import { expect, test } from 'vitest'
import { parameterLayout, type GptShape } from '#core/gpt-shape'
import { prepareCorpus } from '#core/corpus'
import { characterTokenizer } from '#core/tokenizer/characters'
import { nodeGpu } from '../../testing/node-gpu'
import { cpuFactory } from '../engines/cpu/index'
import { openGpu } from '../engines/device'
import type { EngineFactory } from '../engines/engine'
import { ADAMW, parametersOf } from '../engines/engines.fixtures'
import { referenceFactory } from '../engines/reference/index'
import { webGpuFactory } from '../engines/webgpu/index'
import { landscapeBatch } from './batch'
import { CONFIG, TEXT } from './landscape.fixtures'
import { axisOf } from './open-plane'
import { randomDirections } from './random-directions'
import { cellOrder, Filling } from './surface'
import { Walker } from './walker'

/** A software driver takes half a minute over the shaders alone. */
const LIMIT = 240_000

const gpu = await nodeGpu()
const corpus = prepareCorpus(TEXT, CONFIG)
const tokenizer = characterTokenizer(corpus.alphabet)
const shape: GptShape = { family: 'gpt2', layers: 1, heads: 2, width: 8, block: 8, vocab: tokenizer.vocab }
const fixed = landscapeBatch(corpus, tokenizer, CONFIG)
const centre = parametersOf(shape).map((x) => x * 0.5)
const options = { optimizer: ADAMW, dropout: 0, seed: 1, maxRows: 64 }

/** An n × n surface of seed 5, its directions and all, on a new engine; with the loss of the centre itself. */
async function surface(factory: EngineFactory, n: number): Promise<{ heights: Float64Array; own: number }> {
  const engine = await factory.create(shape, options)
  await engine.write({ parameters: centre })
  const walker = new Walker(
    { engine, fixed },
    { centre, ...randomDirections(centre, parameterLayout(shape), 5) }
  )
  const heights = new Float64Array(n * n)
  const axes = { alphas: axisOf(n, 1), betas: axisOf(n, 1) }
  const filling = new Filling(
    axes,
    (alpha, beta) => walker.loss(alpha, beta),
    ({ indices, losses }) => indices.forEach((cell, i) => (heights[cell] = losses[i]!))
  )
  while (await filling.next());
  filling.tell()
  const own = await walker.lossOf(centre)
  walker.dispose()
  engine.dispose()
  return { heights, own }
}

test(
  'the same seed gives the same surface on every engine, and each its centre exactly',
  async () => {
    const factories = [referenceFactory('cpu'), cpuFactory({ threads: 1 }), cpuFactory({ threads: 2 })]
    if (gpu) factories.push(webGpuFactory(openGpu))
    const [reference, ...others] = await Promise.all(factories.map((factory) => surface(factory, 5)))
    expect(Math.max(...reference!.heights) - Math.min(...reference!.heights)).toBeGreaterThan(0.1)
    for (const { heights, own } of [reference!, ...others]) {
      expect(heights[12]).toBe(own)
      for (const [cell, loss] of heights.entries()) expect(loss).toBeCloseTo(reference!.heights[cell]!, 4)
    }
    expect(others[1]!.heights).toEqual(others[0]!.heights) // threads change nothing at all
  },
  LIMIT
)

test.skipIf(!gpu)(
  'no buffers are left on the card after 20 surfaces',
  async () => {
    const { device } = await openGpu()
    const held = new Set<GPUBuffer>()
    const create = device.createBuffer.bind(device)
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor)
      held.add(buffer)
      const destroy = buffer.destroy.bind(buffer)
      buffer.destroy = () => {
        held.delete(buffer)
        return destroy()
      }
      return buffer
    }
    const engine = await webGpuFactory(openGpu).create(shape, options)
    const layout = parameterLayout(shape)
    const counts: number[] = []
    for (let round = 0; round < 20; round++) {
      const walker = new Walker({ engine, fixed }, { centre, ...randomDirections(centre, layout, round) })
      for (let point = 0; point < 4; point++) await walker.loss(point / 2 - 1, 0.5)
      walker.dispose()
      counts.push(held.size)
    }
    expect(new Set(counts.slice(1))).toEqual(new Set([counts[1]]))
    engine.dispose()
    expect(held.size).toBe(0)
  },
  LIMIT
)

test('every cell comes once, the coarse ones first', () => {
  for (const n of [5, 21, 41, 201]) {
    const { order, first } = cellOrder(n)
    expect(new Set(order).size).toBe(n * n)
    expect(first).toBe(25)
    expect(order[0]).toBe((n * n - 1) / 2)
  }
})
