/* Choosing on engines whose speed is known beforehand. */

import { beforeEach, describe, expect, test } from 'vitest'
import type { Measurements } from '#core/contracts/measurements'
import { Failure } from '#core/errors'
import type { GptShape } from '#core/gpt-shape'
import { NO_MEASUREMENTS } from '#core/measurements'
import type { EngineFactory } from '../engines/engine'
import { Chooser } from './chooser'
import type { Engines } from './chooser'
import { lasting, machineWith, REPORTS } from './chooser.fixtures'
import { Memory } from './memory'
import { fullWork } from './work'

const shape: GptShape = { family: 'gpt2', layers: 1, heads: 1, width: 8, block: 4, vocab: 5 }
const work = fullWork(shape, 2)
const at = '2026-07-12T12:00:00.000Z'
const now = (): Date => new Date(at)
/** Shorter than in earnest. */
const times = { picker: 40, automatic: 80, point: 10 }
const chooserOf = (engines: Engines, known = memory): Chooser => new Chooser(engines, known, now, times)

let memory: Memory
let made: Measurements[]
beforeEach(() => {
  memory = new Memory()
  made = []
  memory.onMade = (fresh) => made.push(fresh)
})
const steps = (factory: ReturnType<typeof lasting>): number =>
  factory.made.flatMap(({ calls }) => calls.filter((call) => call.startsWith('step'))).length
const failing = (failure: Failure): EngineFactory => ({
  kind: 'webgpu',
  create: () => Promise.reject(failure)
})

describe('Automatic', () => {
  test('measures the engines that are not slow by nature and takes the fastest', async () => {
    const [webgpu, cpu, reference] = [lasting(1), lasting(25), lasting(0)]
    const chooser = chooserOf(machineWith({ webgpu, cpu, reference }))
    expect(await chooser.automatic(() => work)).toEqual({ choice: 'webgpu', why: 'fastest' })
    expect(reference.made).toHaveLength(0)
    expect(made.flatMap(({ speeds }) => speeds.map((s) => [s.choice, s.work, s.at]))).toEqual([
      ['webgpu', work.key, at],
      ['cpu', work.key, at]
    ])
    expect([...webgpu.made, ...cpu.made].every(({ disposed }) => disposed)).toBe(true)
  })

  test('the other way round for another model, and each only once', async () => {
    const [webgpu, cpu] = [lasting(25), lasting(1)]
    const chooser = chooserOf(machineWith({ webgpu, cpu }))
    expect(await chooser.automatic(() => work)).toEqual({ choice: 'cpu', why: 'fastest' })
    const before = steps(webgpu) + steps(cpu)
    expect(await chooser.automatic(() => work)).toEqual({ choice: 'cpu', why: 'fastest' })
    expect(steps(webgpu) + steps(cpu)).toBe(before)
    await chooser.automatic(() => fullWork(shape, 3))
    expect(steps(webgpu) + steps(cpu)).toBeGreaterThan(before)
  })

  test('times nothing where there is one engine to take', async () => {
    const cpu = lasting(0)
    const never = (): never => {
      throw new Error('no work is needed')
    }
    const software = { webgpu: { slow: true }, reference: { slow: true } }
    const engines = machineWith({ webgpu: lasting(0), cpu, reference: lasting(0) }, software)
    expect(await chooserOf(engines).automatic(never)).toEqual({ choice: 'cpu', why: 'only' })
    const unavailable = new Failure('engine-unavailable').error
    const without = machineWith({ webgpu: lasting(0), cpu }, { webgpu: { unavailable } })
    expect(await chooserOf(without).automatic(never)).toEqual({ choice: 'cpu', why: 'only' })
    expect(cpu.made).toHaveLength(0)
    const none = machineWith({ reference: lasting(0) })
    expect(await chooserOf(none).automatic(never)).toEqual({ choice: null, why: 'only' })
  })

  test('does without an engine that fails, and does not try it again', async () => {
    let tried = 0
    const webgpu: EngineFactory = {
      kind: 'webgpu',
      create: () => Promise.reject((tried++, new Failure('gpu-wrong')))
    }
    const chooser = chooserOf(machineWith({ webgpu, cpu: lasting(1) }))
    expect(await chooser.automatic(() => work)).toEqual({ choice: 'cpu', why: 'only' })
    expect(await chooser.automatic(() => work)).toEqual({ choice: 'cpu', why: 'only' })
    expect(tried).toBe(1)
  })

  test('takes what was remembered without measuring, on this computer only', async () => {
    const engines = machineWith({ webgpu: lasting(1), cpu: lasting(1) })
    const remember = (machine: string, version: string): Memory => {
      const there = new Memory()
      there.remember({ machine, version, measurements: NO_MEASUREMENTS })
      return there
    }
    const home = remember('home', '1.0')
    const speeds = (['webgpu', 'cpu'] as const).map((choice, i) => ({
      ...{ choice, work: work.key, device: home.deviceKey(REPORTS[choice]), msPerStep: 5 - i, at }
    }))
    home.remember({ machine: 'home', version: '1.0', measurements: { speeds, tests: [] } })
    const report = await chooserOf(engines, home).measure(work, [], false)
    expect(report).toEqual({
      speeds: [
        { choice: 'webgpu', msPerStep: 5, at },
        { choice: 'cpu', msPerStep: 4, at }
      ],
      problems: [],
      automatic: { choice: 'cpu', why: 'fastest' }
    })
    for (const [machine, version] of [
      ['a new driver', '1.0'],
      ['home', '1.1']
    ] as const) {
      const elsewhere = remember(machine, version)
      elsewhere.remember({ machine, version, measurements: { speeds, tests: [] } })
      const { automatic } = await chooserOf(engines, elsewhere).measure(work, [], false)
      expect(automatic).toEqual({ choice: null, why: 'unmeasured' })
    }
  })
})

describe('measuring', () => {
  test('measures what is asked for, slow engines too, again only on request', async () => {
    const [cpu, reference] = [lasting(1), lasting(1)]
    const chooser = chooserOf(machineWith({ cpu, reference }))
    const first = await chooser.measure(work, 'usable', false)
    expect(first.speeds.map(({ choice }) => choice)).toEqual(['cpu'])
    const both = await chooser.measure(work, ['reference', 'cpu'], false)
    expect(both.speeds.map(({ choice }) => choice)).toEqual(['cpu', 'reference'])
    expect([cpu.made.length, reference.made.length]).toEqual([1, 1])
    await chooser.measure(work, ['cpu'], true)
    expect(cpu.made).toHaveLength(2)
  })

  test('measures each set of features by itself, with engines that use it', async () => {
    const cpu = lasting(1)
    const asked: (readonly string[] | undefined)[] = []
    const machine = machineWith({ cpu })
    const chooser = chooserOf({
      listEngines: (features = []) =>
        Promise.resolve([{ ...REPORTS.cpu, description: { ...REPORTS.cpu.description!, features } }]),
      factoryFor: (choice, shape, features) => {
        asked.push(features)
        return machine.factoryFor(choice, shape)
      }
    })
    const measure = (...features: 'relaxed-simd'[]) => chooser.measure(work, 'usable', false, { features })
    expect((await measure()).speeds).toHaveLength(1)
    expect((await measure('relaxed-simd')).speeds).toHaveLength(1)
    await measure()
    await measure('relaxed-simd')
    expect(asked).toEqual([[], ['relaxed-simd']])
    expect(new Set(made.flatMap(({ speeds }) => speeds.map(({ device }) => device))).size).toBe(2)
  })

  test('tells what could not be measured', async () => {
    const engines = machineWith({ webgpu: failing(new Failure('gpu-memory')), cpu: lasting(1) })
    const { speeds, problems } = await chooserOf(engines).measure(work, 'usable', false)
    expect(speeds.map(({ choice }) => choice)).toEqual(['cpu'])
    expect(problems).toMatchObject([{ choice: 'webgpu', error: { code: 'gpu-memory' } }])
  })

  test('asks before it begins, and only if there is something to time', async () => {
    const chooser = chooserOf(machineWith({ cpu: lasting(1) }))
    const begin = (): void => {
      throw new Failure('run-busy')
    }
    await expect(chooser.measure(work, 'usable', false, { begin })).rejects.toThrow('run-busy')
    await chooser.measure(work, 'usable', false)
    expect((await chooser.measure(work, 'usable', false, { begin })).speeds).toHaveLength(1)
  })

  test('is cancelled at once while an engine is being made, which is freed when it is there', async () => {
    const inner = lasting(0)
    let finish!: () => void
    const compiled = new Promise<void>((resolve) => (finish = resolve))
    const webgpu: EngineFactory = {
      kind: 'webgpu',
      create: (...made) => compiled.then(() => inner.create(...made))
    }
    const control = new AbortController()
    const seen: string[] = []
    const progress = (choice: string, done: number, of: number): void => {
      seen.push(`${choice} ${done}/${of}`)
      setTimeout(() => control.abort(), 5)
    }
    const chooser = chooserOf(machineWith({ webgpu, cpu: lasting(0) }))
    const report = await chooser.measure(work, 'usable', false, { signal: control.signal, progress })
    expect(report).toMatchObject({ speeds: [], problems: [] })
    expect(seen).toEqual(['webgpu 0/2'])
    finish()
    // What comes next waits until the abandoned engine is gone.
    await chooser.measure(work, ['cpu'], false)
    expect(inner.made.map(({ disposed }) => disposed)).toEqual([true])
    expect(made).toHaveLength(1)
  })
})

test('the curve has a point for each size on each line, and is remembered', async () => {
  const [cpu, reference] = [lasting(1), lasting(1)]
  const chooser = chooserOf(machineWith({ cpu, reference }))
  expect((await chooser.curve(false, false)).lines).toEqual([{ choice: 'cpu', points: [] }])
  const told: number[] = []
  const curve = await chooser.curve(true, false, { progress: (_, done, of) => told.push(done / of) })
  expect(told).toEqual(curve.sizes.map((_, i) => i / curve.sizes.length))
  expect(curve.lines.map(({ points }) => points.map(({ parameters }) => parameters))).toEqual([curve.sizes])
  expect([...curve.sizes].sort((a, b) => a - b)).toEqual(curve.sizes)
  const tokens = curve.lines[0]!.points.map(({ tokensPerSecond }) => tokensPerSecond)
  for (const [i, { msPerStep }] of made.flatMap(({ speeds }) => speeds).entries())
    expect(tokens[i]).toBeCloseTo((curve.rows * curve.length * 1000) / msPerStep)
  expect(await chooser.curve(false, false)).toEqual(curve)
  expect(reference.made).toHaveLength(0)
})
