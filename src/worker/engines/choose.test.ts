import { describe, expect, test } from 'vitest'
import { Failure } from '#core/errors'
import type { GptShape } from '#core/gpt-shape'
import { fakeFactory } from '../testing.fixtures'
import { CARD } from '../choosing/chooser.fixtures'
import { Memory } from '../choosing/memory'
import { createEngines, factoryFor, firstOf, listEngines } from './choose'
import { cpuFactory } from './cpu/index'
import type { GpuDevice } from './device'
import type { EngineFactory, EngineOptions } from './engine'

const shape: GptShape = { family: 'gpt2', layers: 1, heads: 1, width: 8, block: 4, vocab: 5 }
const options: EngineOptions = {
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0, clip: 0 },
  dropout: 0,
  seed: 1,
  maxRows: 1
}
const failing = (failure: Failure): EngineFactory => ({ kind: 'cpu', create: () => Promise.reject(failure) })

describe('listEngines', () => {
  test('lists every engine, with the reason where there is no graphics card', async () => {
    const list = await listEngines()
    expect(list.map(({ choice }) => choice).toSorted()).toEqual([
      'cpu',
      'reference',
      'reference-webgpu',
      'webgpu'
    ])
    for (const { choice, description, unavailable, slow } of list) {
      expect(description === null).toBe(unavailable !== undefined)
      if (choice.startsWith('reference')) expect(slow).toBe(true)
      if (description && !description.adapter) expect(choice).not.toContain('webgpu')
    }
    // Node has no WebGPU of its own.
    expect(list.find(({ choice }) => choice === 'webgpu')?.unavailable?.code).toBe('engine-unavailable')
  })

  test('a row says what its engine says of itself', async () => {
    for (const { choice, description } of await listEngines()) {
      if (!description) continue
      const engine = await (await factoryFor(choice, shape)).create(shape, options)
      const { engine: kind, device } = engine.describe()
      expect({ kind, device }).toEqual({ kind: description.engine, device: description.device })
      engine.dispose()
    }
  })
})

describe('factoryFor', () => {
  test('Automatic is the WebAssembly engine where it can be made', async () => {
    const engine = await (await factoryFor('auto', shape)).create(shape, options)
    expect(engine.kind).toBe('cpu')
    engine.dispose()
  })

  test('an engine this machine has not is a failure when it is chosen by name', async () => {
    const factory = await factoryFor('webgpu', shape)
    await expect(factory.create(shape, options)).rejects.toThrow('engine-unavailable')
  })
})

describe('firstOf', () => {
  test('goes on to the next only where an engine is not available', async () => {
    const fake = fakeFactory()
    const engine = await firstOf([failing(new Failure('engine-unavailable')), fake]).create(shape, options)
    expect(engine).toBe(fake.made[0])
    await expect(firstOf([failing(new Failure('gpu-lost')), fake]).create(shape, options)).rejects.toThrow(
      'gpu-lost'
    )
    await expect(
      firstOf([failing(new Failure('engine-unavailable'))]).create(shape, options)
    ).rejects.toThrow('engine-unavailable')
    expect(fake.made).toHaveLength(1)
  })
})

describe('a graphics card', () => {
  const right = cpuFactory({ threads: 1 })
  let made = 0
  const counted = (wrong: () => boolean): EngineFactory => ({
    kind: 'webgpu',
    create: async (...asked) => {
      made++
      const engine = await right.create(...asked)
      if (wrong()) engine.step = () => {}
      return engine
    }
  })
  const cardOf = (software: boolean) => () => Promise.resolve({ report: { ...CARD, software } } as GpuDevice)
  const row = async (engines: ReturnType<typeof createEngines>, choice = 'webgpu') =>
    (await engines.listEngines()).find((report) => report.choice === choice)

  test('that computes rightly is tested once, also after a restart', async () => {
    made = 0
    const memory = new Memory()
    const parts = { memory, open: cardOf(false), webGpu: (): EngineFactory => counted(() => false) }
    const create = async () =>
      (await (await createEngines(parts).factoryFor('webgpu', shape)).create(shape, options)).dispose()
    await create()
    const tested = made
    expect(tested).toBeGreaterThan(1)
    expect(memory.test(CARD)).toMatchObject({ passed: true })
    await create()
    expect(made).toBe(tested + 1)
    expect(await row(createEngines(parts))).toMatchObject({ slow: false })
  })

  test('that computes wrongly is not used and says so, until a new test finds it right', async () => {
    let wrong = true
    const parts = {
      memory: new Memory(),
      open: cardOf(false),
      webGpu: (): EngineFactory => counted(() => wrong)
    }
    const engines = createEngines(parts)
    const factory = await engines.factoryFor('webgpu', shape)
    await expect(factory.create(shape, options)).rejects.toThrow('gpu-wrong')
    made = 0
    await expect(factory.create(shape, options)).rejects.toThrow('gpu-wrong')
    expect(made).toBe(0)
    const detail = { quantity: 'step', worst: 'first moments' }
    for (const choice of ['webgpu', 'reference-webgpu']) {
      expect(await row(createEngines(parts), choice)).toMatchObject({
        unavailable: { code: 'gpu-wrong', detail }
      })
    }
    wrong = false
    expect(await engines.testGpu()).toMatchObject({ passed: true })
    expect((await row(engines))?.unavailable).toBeUndefined()
    ;(await factory.create(shape, options)).dispose()
  })

  test('has its features, each set with a verdict and speeds of its own', async () => {
    const memory = new Memory()
    const report = { ...CARD, features: ['subgroups', 'timestamp-query'] }
    const asked: (readonly string[])[] = []
    const engines = createEngines({
      memory,
      open: () => Promise.resolve({ report } as unknown as GpuDevice),
      webGpu: (features) => {
        asked.push(features)
        return counted(() => false)
      }
    })
    const [plain, half] = [await engines.listEngines(), await engines.listEngines(['relaxed-simd', 'f16'])]
    const of = (list: typeof plain, choice: string) => list.find((one) => one.choice === choice)!
    expect(of(plain, 'webgpu')).toMatchObject({ offers: ['f16', 'subgroups'], description: { features: [] } })
    expect(of(half, 'webgpu').description?.features).toEqual(['f16'])
    for (const choice of ['reference', 'reference-webgpu']) {
      expect(of(half, choice).offers).toBeUndefined()
      expect(of(half, choice).description?.features).toEqual([])
    }
    // Node 20 has no relaxed SIMD unless told to: what is not offered is not used.
    expect(of(half, 'cpu').description?.features).toEqual(of(half, 'cpu').offers ?? [])
    expect(memory.deviceKey(of(half, 'webgpu'))).not.toBe(memory.deviceKey(of(plain, 'webgpu')))

    await engines.testGpu(['f16'])
    expect(asked.at(-1)).toEqual(['f16'])
    expect(memory.test(report, ['f16'])).toMatchObject({ passed: true })
    expect(memory.test(report)).toBeNull()
    ;(await (await engines.factoryFor('webgpu', shape)).create(shape, options)).dispose()
    expect(memory.test(report)).toMatchObject({ passed: true })
  })

  test('in software is tested only on request', async () => {
    made = 0
    const parts = {
      memory: new Memory(),
      open: cardOf(true),
      webGpu: (): EngineFactory => counted(() => true)
    }
    const engines = createEngines(parts)
    const factory = await engines.factoryFor('webgpu', shape)
    ;(await factory.create(shape, options)).dispose()
    expect(made).toBe(1)
    expect(await row(engines)).toMatchObject({ slow: true })
    expect(await engines.testGpu()).toMatchObject({ passed: false })
    await expect(factory.create(shape, options)).rejects.toThrow('gpu-wrong')
  })
})
