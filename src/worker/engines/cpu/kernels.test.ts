/*
 * Every kernel against its slow reference (kernels.reference.ts) over odd sizes. Memory that is not an
 * operand is NaN, so that reading or writing past a matrix shows.
 */

import { beforeEach, describe, expect, test } from 'vitest'
import { distance, furthest } from '../engines.fixtures'
import { dropoutKeys, dropoutMask, dropoutThreshold } from '../dropout'
import * as slow from './kernels.reference'
import { Bench, normals, seeded } from './kernels.fixtures'
import { PLAN_AT, rowBytes } from './memory'
import { Plan } from './module.generated'
import { Struct } from './struct'

let bench: Bench
beforeEach(async () => void (bench = await Bench.open()))

/** Relative to the largest values, as sums in another order differ. */
const CLOSE = 2e-6

test('the exponential is within 2e-7 relative of the true one', () => {
  const xs = Float32Array.from({ length: 40_000 }, (_, i) => -87 + (i / 40_000) * 175)
  const [x, y] = [bench.put(xs), bench.take(xs.length * 4)]
  bench.kernels.exponentials(x, y, xs.length)
  const worst = bench.floats(y, xs.length).reduce((most, value, i) => {
    return Math.max(most, Math.abs(value / Math.exp(xs[i]!) - 1))
  }, 0)
  expect(worst).toBeLessThan(2e-7)
  expect(worst).toBeGreaterThan(1e-8)
  const edges = bench.put([-88, -Infinity, NaN, 1000])
  bench.kernels.exponentials(edges, y, 4)
  const [low, none, unknown, high] = bench.floats(y, 4)
  expect([low, none, unknown]).toEqual([0, 0, NaN])
  expect(high).toBeGreaterThan(1e38)
})

describe.each([
  [1, 1, 1],
  [3, 5, 7],
  [7, 16, 8],
  [12, 9, 65],
  [64, 27, 27],
  [66, 33, 24],
  [301, 4, 9]
])('products of %i rows, %i deep, %i columns', (n, k, m) => {
  const random = seeded(n)
  const [x, w, dy] = [normals(random, n * k), normals(random, k * m), normals(random, n * m)]

  test('X · W with bias and residual', () => {
    const [bias, init] = [normals(random, Math.ceil(m / 8) * 8), normals(random, n * m)]
    const a = bench.matrix(x, n, k)
    const panels = bench.take(Math.ceil(m / 8) * 32 * k)
    bench.kernels.packColumns(bench.put(w), m * 4, k, m, panels)
    const [from, to] = [bench.matrix(init, n, m, 0), bench.matrix(null, n, m)]
    const biasAt = bench.put(bias)
    bench.kernels.product(a.at, a.row, n, k, panels, m, to.at, to.row, from.at, from.row, biasAt)
    expect(distance(bench.read(to, n, m), slow.product(x, w, n, k, m, bias, init))).toBeLessThan(CLOSE)
  })

  test('dY · Wᵀ', () => {
    const a = bench.matrix(dy, n, m)
    const panels = bench.take(Math.ceil(k / 8) * 32 * m)
    bench.kernels.packRows(bench.put(w), m * 4, k, m, panels)
    const [to, zeros] = [bench.matrix(null, n, k), bench.zeros(4 * k + 64)]
    bench.kernels.product(a.at, a.row, n, m, panels, k, to.at, to.row, zeros, 0, zeros)
    const expected = slow.product(dy, slow.transpose(w, k, m), n, m, k)
    expect(distance(bench.read(to, n, k), expected)).toBeLessThan(CLOSE)
    // The padding that the next kernel may read is zero.
    const spare = Math.ceil(k / 8) * 8 - k
    for (let r = 0; r < n; r++) {
      expect(bench.floats(to.at + r * to.row + 4 * k, spare)).toEqual(new Float32Array(spare))
    }
  })

  test('Xᵀ · dY, written and then added', () => {
    const [a, b] = [bench.matrix(x, n, k), bench.matrix(dy, n, m)]
    const [to, zeros, spare] = [bench.take(4 * k * m), bench.zeros(64), bench.take(256)]
    const panels = Math.ceil(m / 8)
    const once = slow.product(slow.transpose(x, n, k), dy, k, n, m)
    for (const [times, add] of [
      [1, 0],
      [2, 1]
    ] as const) {
      bench.kernels.gradientProduct(
        ...([a.at, a.row, k, b.at, b.row, m, n, to, 0, panels, add, zeros, spare] as const)
      )
      expect(
        distance(
          bench.floats(to, k * m),
          once.map((value) => value * times)
        )
      ).toBeLessThan(CLOSE)
    }
    expect(bench.floats(to + 4 * k * m, 16)).toEqual(new Float32Array(16).fill(NaN))
  })

  test('some panels of Xᵀ · dY leave the other columns alone', () => {
    const [a, b] = [bench.matrix(x, n, k), bench.matrix(dy, n, m)]
    const [to, zeros, spare] = [bench.take(4 * k * m), bench.zeros(64), bench.take(256)]
    bench.kernels.gradientProduct(
      ...([a.at, a.row, k, b.at, b.row, m, n, to, 0, 1, 0, zeros, spare] as const)
    )
    const touched = bench.floats(to, k * m).map((value, i) => (i % m < 8 ? 0 : value))
    expect(touched.filter((value) => value !== 0)).toEqual(new Float32Array(k * Math.max(0, m - 8)).fill(NaN))
  })

  test('column sums', () => {
    const a = bench.matrix(dy, n, m)
    const to = bench.take(4 * (m + 16))
    bench.kernels.columnSums(a.at, a.row, n, m, to)
    expect(furthest(bench.floats(to, m), slow.columnSums(dy, n, m))).toBeLessThan(1e-5)
  })
})

test('a row of a product is the same bits whatever stands around it', () => {
  const [k, m, most] = [37, 19, 23]
  const random = seeded(5)
  const [x, w] = [normals(random, most * k), normals(random, k * m)]
  const panels = bench.take(Math.ceil(m / 8) * 32 * k)
  bench.kernels.packColumns(bench.put(w), m * 4, k, m, panels)
  const zeros = bench.zeros(256)
  const a = bench.matrix(x, most, k)
  const rows = (first: number, n: number): Float32Array => {
    const to = bench.matrix(null, n, m)
    bench.kernels.product(a.at + first * a.row, a.row, n, k, panels, m, to.at, to.row, zeros, 0, zeros)
    return bench.read(to, n, m)
  }
  const all = rows(0, most)
  for (let n = 1; n <= most; n++) {
    const first = most - n
    expect(rows(first, n)).toEqual(all.subarray(first * m))
  }
})

describe.each([
  [1, 1],
  [3, 4],
  [5, 7],
  [9, 16],
  [2, 130]
])('norms of %i rows of %i', (n, m) => {
  const random = seeded(m)
  const [x, dy, carried] = [normals(random, n * m), normals(random, n * m), normals(random, n * m)]
  const padded = (values: Float32Array): number => {
    const at = bench.zeros(Math.ceil(m / 16) * 64)
    bench.floats(at, m).set(values)
    return at
  }

  test('LayerNorm', () => {
    const [gain, bias] = [normals(random, m), normals(random, m)]
    const { kernels } = bench
    const [from, to, stats] = [bench.matrix(x, n, m, 0), bench.matrix(null, n, m), bench.take(8 * n)]
    kernels.layerNorm(from.at, from.row, n, m, to.at, stats, padded(gain), padded(bias))
    expect(furthest(bench.read(to, n, m), slow.layerNorm(x, n, m, gain, bias))).toBeLessThan(1e-5)

    const [g, flow, back] = [
      bench.matrix(dy, n, m, 0),
      bench.matrix(carried, n, m, 0),
      bench.matrix(null, n, m)
    ]
    const [dGain, dBias] = [bench.take(Math.ceil(m / 16) * 64), bench.take(Math.ceil(m / 16) * 64)]
    const expected = slow.layerNormBack(dy, x, n, m, gain)
    kernels.layerNormBack(g.at, from.at, flow.at, back.at, g.row, n, m, stats, padded(gain), dGain, dBias)
    expect(
      furthest(
        bench.read(back, n, m),
        expected.dx.map((v, i) => v + carried[i]!)
      )
    ).toBeLessThan(3e-5)
    expect(furthest(bench.floats(dGain, m), expected.dGain)).toBeLessThan(1e-5)
    expect(furthest(bench.floats(dBias, m), expected.dBias)).toBeLessThan(1e-5)
    kernels.layerNormBack(g.at, from.at, 0, back.at, g.row, n, m, stats, padded(gain), dGain, dBias)
    expect(furthest(bench.read(back, n, m), expected.dx)).toBeLessThan(3e-5)
  })

  test('RMSNorm', () => {
    const { kernels } = bench
    const [from, to, stats] = [bench.matrix(x, n, m, 0), bench.matrix(null, n, m), bench.take(8 * n)]
    kernels.rmsNorm(from.at, from.row, n, m, to.at, stats)
    expect(furthest(bench.read(to, n, m), slow.rmsNorm(x, n, m))).toBeLessThan(1e-5)

    const [g, flow, back] = [
      bench.matrix(dy, n, m, 0),
      bench.matrix(carried, n, m, 0),
      bench.matrix(null, n, m)
    ]
    const expected = slow.rmsNormBack(dy, x, n, m)
    kernels.rmsNormBack(g.at, from.at, flow.at, back.at, g.row, n, m, stats)
    expect(
      furthest(
        bench.read(back, n, m),
        expected.map((v, i) => v + carried[i]!)
      )
    ).toBeLessThan(3e-5)
    kernels.rmsNormBack(g.at, from.at, 0, back.at, g.row, n, m, stats)
    expect(furthest(bench.read(back, n, m), expected)).toBeLessThan(3e-5)
  })
})

test('GELU, ReLU and their derivatives', () => {
  const [n, m] = [3, 21]
  const x = normals(seeded(3), n * m).map((value, i) => (i % 7 === 0 ? 30 * value : 2 * value))
  for (const [name, value, slope] of [
    ['gelu', slow.gelu, slow.geluSlope],
    ['relu', (v: number) => Math.max(0, v), (v: number) => (v > 0 ? 1 : 0)]
  ] as const) {
    const [h, y] = [bench.matrix(x, n, m), bench.matrix(null, n, m)]
    bench.kernels[name](h.at, y.at, h.row, n, m)
    expect(furthest(bench.read(y, n, m), Float64Array.from(x, value))).toBeLessThan(1e-6)
    expect(furthest(bench.read(h, n, m), Float64Array.from(x, slope))).toBeLessThan(2e-6)
  }
})

describe.each([1, 2, 27, 65, 300])('cross-entropy over %i tokens', (vocab) => {
  const z = normals(seeded(vocab), vocab).map((value) => 8 * value)

  test('nats and gradient', () => {
    for (const target of [0, vocab - 1]) {
      const { at } = bench.matrix(z, 1, vocab)
      const expected = slow.crossEntropy(z, target, 0.25)
      expect(
        furthest([bench.kernels.crossEntropy(at, vocab, target, 0.25, 1)], [expected.nats])
      ).toBeLessThan(1e-6)
      expect(furthest(bench.floats(at, vocab), expected.dz)).toBeLessThan(1e-6)
    }
  })

  test('nothing where there is no target; NaN where a logit is', () => {
    const masked = bench.matrix(z, 1, vocab)
    expect(bench.kernels.crossEntropy(masked.at, vocab, -1, 0.25, 1)).toBe(0)
    expect(bench.floats(masked.at, vocab)).toEqual(new Float32Array(vocab))
    for (const place of [0, vocab - 1]) {
      const broken = bench.matrix(z.with(place, NaN), 1, vocab)
      expect(bench.kernels.crossEntropy(broken.at, vocab, 0, 0.25, 1)).toBeNaN()
    }
  })
})

describe.each([
  [1, 1, 1],
  [4, 1, 3],
  [2, 3, 7],
  [2, 4, 16],
  [3, 8, 13],
  [1, 20, 37]
])('attention of %i heads, %i wide, over %i tokens', (heads, depth, t) => {
  const width = heads * depth
  const block = t + 2
  const head = heads - 1
  const random = seeded(t)
  const part = (): Float32Array => normals(random, t * depth)
  const [q, k, v, dOut] = [part(), part(), part(), part()]

  /** The head's operands among those of other heads, which are NaN and must stay so. */
  function place() {
    const { memory } = bench
    const plan = new Struct(memory.buffer, PLAN_AT, Plan)
    const rowT = Math.ceil(block / 8) * 32
    const scratch = { sKeys: 0, sValues: 0, sScores: 0, sQueries: 0, sTile: 0 }
    let end = 0
    for (const name of Object.keys(scratch) as (keyof typeof scratch)[]) {
      scratch[name] = end
      end += 4 * (block + 8) * (Math.max(depth, block) + 16)
    }
    plan.assign({ width, heads, ...scratch, rowT, rowC: rowBytes(width), row3C: rowBytes(3 * width) })
    plan.assign({ zerosAt: bench.zeros(256), length: block })
    const qkv = bench.matrix(null, t, 3 * width)
    const out = bench.matrix(null, t, width)
    const column = (at: number, index: number) => ({
      at: at + 4 * (index * width + head * depth),
      row: qkv.row
    })
    const write = (to: { at: number; row: number }, values: ArrayLike<number>): void => {
      for (let r = 0; r < t; r++) {
        for (let c = 0; c < depth; c++) bench.floats(to.at + r * to.row, depth)[c] = values[r * depth + c]!
      }
    }
    const parts = [column(qkv.at, 0), column(qkv.at, 1), column(qkv.at, 2)] as const
    ;[q, k, v].forEach((values, i) => write(parts[i]!, values))
    const io = { at: out.at + 4 * head * depth, row: out.row }
    return { plan, parts, io, write, weights: bench.take(t * rowT), rowT, scratch: bench.take(end), qkv, out }
  }

  test.each([0, 0.4])('forward and back, dropout %f', (share) => {
    const { plan, parts, io, write, weights, rowT, scratch, qkv, out } = place()
    const keys = dropoutKeys(1, 2, 3)
    const offset = 1000
    const site = share > 0 ? 1 : -1
    plan.assign({ dropThreshold: dropoutThreshold(share), dropScale: 1 / (1 - share) })
    const keysAt = bench.take(16)
    new Uint32Array(bench.memory.buffer, keysAt, 4).set([0, 0, keys.first, keys.second])
    plan.set('dropKeysAt', keysAt)
    const whole = dropoutMask(offset + t * block, share, keys)
    const mask = Float64Array.from({ length: t * t }, (_, i) => {
      return whole[offset + Math.floor(i / t) * block + (i % t)]!
    })
    const given = share > 0 ? mask : undefined
    const expected = slow.attend({ q, k, v }, t, depth, given)
    bench.kernels.attend(parts[0].at, weights, io.at, t, scratch, site, offset)
    expect(furthest(bench.read(io, t, depth), expected.out)).toBeLessThan(1e-5)
    // Beyond its tile a row of the upper triangle is never written, nor read.
    for (let r = 0; r < t; r++) {
      const row = bench.floats(weights + r * rowT, r + 1)
      expect(furthest(row, expected.weights.subarray(r * t, r * t + r + 1))).toBeLessThan(1e-6)
    }

    write(io, dOut)
    const { dq, dk, dv } = slow.attendBack({ q, k, v }, dOut, t, depth, given)
    bench.kernels.attendBack(parts[0].at, weights, io.at, t, scratch, site, offset)
    const slopes = [dq, dk, dv]
    parts.forEach((part, i) => expect(furthest(bench.read(part, t, depth), slopes[i]!)).toBeLessThan(1e-5))
    // What belongs to the other heads was not touched.
    const others =
      (columns: number) =>
      (_: number, i: number): boolean => {
        const column = (i % columns) % width
        return column < head * depth || column >= (head + 1) * depth
      }
    for (const [matrix, columns] of [
      [qkv, 3 * width],
      [out, width]
    ] as const) {
      const rest = bench.read(matrix, t, columns).filter(others(columns))
      expect(rest).toEqual(new Float32Array(rest.length).fill(NaN))
    }
  })
})
