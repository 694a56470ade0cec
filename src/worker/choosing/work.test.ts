import { expect, test } from 'vitest'
import { PRESETS, type RunConfig } from '#core/run-config'
import { prepareRun } from '../run'
import { CURVE_SIZES, curveWork } from './curve'
import { fullWork, workOfRun } from './work'

const text = Array.from({ length: 200 }, (_, i) => 'abcdefghij'.slice(0, 2 + (i % 9)).concat(String(i))).join(
  '\n'
)
const config: RunConfig = { ...PRESETS.names, layers: 1, heads: 1, width: 16, batch: 4 }
const prepare = (change: Partial<RunConfig> = {}) =>
  prepareRun({ text, corpus: null, config: { ...config, ...change } })

test('the work of a run is its own batches, which stay where they are', async () => {
  const prepared = await prepare()
  const work = workOfRun(prepared)
  expect(work.options.maxRows).toBeGreaterThanOrEqual(4)
  expect(work.batches.map(({ rows }) => rows)).toEqual(Array(8).fill(4))
  expect(prepared.batches.next()).toEqual((await prepare()).batches.next())
  expect(work.batches[0]).toEqual((await prepare()).batches.next())
})

test('a run that retraces CPython keeps its stream', async () => {
  const microgpt = { ...PRESETS.microgpt, random: 'python' } as const
  const [touched, untouched] = [await prepare(microgpt), await prepare(microgpt)]
  workOfRun(touched)
  expect(touched.python!.save()).toEqual(untouched.python!.save())
})

test('its key tells what costs time, and nothing else', async () => {
  const key = async (change: Partial<RunConfig> = {}): Promise<string> => workOfRun(await prepare(change)).key
  expect(await key()).toBe(await key({ seed: 7, steps: 10, warmup: 0, learning_rate: 0.1 }))
  const others: Partial<RunConfig>[] = [
    { layers: 2 },
    { heads: 2 },
    { width: 32 },
    { block: 32 },
    { batch: 5 },
    { dropout: 0.1 },
    { family: 'microgpt' },
    { kind: 'text', block: 8 }
  ]
  expect(new Set([await key(), ...(await Promise.all(others.map(key)))]).size).toBe(others.length + 1)
  const { shape } = await prepare()
  expect(fullWork(shape, 4).key).not.toBe(await key())
})

test('the curve spans from thousands to millions of parameters', () => {
  expect(CURVE_SIZES[0]).toBeLessThan(10_000)
  expect(CURVE_SIZES.at(-1)).toBeGreaterThan(10_000_000)
  expect(new Set(curveWork().map(({ key }) => key)).size).toBe(6)
})
