/* The self-test against itself, and against engines that compute one thing wrongly. */

import { describe, expect, test } from 'vitest'
import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import { cpuFactory } from './cpu/index'
import type { DecodeSession, EngineFactory, Gradient, TrainingEngine } from './engine'
import { referenceFactory } from './reference/index'
import { selfTest } from './self-test'

const cpu = cpuFactory({ threads: 1 })

/** The WebAssembly engine, with what `change` says about each engine it makes. */
function broken(change: (engine: TrainingEngine) => void): EngineFactory {
  return {
    kind: 'webgpu',
    async create(shape, options) {
      const engine = await cpu.create(shape, options)
      change(engine)
      return engine
    }
  }
}

/** An engine that adds 1 % to the gradient of every tensor whose name ends so. */
const wrongGradient = (ending: string): EngineFactory =>
  broken((engine) => {
    const right = engine.gradient.bind(engine)
    engine.gradient = async (batch, parameters): Promise<Gradient> => {
      const { loss, gradient } = await right(batch, parameters)
      return { loss, gradient: scaled(gradient, engine.layout, ending) }
    }
  })

function scaled(gradient: Float32Array, layout: ParameterLayout, ending: string): Float32Array {
  const wrong = gradient.slice()
  for (const { name, offset, size } of layout.tensors) {
    if (!name.endsWith(ending)) continue
    for (let i = offset; i < offset + size; i++) wrong[i]! *= 1.01
  }
  return wrong
}

describe('the self-test', () => {
  test('passes an engine that computes the same in another way', async () => {
    const report = await selfTest(referenceFactory('cpu'), cpu)
    expect(report).toMatchObject({ passed: true })
    expect(report.difference).toBeGreaterThan(0)
    expect(report.difference).toBeLessThan(1e-4)
  })

  test.each([
    ['mlp.c_fc.weight', 'matrix-product'],
    ['ln_f.bias', 'cross-entropy'],
    ['attn.c_attn.weight', 'attention'],
    ['wpe.weight', 'step']
  ])('names the simplest thing that is wrong: %s', async (ending, quantity) => {
    const report = await selfTest(wrongGradient(ending), cpu)
    expect(report).toMatchObject({ passed: false, quantity })
    expect(report.worst).toMatch(new RegExp(`${ending}$`))
    expect(report.difference).toBeCloseTo(0.01, 4)
  })

  test('notices an optimizer that does nothing, and wrong generation', async () => {
    const idle = broken((engine) => (engine.step = () => {}))
    expect(await selfTest(idle, cpu)).toMatchObject({ passed: false, quantity: 'step' })
    const mute = broken((engine) => {
      const right = engine.decode.bind(engine)
      engine.decode = (rows): DecodeSession => {
        const session = right(rows)
        const advance = session.advance.bind(session)
        session.advance = async (tokens) => (await advance(tokens)).map((logit) => logit + 0.1)
        return session
      }
    })
    expect(await selfTest(mute, cpu)).toMatchObject({ passed: false, quantity: 'generation' })
  })

  test('what is no number fails', async () => {
    const lost = broken((engine) => {
      engine.evaluate = (batch) =>
        Promise.resolve({ nats: new Float64Array(batch.rows).fill(NaN), tokens: batch.lengths.slice() })
    })
    expect(await selfTest(lost, cpu)).toEqual({
      ...{ passed: false, quantity: 'matrix-product', worst: 'nats', difference: NaN }
    })
  })

  test('an error that shows in wide models only is found too', async () => {
    const narrow = ({ width }: GptShape): boolean => width < 64
    const wide = broken((engine) => {
      if (narrow(engine.shape)) return
      engine.gradient = ((right) => async (batch, parameters) => {
        const { loss, gradient } = await right(batch, parameters)
        return { loss, gradient: gradient.map((g) => g * 1.01) }
      })(engine.gradient.bind(engine))
    })
    expect(await selfTest(wide, cpu)).toMatchObject({ passed: false, quantity: 'matrix-product' })
  })

  test('frees every engine, also where one throws', async () => {
    let open = 0
    const counted = broken((engine) => {
      open++
      const dispose = engine.dispose.bind(engine)
      engine.dispose = () => {
        open--
        dispose()
      }
    })
    await selfTest(counted, cpu)
    const throwing = broken((engine) => (engine.gradient = () => Promise.reject(new Error('lost'))))
    await expect(selfTest(throwing, counted)).rejects.toThrow('lost')
    expect(open).toBe(0)
  })
})
