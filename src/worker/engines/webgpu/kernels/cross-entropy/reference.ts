/* Softmax cross-entropy and its gradient in float64: what shader.ts must compute. */

/** Nats per row, and d Σ(nats · scale) / d logits, for rows of `stride` floats of which `vocab` count. */
export function crossEntropyReference(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  vocab: number,
  stride: number,
  scale: number
) {
  const nats = new Float64Array(targets.length)
  const gradient = new Float64Array(logits.length)
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row]!
    if (target < 0) continue
    const values = Array.from({ length: vocab }, (_, v) => logits[row * stride + v]!)
    const highest = Math.max(...values)
    const total = values.reduce((sum, value) => sum + Math.exp(value - highest), 0)
    nats[row] = Math.log(total) + highest - values[target]!
    values.forEach((value, v) => {
      gradient[row * stride + v] = (Math.exp(value - highest) / total - (v === target ? 1 : 0)) * scale
    })
  }
  return { nats, gradient }
}
