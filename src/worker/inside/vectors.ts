/* Token vectors: their map, their neighbours, and sums of them. */

import { type AnalogyReport, MOST_ON_MAP, type Near, type TokenMap, type TokenReport } from '#core/inside'
import { createRandom } from '#core/random/random'
import { UMAP } from 'umap-js'
import { principalComponents, projected } from './pca'
import { alignTo } from './procrustes'
import { checkIndex, type Subject, type Weights } from './subject'

/** What a row's neighbours take is told as one part, the rounds together as so many. */
const ROUNDS = 500
/** Neighbours that UMAP joins (its own default). */
const NEIGHBOURS = 15

/** The token vectors, V × C: a view. */
export function tokenVectors({ layout }: Subject, { parameters }: Weights): Float32Array {
  const { offset, size } = layout.get('wte.weight')
  return parameters.subarray(offset, offset + size)
}

export interface MapOptions {
  readonly method: 'pca' | 'umap'
  readonly dimensions: 2 | 3
  readonly onto?: Float32Array
  /** Tokens beyond those that are always on the map; principal components only. */
  readonly also?: readonly number[]
  /** Called between the rounds of UMAP. @throws what ends it */
  readonly round?: (done: number, of: number) => Promise<void>
}

export async function tokenMap(subject: Subject, weights: Weights, options: MapOptions): Promise<TokenMap> {
  const { vocab, width: C } = subject.shape
  const { dimensions, onto } = options
  const n = Math.min(vocab, MOST_ON_MAP)
  const vectors = tokenVectors(subject, weights)
  const rows = vectors.subarray(0, n * C)
  let ids = Int32Array.from({ length: n }, (_, id) => id)
  let places: Float32Array
  let explained: number | null = null
  if (options.method === 'umap' && n > 3) places = await umap(rows, n, C, options)
  else {
    const found = principalComponents(rows, n, C, dimensions)
    // Others are put where they lie among these, which alone decide how the map looks.
    const also = [...new Set(options.also)].filter((id) => id >= n && checkIndex(id, vocab) >= n)
    ids = Int32Array.of(...ids, ...also)
    const all = new Float32Array(ids.length * C)
    for (const [r, id] of ids.entries()) all.set(vectors.subarray(id * C, (id + 1) * C), r * C)
    places = projected(all, ids.length, C, found, dimensions)
    explained = found.total > 0 ? found.spread.reduce((sum, part) => sum + part, 0) / found.total : 0
  }
  return {
    step: weights.step,
    ids,
    places: onto ? alignTo(places, onto, dimensions, n) : places,
    dimensions,
    explained
  }
}

/** McInnes, Healy & Melville 2018, by umap-js; always from the same random numbers. */
async function umap(
  rows: Float32Array,
  n: number,
  C: number,
  { dimensions, round }: MapOptions
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

/** A token's numbers and its nearest others. */
export function tokenReport(subject: Subject, weights: Weights, token: number, count: number): TokenReport {
  const { vocab, width: C } = subject.shape
  checkIndex(token, vocab)
  const vectors = tokenVectors(subject, weights)
  const vector = vectors.slice(token * C, (token + 1) * C)
  const { cosine, dot, norm } = nearest(vectors, C, vector, new Set([token]), count)
  return { step: weights.step, vector, norm, cosine, dot }
}

/** What lies nearest to a − b + c. */
export function analogy(
  subject: Subject,
  weights: Weights,
  [a, b, c]: readonly [number, number, number],
  count: number
): AnalogyReport {
  const { vocab, width: C } = subject.shape
  for (const token of [a, b, c]) checkIndex(token, vocab)
  const vectors = tokenVectors(subject, weights)
  const sum = Float32Array.from(
    { length: C },
    (_, i) => vectors[a * C + i]! - vectors[b * C + i]! + vectors[c * C + i]!
  )
  const { cosine, dot } = nearest(vectors, C, sum, new Set([a, b, c]), count)
  const all = nearest(vectors, C, sum, new Set(), 1)
  return { step: weights.step, cosine, dot, nearest: all.cosine[0]?.token ?? a }
}

/** The rows nearest to a vector by cosine and by dot product; equal ones by id. */
export function nearest(
  vectors: Float32Array,
  C: number,
  vector: Float32Array,
  without: ReadonlySet<number>,
  count: number
): { cosine: Near[]; dot: Near[]; norm: number } {
  const norm = Math.hypot(...vector)
  const dots: Near[] = []
  const cosines: Near[] = []
  for (let token = 0; token * C < vectors.length; token++) {
    if (without.has(token)) continue
    let sum = 0
    let square = 0
    for (let i = 0; i < C; i++) {
      sum += vectors[token * C + i]! * vector[i]!
      square += vectors[token * C + i]! ** 2
    }
    const lengths = norm * Math.sqrt(square)
    dots.push({ token, value: sum })
    cosines.push({ token, value: lengths > 0 ? sum / lengths : 0 })
  }
  const first = (of: Near[]): Near[] =>
    of.sort((x, y) => y.value - x.value || x.token - y.token).slice(0, count)
  return { cosine: first(cosines), dot: first(dots), norm }
}
