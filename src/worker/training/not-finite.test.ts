/* Runs that really break on the cpu engine: the place is named, the run goes back and trains on under a lower rate. */

import { describe, expect, test } from 'vitest'
import type { AppError } from '#core/errors'
import { toAppError } from '#core/errors'
import type { RunConfig } from '#core/run-config'
import { wordingOf } from '#core/wording/errors'
import { parameterLayout as layoutOf } from '#core/gpt-shape'
import { FAMILIES, parametersOf } from '../engines/engines.fixtures'
import { cpuFactory } from '../engines/cpu/index'
import { CONFIG, CORPUS, TEXT } from '../landscape/landscape.fixtures'
import { prepareRun, Run } from '../run'
import { brokenBackward, brokenForward, brokenWeights, isGood, isWhole } from './not-finite'

/** Steps that are divided by next to nothing: within the limits of every setting. */
const WILD: Partial<RunConfig> = {
  ...{ optimizer: 'adam', clip: 0, beta2: 0, epsilon: 1e-12, warmup: 0, learning_rate: 0.3, steps: 200 },
  ...{ layers: 2, eval_every: 200 }
}

async function open(change: Partial<RunConfig> = {}): Promise<Run> {
  const config = { ...CONFIG, ...WILD, ...change }
  return Run.open(await prepareRun({ text: TEXT, corpus: CORPUS, config }), cpuFactory({ threads: 1 }))
}

async function failureOf(run: Run, losses: number[] = [], kept: number[] = []): Promise<AppError> {
  return run
    .train({
      onSteps: ({ first, train }) => train.forEach((loss, i) => (losses[first - 1 + i] = loss)),
      onCheckpoint: ({ step }) => void kept.push(step)
    })
    .then(
      () => Promise.reject(new Error('it did not break')),
      (thrown: unknown) => toAppError(thrown)
    )
}

describe('a run that breaks', () => {
  test('names step and place, stands at its last whole state, and trains on from there under a lower rate', async () => {
    const run = await open()
    const kept: number[] = []
    const losses: number[] = []
    const error = await failureOf(run, losses, kept)
    expect(error.code).toBe('loss-not-finite')
    const { step, kept: at, part } = error.detail as { step: number; kept: number; part: string }
    expect(losses).toHaveLength(step - 1)
    expect(part).toMatch(/^(weights|gradient|embedding|attention|feed-forward|residual|output)$/)
    expect(run.step).toBe(at)
    expect([0, ...kept]).toContain(at)
    expect(losses[at - 1] ?? 0).toBeLessThanOrEqual(1.1 * Math.log(11))
    const { parameters, m, v } = await run.engine.read()
    expect(isWhole({ parameters, m, v })).toBe(true)
    expect(wordingOf(error).title).toMatch(/^The loss stopped being a number at step \d+, in /)
    // The very same again: nothing was lost or moved by looking for the place.
    const again = await failureOf(run)
    expect(again.detail).toMatchObject({ step, part })

    run.change({ learning_rate: 1e-5 })
    await run.train()
    expect(run.step).toBe(200)
    expect(Number.isFinite(run.trainLoss)).toBe(true)
  })

  test('before its first checkpoint it begins again with the weights it had', async () => {
    const run = await open({ learning_rate: 1 })
    const first = (await run.engine.read()).parameters
    const error = await run.train().catch(toAppError)
    expect(error).toMatchObject({ code: 'loss-not-finite', detail: { kept: 0 } })
    expect(run.step).toBe(0)
    expect((await run.engine.read()).parameters).toEqual(first)
    expect(wordingOf(error as AppError).safe).toBe('The run stands at its beginning again.')
  })
})

test('a state that guesses far worse than evenly is not gone back to', () => {
  const { shape } = FAMILIES[0]!
  const state = { parameters: parametersOf(shape) }
  expect(isGood({ state, trainLoss: null }, shape)).toBe(true)
  expect(isGood({ state, trainLoss: Math.log(27) }, shape)).toBe(true)
  expect(isGood({ state, trainLoss: 16.8 }, shape)).toBe(false)
  expect(isGood({ state: { parameters: Float32Array.of(NaN) }, trainLoss: 1 }, shape)).toBe(false)
})

describe.each(FAMILIES)('finding the place in $shape.family', ({ shape }) => {
  const ids = [Int32Array.of(1, 2, 3)]
  const tensor = (parameters: Float32Array, name: string, value: number): Float32Array => {
    const { offset } = layoutOf(shape).get(name)
    const copy = parameters.slice()
    copy[offset] = value
    return copy
  }
  const whole = parametersOf(shape)

  test('a forward pass that is whole has none', () => {
    expect(brokenForward(shape, whole, ids)).toBeNull()
    expect(brokenWeights(shape, whole)).toBeNull()
    expect(brokenBackward(shape, whole)).toBeNull()
  })

  test.each([
    ['wte.weight', 6, { part: 'embedding' }],
    ['h.1.attn.c_attn.weight', 0, { part: 'attention', layer: 2 }],
    ['h.0.mlp.c_fc.weight', 0, { part: 'feed-forward', layer: 1 }],
    ['h.1.mlp.c_proj.weight', 0, { part: 'residual', layer: 2 }]
  ] as const)('a number that is none in %s shows first where it is used', (name, shift, place) => {
    const { offset } = layoutOf(shape).get(name)
    const parameters = whole.slice()
    parameters[offset + shift] = NaN
    expect(brokenForward(shape, parameters, ids)).toEqual(place)
    expect(brokenForward(shape, tensor(whole, 'h.0.mlp.c_fc.weight', 1e30), ids)).toMatchObject({ layer: 1 })
  })

  test('weights are named, and of a gradient the layer nearest to the loss', () => {
    expect(brokenWeights(shape, tensor(whole, 'h.1.attn.c_proj.weight', Infinity))).toEqual({
      part: 'weights',
      tensor: 'h.1.attn.c_proj.weight',
      layer: 2
    })
    const gradient = tensor(tensor(whole, 'wte.weight', NaN), 'h.0.mlp.c_fc.weight', NaN)
    expect(brokenBackward(shape, gradient)).toEqual({
      part: 'gradient',
      tensor: 'h.0.mlp.c_fc.weight',
      layer: 1
    })
  })
})
