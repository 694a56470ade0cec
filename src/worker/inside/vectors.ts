/* Token vectors: their map, their neighbours, and sums of them. */

import { type AnalogyReport, MOST_ON_MAP, type Near, type TokenMap, type TokenReport } from '#core/inside'
import { principalComponents, projected } from './pca'
import { alignTo } from './procrustes'
import { checkIndex, type Subject, type Weights } from './subject'
import { umap } from './umap'

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
