import { describe, expect, test } from 'vitest'
import { packHalves, rounded, unpackHalves } from '../../../../../testing/half'
import { noise } from '../../../../../testing/noise'
import { nodeDevice } from '../../../../../testing/node-gpu'
import { relativeDistance, runKernel } from '../../../../../testing/run-kernel'
import { gelu, geluSlope, matmulReference } from './reference'
import { matmulConstants, matmulGroups, matmulProgram, type MatmulSpec } from './shader'

const gpu = await nodeDevice()

/** Odd sizes: below, at and above a tile, and row lengths that are and are not multiples of four. */
const SIZES = [
  [1, 4, 4],
  [5, 7, 9],
  [65, 16, 68],
  [33, 70, 129]
] as const

const base = {
  epilogue: 'none',
  activation: 'gelu',
  bias: false,
  splits: 1,
  columnSums: false
} as const

describe.skipIf(!gpu)(gpu ? 'matmul on WebGPU' : 'matmul on WebGPU (skipped: no adapter in Node)', () => {
  const { device, errors } = gpu!

  for (const [n, inner, columns] of SIZES) {
    // Large tiles compile slowly in software: one size is enough to tell them apart.
    const tiles =
      n === 33
        ? ([
            [4, 4],
            [8, 8],
            [4, 8]
          ] as const)
        : ([[4, 4]] as const)
    for (const [tm, tn] of tiles) {
      for (const order of ['nn', 'nt', 'tn'] as const) {
        test(`${order} ${n}×${inner}×${columns}, tile ${16 * tm}×${16 * tn}`, async () => {
          const strideA = inner
          const strideB = order === 'nt' ? inner : columns
          const rowsB = order === 'nn' ? inner : order === 'nt' ? columns : n
          const a = noise(n * strideA, 1)
          const b = noise(rowsB * strideB, 2)
          const splits = order === 'tn' ? 3 : 1
          const columnSums = order === 'tn'
          const aligned = strideA % 4 === 0 && strideB % 4 === 0
          const spec: MatmulSpec = {
            ...base,
            order,
            inner,
            columns,
            strideA,
            strideB,
            strideOut: columns,
            aligned,
            splits,
            columnSums,
            tm,
            tn
          }
          const rows = order === 'tn' ? inner : n
          const slice = rows * columns + (columnSums ? columns : 0)
          const result = await runKernel(
            device,
            matmulProgram(spec),
            [new Uint32Array(matmulConstants(spec)), a, b, slice * splits],
            { positions: n },
            matmulGroups(spec, n)
          )
          const out = new Float64Array(slice)
          for (let s = 0; s < splits; s++)
            for (let i = 0; i < slice; i++) out[i]! += result[3]![s * slice + i]!
          const expected = matmulReference(order, a, b, { n, inner, columns, strideA, strideB })
          expect(relativeDistance(out, expected)).toBeLessThan(1e-5)
          if (columnSums) {
            const sums = Float64Array.from({ length: columns }, (_, c) =>
              Array.from({ length: n }, (_, r) => b[r * columns + c]!).reduce((x, y) => x + y, 0)
            )
            expect(relativeDistance(out.subarray(rows * columns), sums)).toBeLessThan(1e-5)
          }
        })
      }
    }
  }

  test('epilogues: bias, residual, activation and its slope', async () => {
    const [n, inner, columns] = [9, 12, 20]
    const spec: MatmulSpec = {
      ...base,
      order: 'nn',
      inner,
      columns,
      strideA: inner,
      strideB: columns,
      strideOut: columns,
      aligned: true,
      bias: true,
      tm: 4,
      tn: 4
    }
    const [a, b, bias, aux] = [
      noise(n * inner, 1),
      noise(inner * columns, 2),
      noise(columns, 3),
      noise(n * columns, 4)
    ]
    const plain = matmulReference('nn', a, b, { n, inner, columns, strideA: inner, strideB: columns })
    const pre = plain.map((value, i) => value + bias[i % columns]!)
    const run = (epilogue: MatmulSpec['epilogue'], rest: (Float32Array | number)[]) =>
      runKernel(
        device,
        matmulProgram({ ...spec, epilogue }),
        [new Uint32Array(matmulConstants(spec)), a, b, n * columns, bias, ...rest],
        { positions: n },
        matmulGroups(spec, n)
      )
    const residual = await run('residual', [aux])
    expect(
      relativeDistance(
        residual[3]!,
        pre.map((value, i) => value + aux[i]!)
      )
    ).toBeLessThan(1e-5)
    const activated = await run('activate', [n * columns])
    expect(relativeDistance(activated[5]!, pre)).toBeLessThan(1e-5)
    expect(relativeDistance(activated[3]!, pre.map(gelu))).toBeLessThan(1e-5)
    const backward = await runKernel(
      device,
      matmulProgram({ ...spec, bias: false, epilogue: 'activate-backward' }),
      [new Uint32Array(matmulConstants(spec)), a, b, n * columns, aux, n * columns],
      { positions: n },
      matmulGroups(spec, n)
    )
    expect(
      relativeDistance(
        backward[3]!,
        plain.map((value, i) => value * geluSlope(aux[i]!))
      )
    ).toBeLessThan(1e-5)
    expect(relativeDistance(backward[5]!, Array.from(aux, gelu))).toBeLessThan(1e-5)
  })

  test.each([
    [1, 4, 4],
    [65, 16, 68],
    [33, 72, 132]
  ])('%i×%i×%i with 16-bit floats: what is read, written and kept beside', async (n, inner, columns) => {
    const a = rounded(noise(n * inner, 1))
    const b = noise(inner * columns, 2)
    const bias = noise(columns, 3)
    const spec: MatmulSpec = {
      ...base,
      order: 'nn',
      inner,
      columns,
      strideA: inner,
      strideB: columns,
      strideOut: columns,
      aligned: true,
      bias: true,
      epilogue: 'activate',
      half: { a: true, out: true, aux: true },
      tm: 4,
      tn: 4
    }
    const size = n * columns
    const result = await runKernel(
      device,
      matmulProgram(spec),
      [new Uint32Array(matmulConstants(spec)), packHalves(a), b, size / 2, bias, size / 2],
      { positions: n },
      matmulGroups(spec, n)
    )
    const pre = matmulReference('nn', a, b, { n, inner, columns, strideA: inner, strideB: columns }).map(
      (value, i) => value + bias[i % columns]!
    )
    expect(relativeDistance(unpackHalves(result[5]!, size), pre)).toBeLessThan(1e-3)
    // The activation is of the number kept, so that backward meets the same.
    expect(relativeDistance(unpackHalves(result[3]!, size), pre.map(gelu))).toBeLessThan(2e-3)
  })

  test('the device reported no error', () => expect(errors).toEqual([]))
})
