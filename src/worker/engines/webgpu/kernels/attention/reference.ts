/* Causal attention of packed rows and its gradients in float64: what shader.ts must compute. */

type Numbers = ArrayLike<number>

export interface AttentionSizes {
  readonly heads: number
  readonly headWidth: number
  /** B + 1: first position of each row, and the end. */
  readonly starts: Numbers
}

/** Softmax weights of one query over the keys before and at it. */
function weightsOf(
  qkv: Numbers,
  sizes: AttentionSizes,
  start: number,
  query: number,
  head: number
): number[] {
  const D = sizes.headWidth
  const C = D * sizes.heads
  const at = (start + query) * 3 * C + head * D
  const scores: number[] = []
  for (let j = 0; j <= query; j++) {
    const key = (start + j) * 3 * C + C + head * D
    let dot = 0
    for (let d = 0; d < D; d++) dot += qkv[at + d]! * qkv[key + d]!
    scores.push(dot / Math.sqrt(D))
  }
  const top = Math.max(...scores)
  const total = scores.reduce((sum, s) => sum + Math.exp(s - top), 0)
  return scores.map((s) => Math.exp(s - top) / total)
}

/** Visits every (row, head, query) with its weights. */
function visit(
  qkv: Numbers,
  sizes: AttentionSizes,
  what: (start: number, query: number, head: number, weights: number[]) => void
): void {
  for (let b = 0; b + 1 < sizes.starts.length; b++) {
    const start = sizes.starts[b]!
    for (let head = 0; head < sizes.heads; head++) {
      for (let query = 0; query < sizes.starts[b + 1]! - start; query++) {
        what(start, query, head, weightsOf(qkv, sizes, start, query, head))
      }
    }
  }
}

/** out [N, C] */
export function attentionReference(qkv: Numbers, sizes: AttentionSizes): Float64Array {
  const D = sizes.headWidth
  const C = D * sizes.heads
  const out = new Float64Array(qkv.length / 3)
  visit(qkv, sizes, (start, query, head, weights) => {
    weights.forEach((weight, j) => {
      for (let d = 0; d < D; d++) {
        out[(start + query) * C + head * D + d]! += weight * qkv[(start + j) * 3 * C + 2 * C + head * D + d]!
      }
    })
  })
  return out
}

/** dqkv [N, 3C], given d loss / d out [N, C]. */
export function attentionBackwardReference(qkv: Numbers, dOut: Numbers, sizes: AttentionSizes): Float64Array {
  const D = sizes.headWidth
  const C = D * sizes.heads
  const d = new Float64Array(qkv.length)
  visit(qkv, sizes, (start, query, head, weights) => {
    const g = (start + query) * C + head * D
    const q = (start + query) * 3 * C + head * D
    const keyOf = (j: number): number => (start + j) * 3 * C + C + head * D
    const dWeights = weights.map((_, j) => {
      let dot = 0
      for (let c = 0; c < D; c++) dot += dOut[g + c]! * qkv[keyOf(j) + C + c]!
      return dot
    })
    const mean = weights.reduce((sum, weight, j) => sum + weight * dWeights[j]!, 0)
    weights.forEach((weight, j) => {
      const dScore = (weight * (dWeights[j]! - mean)) / Math.sqrt(D)
      for (let c = 0; c < D; c++) {
        d[q + c]! += dScore * qkv[keyOf(j) + c]!
        d[keyOf(j) + c]! += dScore * qkv[q + c]!
        d[keyOf(j) + C + c]! += weight * dOut[g + c]!
      }
    })
  })
  return d
}
