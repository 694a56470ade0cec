/* Maps of token vectors: components against a library, turning against trying all angles, neighbours against loops. */

import { PCA } from 'ml-pca'
import { describe, expect, test } from 'vitest'
import { parameterLayout } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import { furthest } from '../engines/engines.fixtures'
import { FAMILIES, randomSubject } from './inside.fixtures'
import { principalComponents, projected } from './pca'
import { alignTo } from './procrustes'
import { analogy, nearest, tokenMap, tokenReport, tokenVectors } from './vectors'

/** Rows that spread more in some directions than in others. */
function rowsOf(n: number, size: number, seed = 3): Float32Array {
  const random = createRandom(seed)
  return Float32Array.from(
    { length: n * size },
    (_, i) => 0.3 + random.normal() * (1 + 3 / (1 + (i % size))) + (i % 7) / 5
  )
}

describe.each([
  ['fewer rows than numbers', 9, 20],
  ['more rows than numbers', 60, 7],
  ['too many of both for rotations', 150, 140]
])('principal components of %s', (_, n, size) => {
  const rows = rowsOf(n, size)
  const found = principalComponents(rows, n, size, 3)
  const matrix = Array.from({ length: n }, (_, r) => [...rows.subarray(r * size, (r + 1) * size)])
  const library = new PCA(matrix)

  test('are those of ml-pca, up to sign', () => {
    const shares = library.getExplainedVariance()
    const loadings = library.getLoadings().to2DArray()
    for (let k = 0; k < 3; k++) {
      expect(found.spread[k]! / found.total).toBeCloseTo(shares[k]!, 6)
      const along = found.vectors[k]!.reduce((sum, value, c) => sum + value * loadings[k]![c]!, 0)
      expect(Math.abs(along)).toBeCloseTo(1, 5)
    }
    const theirs = library.predict(matrix, { nComponents: 3 }).to2DArray()
    const ours = projected(rows, n, size, found, 3)
    for (let r = 0; r < n; r++) {
      for (let k = 0; k < 3; k++) expect(Math.abs(ours[r * 3 + k]!)).toBeCloseTo(Math.abs(theirs[r]![k]!), 3)
    }
  })

  test('are of unit length, at right angles, and their largest number is positive', () => {
    found.vectors.forEach((v, i) =>
      found.vectors.forEach((w, j) => {
        expect(v.reduce((sum, x, c) => sum + x * w[c]!, 0)).toBeCloseTo(i === j ? 1 : 0, 9)
      })
    )
    for (const v of found.vectors) expect(Math.max(...v)).toBeGreaterThan(-Math.min(...v) - 1e-6)
  })
})

test('rows that are all alike lie in one place', () => {
  const rows = new Float32Array(20).fill(2)
  const found = principalComponents(rows, 5, 4, 2)
  expect(found.vectors).toHaveLength(0)
  expect([...projected(rows, 5, 4, found, 2)]).toEqual(Array.from({ length: 10 }, () => 0))
})

describe('turning one map onto another', () => {
  const places = rowsOf(12, 2)
  const apart = (a: Float32Array, b: Float32Array): number =>
    a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0)
  const turned = (by: number, mirrored: boolean): Float32Array => {
    const [c, s] = [Math.cos(by), Math.sin(by)]
    return places.map((_, i) => {
      const [x, y] = [places[i - (i % 2)]!, places[i - (i % 2) + 1]! * (mirrored ? -1 : 1)]
      return i % 2 === 0 ? c * x - s * y : s * x + c * y
    })
  }

  test.each([false, true])('undoes a turn, mirrored: %s', (mirrored) => {
    const back = alignTo(turned(1.2, mirrored), places, 2)
    expect(apart(back, places)).toBeLessThan(1e-8)
  })

  test('is the nearest of all turns and mirrorings', () => {
    const onto = rowsOf(12, 2, 8)
    const best = apart(alignTo(places, onto, 2), onto)
    for (const mirrored of [false, true]) {
      for (let by = 0; by < 6.3; by += 0.01)
        expect(apart(turned(by, mirrored), onto)).toBeGreaterThan(best - 1e-4)
    }
  })

  test('keeps all distances in three dimensions, even of a map that is flat', () => {
    const flat = rowsOf(10, 3).map((value, i) => (i % 3 === 2 ? 0 : value))
    const onto = rowsOf(10, 3, 5)
    const back = alignTo(flat, onto, 3)
    const distance = (of: Float32Array, r: number, s: number): number =>
      Math.hypot(...[0, 1, 2].map((d) => of[r * 3 + d]! - of[s * 3 + d]!))
    for (let r = 1; r < 10; r++) expect(distance(back, 0, r)).toBeCloseTo(distance(flat, 0, r), 4)
  })

  test('leaves a map of other tokens as it is', () => {
    expect(alignTo(places, new Float32Array(4), 2)).toEqual(places)
  })
})

describe.each(FAMILIES)('token vectors of %s', (family) => {
  test('neighbours are those of plain loops, by cosine and by dot product', async () => {
    const [subject, weights] = await randomSubject(family)
    const { vocab: V, width: C } = subject.shape
    const vectors = tokenVectors(subject, weights)
    const row = (t: number): number[] => [...vectors.subarray(t * C, (t + 1) * C)]
    const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
    const report = tokenReport(subject, weights, 4, V)
    expect([...report.vector]).toEqual(row(4))
    for (const [kind, of] of [
      ['dot', (t: number) => dot(row(4), row(t))],
      ['cosine', (t: number) => dot(row(4), row(t)) / Math.sqrt(dot(row(4), row(4)) * dot(row(t), row(t)))]
    ] as const) {
      const expected = Array.from({ length: V }, (_, t) => t)
        .filter((t) => t !== 4)
        .sort((s, t) => of(t) - of(s))
      expect(report[kind].map(({ token }) => token)).toEqual(expected)
      for (const { token, value } of report[kind]) expect(value).toBeCloseTo(of(token), 6)
    }
    expect(() => tokenReport(subject, weights, V, 3)).toThrow('bad-request')
  })

  test('an analogy that was built in is found', async () => {
    const [subject, weights] = await randomSubject(family)
    const C = subject.shape.width
    const parameters = weights.parameters.slice()
    for (let i = 0; i < C; i++) {
      parameters[7 * C + i] = parameters[i]! - parameters[C + i]! + parameters[2 * C + i]!
    }
    const report = analogy(subject, { ...weights, parameters }, [0, 1, 2], 3)
    expect(report.cosine[0]!.token).toBe(7)
    expect(report.cosine[0]!.value).toBeCloseTo(1, 6)
    expect(report.nearest).toBe(7)
    for (const { token } of [...report.cosine, ...report.dot]) expect([0, 1, 2]).not.toContain(token)
  })

  test('the map holds still when only the axes turn', async () => {
    const [subject, weights] = await randomSubject(family)
    const first = await tokenMap(subject, weights, { method: 'pca', dimensions: 2 })
    const mirrored = first.places.map((value, i) => (i % 2 === 0 ? -value : value))
    const again = await tokenMap(subject, weights, { method: 'pca', dimensions: 2, onto: mirrored })
    for (const [i, value] of again.places.entries()) expect(value).toBeCloseTo(mirrored[i]!, 5)
    expect(first.explained).toBeGreaterThan(0)
    expect(first.explained).toBeLessThanOrEqual(1)
  })
})

test('of a large vocabulary the first tokens make the map, and others are put where they lie among them', async () => {
  const V = 1600
  const [subject, weights] = await randomSubject('gpt2')
  const C = subject.shape.width
  const parameters = rowsOf(V, C)
  // Token 1,550 stands where token 3 does.
  parameters.copyWithin(1550 * C, 3 * C, 4 * C)
  const shape = { ...subject.shape, vocab: V }
  const large = { ...subject, shape, layout: parameterLayout(shape) }
  const given = { ...weights, parameters }
  const map = await tokenMap(large, given, { method: 'pca', dimensions: 2, also: [1550, 7, 1550] })
  expect([map.ids.length, map.ids[1500]]).toEqual([1501, 1550])
  expect([...map.places.subarray(3000)]).toEqual([...map.places.subarray(6, 8)])
  const alone = await tokenMap(large, given, { method: 'pca', dimensions: 2 })
  expect(alone.places).toEqual(map.places.subarray(0, 3000))
  // Turned by the first tokens, whoever else is on either map.
  const onto = alone.places.map((value, i) => (i % 2 === 0 ? -value : value))
  const turned = await tokenMap(large, given, { method: 'pca', dimensions: 2, also: [1550], onto })
  expect(furthest(turned.places.subarray(0, 3000), onto)).toBeLessThan(1e-4)
  expect(furthest(turned.places.subarray(3000), onto.subarray(6, 8))).toBeLessThan(1e-4)
  await expect(tokenMap(large, given, { method: 'pca', dimensions: 2, also: [1600] })).rejects.toThrow(
    'bad-request'
  )
})

test('UMAP keeps groups together, tells how far it is, and always draws the same map', async () => {
  const [subject, weights] = await randomSubject('gpt2')
  const { vocab: V, width: C } = subject.shape
  const parameters = weights.parameters.slice()
  const random = createRandom(4)
  for (let i = 0; i < V * C; i++) parameters[i] = (Math.floor(i / C) < 5 ? 10 : -10) + random.normal() * 0.1
  const rounds: number[] = []
  const draw = (): ReturnType<typeof tokenMap> =>
    tokenMap(
      subject,
      { ...weights, parameters },
      {
        method: 'umap',
        dimensions: 2,
        round: (done) => {
          rounds.push(done)
          return Promise.resolve()
        }
      }
    )
  const { places, explained } = await draw()
  expect(explained).toBeNull()
  expect(rounds.length).toBeGreaterThan(50)
  expect((await draw()).places).toEqual(places)
  const places2 = nearest(places, 2, places.slice(0, 2), new Set([0]), V)
  expect(places2.dot).toHaveLength(V - 1)
  expect(places.every(Number.isFinite)).toBe(true)
})
