/*
 * A map of token vectors by UMAP, which keeps near what is near. The library's own search for neighbours does not give
 * way and is not exact: they are found here and handed to it. Slow: whoever waits hears of each round and can end it.
 */

import { createRandom } from '#core/random/random'
import { UMAP } from 'umap-js'

/** What a row's neighbours take is told as one part, the rounds together as so many. */
const ROUNDS = 500
/** Neighbours that UMAP joins (its own default). */
const NEIGHBOURS = 15

interface UmapOptions {
  readonly dimensions: 2 | 3
  /** Called between the rounds. @throws what ends it */
  readonly round?: (done: number, of: number) => Promise<void>
}

/** McInnes, Healy & Melville 2018, by umap-js; always from the same random numbers. */
export async function umap(
  rows: Float32Array,
  n: number,
  C: number,
  { dimensions, round }: UmapOptions
): Promise<Float32Array> {
  const random = createRandom(1)
  const fit = new UMAP({
    nComponents: dimensions,
    nNeighbors: Math.min(NEIGHBOURS, n - 1),
    random: () => random.uniform()
  })
  const k = Math.min(NEIGHBOURS, n - 1)
  const { indices, distances } = await neighboursOf(rows, n, C, k, (done) => round?.(done, n + ROUNDS))
  fit.setPrecomputedKNN(indices, distances)
  const rounds = fit.initializeFit(
    Array.from({ length: n }, (_, r) => [...rows.subarray(r * C, (r + 1) * C)])
  )
  for (let done = 0; done < rounds; done++) {
    fit.step()
    await round?.(n + ((done + 1) * ROUNDS) / rounds, n + ROUNDS)
  }
  const places = Float32Array.from(fit.getEmbedding().flat())
  for (let d = 0; d < dimensions; d++) {
    let mean = 0
    for (let r = 0; r < n; r++) mean += places[r * dimensions + d]! / n
    for (let r = 0; r < n; r++) places[r * dimensions + d]! -= mean
  }
  return places
}

/** The k nearest rows of each row, itself first, with their distances: exact, and giving way, which the library does not. */
async function neighboursOf(
  rows: Float32Array,
  n: number,
  C: number,
  k: number,
  after: (done: number) => Promise<void> | undefined
): Promise<{ indices: number[][]; distances: number[][] }> {
  const indices: number[][] = []
  const distances: number[][] = []
  const apart = new Float64Array(n)
  for (let r = 0; r < n; r++) {
    for (let s = 0; s < n; s++) {
      let squares = 0
      for (let c = 0; c < C; c++) squares += (rows[r * C + c]! - rows[s * C + c]!) ** 2
      apart[s] = s === r ? -1 : squares
    }
    const order = Array.from({ length: n }, (_, s) => s).sort((s, t) => apart[s]! - apart[t]!)
    indices.push(order.slice(0, k))
    distances.push(order.slice(0, k).map((s) => Math.sqrt(Math.max(0, apart[s]!))))
    await after(r + 1)
  }
  return { indices, distances }
}
