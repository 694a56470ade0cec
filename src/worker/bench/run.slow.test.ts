/* Which rows there are, and that each has what belongs to it; budgets are tiny and no time is asserted. */
import { describe, expect, it } from 'vitest'
import { nodeGpu } from '../../cli/node-gpu'
import { BENCHMARKS } from '../benchmark'
import type { BenchPlace } from './place'
import { planned } from './planned'
import { select, type BenchRow, type Selection } from './rows'
import { runBenchmark } from './run'

const NAMES = ['anna', 'bob', 'eve', 'abcdefghijklmnopqrstuvwxyz'.slice(0, 14), 'opqrstuvwxyz']
const hasDawn = await nodeGpu('null').then(
  () => true,
  () => false
)

/** Runs what is selected, with a machine without a graphics card. */
async function rowsOf(only: string[], more: Partial<BenchPlace> = {}): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  await runBenchmark(select(only) as Selection, {
    ...{ names: NAMES, milliseconds: 1, threads: [1, 2], progress: () => undefined },
    ...{ peakBytes: () => 2 ** 20, resetPeak: () => undefined },
    gpu: () => Promise.resolve('no graphics card found'),
    row: (row) => void rows.push(row),
    ...more
  })
  return rows
}

const keys = (rows: readonly BenchRow[]): string[] =>
  rows.map(({ config, engine, threads }) => `${config} ${engine} ${threads}`)
const ratio = (a: number | null, b: number | null): number => a! / b!

describe('training rows', () => {
  it('time the cpu engine by threads beside the reference, and say why a card is missing', async () => {
    const rows = await rowsOf(['micro'])
    expect(keys(rows)).toEqual([
      'micro cpu 1',
      'micro cpu 2',
      'micro reference 1',
      'micro webgpu 1',
      'micro-job cpu 1',
      'micro-job reference 1'
    ])
    const measured = rows.filter(({ skipped }) => skipped === null)
    expect(measured).toHaveLength(5)
    for (const row of measured) {
      const { ms_per_step, tokens_per_s, gflops, ceiling_gflops, ceiling_share, ratio_to_reference } = row
      for (const value of [
        ms_per_step,
        tokens_per_s,
        gflops,
        ceiling_gflops,
        ceiling_share,
        ratio_to_reference
      ]) {
        expect(value, row.config + row.engine).toBeGreaterThan(0)
      }
      expect(row.steps).toBeGreaterThan(0)
      expect(row).toMatchObject({ dispatches: 0, submits: 0, uploads: 0, process_mb: 1, software: false })
      expect(ratio(gflops, ceiling_gflops)).toBeCloseTo(ceiling_share!, 10)
    }
    for (const config of ['micro', 'micro-job']) {
      const [cpu, reference] = ['cpu', 'reference'].map((engine) =>
        measured.find((row) => row.config === config && row.engine === engine)!
      )
      expect(reference!.ratio_to_reference).toBe(1)
      expect(cpu!.ratio_to_reference).toBeCloseTo(ratio(reference!.ms_per_step, cpu!.ms_per_step), 10)
      expect(cpu!.engine_mb).toBeGreaterThan(0)
    }
    // Full rows of 16 tokens and 16·(6·3,504 + 1,536) operations; the job's are names.
    const [full] = measured
    expect(ratio(full!.tokens_per_s, 16_000 / full!.ms_per_step!)).toBeCloseTo(1, 10)
    expect(ratio(full!.gflops, 0.00036096 / (full!.ms_per_step! / 1000))).toBeCloseTo(1, 10)
    for (const { config, ms_per_step, job_ms } of measured) {
      if (config === 'micro') expect(job_ms).toBeNull()
      else expect(job_ms).toBeCloseTo(1000 * ms_per_step!, 8)
    }
    expect(rows[3]).toMatchObject({ ms_per_step: null, skipped: 'not measured yet: no graphics card found' })
  }, 60_000)

  it('have no ratio where the reference was not asked for', async () => {
    const rows = await rowsOf(['names-items', 'names', 'cpu'])
    expect(keys(rows)).toEqual(['names cpu 1', 'names cpu 2', 'names-items cpu 1', 'names-items cpu 2'])
    for (const { ratio_to_reference, ms_per_step } of rows) {
      expect(ratio_to_reference).toBeNull()
      expect(ms_per_step).toBeGreaterThan(0)
    }
  }, 60_000)

  it('give the reason of an engine that fails, and go on with the others', async () => {
    // An item longer than any id the model knows cannot be trained on: letters the shape has no room for.
    const rows = await rowsOf(['names-items', 'cpu'], { names: [...NAMES, 'ABCDEFGHIJ'] })
    expect(keys(rows)).toEqual(['names-items cpu 1', 'names-items cpu 2'])
    for (const { skipped } of rows) expect(skipped).toMatch(/^fails: .+/)
  }, 60_000)
})

describe('rows without steps', () => {
  it('count items, tokens and points', async () => {
    const rows = await rowsOf(['names-generation', 'names-landscape', 'cpu'], { threads: [1] })
    expect(keys(rows)).toEqual(['names-generation cpu 1', 'names-landscape cpu 1'])
    const [writing, landscape] = rows
    for (const value of [writing!.items_per_s, writing!.tokens_per_s, writing!.first_item_ms]) {
      expect(value).toBeGreaterThan(0)
    }
    expect(ratio(writing!.tokens_per_s, writing!.items_per_s)).toBeGreaterThan(1)
    expect(landscape!.points_per_s).toBeGreaterThan(0)
    expect(rows.map(({ ms_per_step, gflops }) => [ms_per_step, gflops])).toEqual([
      [null, null],
      [null, null]
    ])
  }, 60_000)
})

describe('the text configuration', () => {
  it('is for graphics cards only', async () => {
    const rows = await rowsOf(['text', 'cpu', 'webgpu', 'reference'])
    expect(keys(rows)).toEqual(['text cpu 1', 'text webgpu 1'])
    for (const { skipped } of rows) expect(skipped).not.toBeNull()
  })
})

describe('without the package webgpu', () => {
  it('every row on a graphics device says so', async () => {
    const gpu = (): Promise<string> => Promise.resolve('the npm package webgpu is not installed')
    const rows = await rowsOf(['names', 'text', 'webgpu', 'reference-webgpu', 'webgpu-host'], { gpu })
    expect(keys(rows)).toEqual([
      'names webgpu 1',
      'names reference-webgpu 1',
      'text webgpu 1',
      'text reference-webgpu 1',
      'names webgpu-host 1',
      'text webgpu-host 1'
    ])
    for (const { skipped } of rows) expect(skipped).toMatch(/webgpu is not installed/)
  })
})

describe.skipIf(!hasDawn)(
  hasDawn ? 'the null driver' : 'the null driver (skipped: no package webgpu)',
  () => {
    const gpu = async (kind: string): Promise<string | null> => {
      if (kind !== 'null') return 'no graphics card found'
      await nodeGpu('null')
      return null
    }

    it('holds a step within the limits of the static plan', async () => {
      const rows = await rowsOf(['names', 'text', 'text-4-layers', 'webgpu-host'], { gpu })
      expect(keys(rows)).toEqual(['names webgpu-host 1', 'text webgpu-host 1', 'text-4-layers webgpu-host 1'])
      const layers = [4, 6, 4]
      for (const [i, row] of rows.entries()) {
        expect(row.skipped).toBeNull()
        expect(row.dispatches).toBeGreaterThan(10 * layers[i]!)
        expect(row.dispatches).toBeLessThanOrEqual(Math.min(200, 30 * layers[i]! + 20))
        expect(row.submits).toBeLessThanOrEqual(2)
        expect(row).toMatchObject({ uploads: 2, created: 0, gflops: null, tokens_per_s: null })
      }
      // What was counted is what was planned.
      const { shape, rows: batch } = BENCHMARKS.find(({ name }) => name === 'names')!
      expect(rows[0]!.dispatches).toBe((await planned(shape, batch)).dispatches)
      expect(rows[1]!.note).toMatch(/the plan for 64 has 1\d\d dispatches/)
      expect(rows[1]!.engine_mb).toBeLessThan(3 * 1024)
      expect(rows[1]!.engine_mb).toBeGreaterThan(rows[2]!.engine_mb!)
    }, 120_000)

    it('counts what the reference asks of the device too', async () => {
      const rows = await rowsOf(['names', 'webgpu-host', 'reference-webgpu-host'], { gpu })
      const [own, reference] = rows
      expect(reference!.dispatches).toBeGreaterThan(own!.dispatches!)
      expect(reference!.uploads).toBeGreaterThan(100)
      expect(own!.ratio_to_reference).toBeCloseTo(ratio(reference!.ms_per_step, own!.ms_per_step), 10)
    }, 120_000)
  }
)
