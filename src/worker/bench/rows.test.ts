import { describe, expect, it } from 'vitest'
import { BENCHMARKS, flopsOf, flopsPerStep, fullBatch } from '../benchmark'
import { itemBatches, letters, meanTokens } from './batches'
import { BENCH_CONFIGS, BENCH_ENGINES, emptyRow, select, skippedRow } from './rows'

const shapeOf = (name: string) => BENCHMARKS.find((config) => config.name === name)!

describe('the formula', () => {
  // Worked out by hand from F = B·T·(6·(12·L·C² + C·V) + 12·½·L·C·T).
  it.each([
    ['micro', 16 * (6 * (12 * 256 + 16 * 27) + 6 * 16 * 16)],
    ['names', 512 * (6 * (12 * 4 * 4096 + 64 * 27) + 6 * 4 * 64 * 16)],
    ['text-small', 768 * (6 * (12 * 4 * 16384 + 128 * 65) + 6 * 4 * 128 * 64)],
    ['text', 16384 * (6 * (12 * 6 * 147456 + 384 * 65) + 6 * 6 * 384 * 256)]
  ])('counts the operations of a step of %s', (name, flops) => {
    const { shape, rows } = shapeOf(name)
    expect(flopsPerStep(shape, rows, shape.block)).toBe(flops)
    expect(flopsOf(shape, fullBatch(shape, rows))).toBe(flops)
  })

  it('counts each row with its own length, and padding not at all', () => {
    const { shape } = shapeOf('names')
    const lengths = Int32Array.of(3, 1, 16)
    const expected = [3, 1, 16].map((length) => flopsPerStep(shape, 1, length)).reduce((a, b) => a + b)
    expect(flopsOf(shape, { lengths })).toBe(expected)
  })
})

describe('batches of items', () => {
  it('hold whole items between end tokens, the same ones each time', () => {
    const items = ['anna', 'bob', 'c']
    const tokenizer = letters(items)
    const [first, second] = itemBatches(items, 4, 8, 2)
    expect(itemBatches(items, 4, 8, 2)[0]).toEqual(first)
    expect(first).not.toEqual(second)
    for (let row = 0; row < first!.rows; row++) {
      const from = row * first!.length
      const length = first!.lengths[row]!
      const ids = first!.targets.subarray(from, from + length)
      expect(items).toContain(tokenizer.decode(ids.subarray(0, -1)))
      expect([first!.inputs[from], ids.at(-1)]).toEqual([tokenizer.end, tokenizer.end])
    }
    const tokens = [...first!.lengths, ...second!.lengths].reduce((a, b) => a + b)
    expect(meanTokens([first!, second!])).toBe(tokens / 2)
  })
})

describe('names after --only', () => {
  it('select configurations, engines or both', () => {
    expect(select([])).toEqual({
      configs: new Set(BENCH_CONFIGS),
      engines: new Set(BENCH_ENGINES),
      named: new Set()
    })
    expect(select(['names', 'cpu'])).toEqual({
      configs: new Set(['names']),
      engines: new Set(['cpu']),
      named: new Set(['cpu'])
    })
  })

  it('take the whole job along with micro, but not the other way round', () => {
    expect(select(['micro'])).toMatchObject({ configs: new Set(['micro', 'micro-job']) })
    expect(select(['micro-job'])).toMatchObject({ configs: new Set(['micro-job']) })
  })

  it.each([[['cpu', 'gpu']], [['']], [['Names']]])('are refused where unknown: %j', (names) => {
    expect(select(names)).toBe(names.at(-1))
  })

  it('are distinct', () => {
    const names = [...BENCH_CONFIGS, ...BENCH_ENGINES]
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('a row', () => {
  const FIELDS = [
    ...['config', 'engine', 'threads', 'ms_per_step', 'tokens_per_s', 'gflops', 'ratio_to_reference'],
    ...['dispatches', 'submits', 'uploads']
  ]
  const key = { config: 'names', engine: 'cpu', threads: 2 } as const

  it('has all fields whatever was measured, and no undefined ones that JSON would lose', () => {
    for (const row of [emptyRow(key), skippedRow(key, 'because')]) {
      const read = JSON.parse(JSON.stringify(row)) as object
      expect(Object.keys(read)).toEqual(expect.arrayContaining(FIELDS))
      expect(Object.keys(read)).toEqual(Object.keys(row))
    }
  })

  it('calls no graphics device where there is none, and does not know where nothing was measured', () => {
    expect(emptyRow(key)).toMatchObject({ dispatches: 0, submits: 0, uploads: 0, created: 0 })
    expect(emptyRow({ ...key, engine: 'webgpu' })).toMatchObject({ dispatches: null, uploads: null })
    expect(skippedRow(key, 'because')).toMatchObject({ submits: null, skipped: 'because' })
  })
})
