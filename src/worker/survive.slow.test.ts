/*
 * A real device, in software, that is destroyed in the middle of a run: the run goes on on a new one, and
 * on the CPU when devices go again and again. Its losses are held to those of a run nobody disturbed, on the CPU engine,
 * which takes milliseconds where a software device takes a minute and is as near as two engines are.
 */

import { describe, expect, test } from 'vitest'
import type { RunRecovery, StepReport } from '#core/contracts/worker'
import { PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { nodeGpu } from '../testing/node-gpu'
import { cpuFactory } from './engines/cpu/index'
import { openGpu } from './engines/device'
import type { EngineFactory } from './engines/engine'
import { referenceFactory } from './engines/reference/index'
import { webGpuFactory } from './engines/webgpu/index'
import { prepareRun, Run } from './run'

const gpu = await nodeGpu()
const text = 'ada bea cleo dora ella fay gea hedda ida lea mae nora'.split(' ').join('\n')
const config: RunConfig = {
  ...PRESETS.names,
  layers: 1,
  heads: 2,
  width: 8,
  block: 8,
  batch: 2,
  warmup: 0,
  held_out: 0.2,
  eval_every: 15,
  dropout: 0.1
}

interface Outcome {
  readonly train: number[]
  readonly val: [number, number][]
  readonly recoveries: RunRecovery[]
  readonly engine: string
}

/** Trains to the end; devices are destroyed when the run has come to these steps. */
async function train(
  factory: EngineFactory,
  steps: number,
  destroyedAt: readonly number[] = []
): Promise<Outcome> {
  const run = await Run.open(
    await prepareRun({ text, corpus: null, config: { ...config, steps } }),
    factory,
    {
      fallback: cpuFactory(),
      every: 0
    }
  )
  const [recoveries, train, left]: [RunRecovery[], number[], number[]] = [[], [], [...destroyedAt]]
  let val: [number, number][] = []
  run.onRecovered = (recovery) => recoveries.push(recovery)
  const onSteps = (report: Omit<StepReport, 'runId'>): void => {
    expect(report.first).toBeLessThanOrEqual(train.length + 1)
    train.length = report.first - 1
    train.push(...report.train)
    val = val.filter(([step]) => step < report.first)
    val.push(...report.val.map(({ step, loss }): [number, number] => [step, loss]))
  }
  const destroy = async (): Promise<void> => (await openGpu()).device.destroy()
  const end = await run.train({
    onSteps,
    shouldStop: () => {
      if (left.length > 0 && run.step >= left[0]! && run.engine.describe().adapter) {
        left.shift()
        void destroy()
      }
      return false
    }
  })
  expect(end).toBe('finished')
  expect(left).toEqual([])
  const { engine } = run.engine.describe()
  run.dispose()
  return { train, val, recoveries, engine }
}

/** As near as the arithmetic of two engines is. */
function expectNear(got: Outcome, expected: Outcome): void {
  expect(got.train).toHaveLength(expected.train.length)
  got.train.forEach((loss, i) => expect(Math.abs(loss / expected.train[i]! - 1)).toBeLessThan(1e-3))
  expect(got.val.map(([step]) => step)).toEqual(expected.val.map(([step]) => step))
  got.val.forEach(([, loss], i) => expect(Math.abs(loss / expected.val[i]![1] - 1)).toBeLessThan(1e-3))
}

describe.skipIf(!gpu)(`a destroyed device${gpu ? '' : ' (skipped: no adapter in Node)'}`, () => {
  test('webgpu: goes on on a new device; after three losses on the CPU', async () => {
    const undisturbed = await train(cpuFactory(), 45)
    const often = await train(webGpuFactory(openGpu), 45, [10, 20, 32])
    expect(often.recoveries.map(({ fellBack }) => fellBack)).toEqual([false, false, true])
    expect(often.recoveries.map(({ engine }) => engine.engine)).toEqual(['webgpu', 'webgpu', 'cpu'])
    expect(often.recoveries.every(({ error }) => error.code === 'gpu-lost')).toBe(true)
    expect(often.recoveries.at(-1)!.step).toBeGreaterThan(0)
    expect(often.engine).toBe('cpu')
    expectNear(often, undisturbed)
  }, 400_000)

  test('reference: TensorFlow.js’s backend stands on the new device', async () => {
    const undisturbed = await train(cpuFactory(), 24)
    const once = await train(referenceFactory('webgpu'), 24, [12])
    expect(once.recoveries).toMatchObject([{ error: { code: 'gpu-lost' }, fellBack: false }])
    expectNear(once, undisturbed)
  }, 400_000)
})
