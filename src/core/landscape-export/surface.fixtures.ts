/* Surfaces for the tests of the exporters: a real-looking bowl with a path, and random ground with holes. */

import { DEFAULT_LANDSCAPE, type LandscapeSurface } from '../landscape'

/** A bent valley of n × n heights from about 2 to 4.5 with a path that comes down into it. */
export function valley(n = 21, change: Partial<LandscapeSurface> = {}): LandscapeSurface {
  const alphas = Float64Array.from({ length: n }, (_, i) => -8 + (16 * i) / (n - 1))
  const betas = Float64Array.from({ length: n }, (_, i) => -5 + (10 * i) / (n - 1))
  const height = (a: number, b: number): number =>
    2.05 + 0.012 * (a - 2) ** 2 + 0.05 * (b - 0.02 * a * a + 1) ** 2
  const losses = Float64Array.from({ length: n * n }, (_, cell) =>
    height(alphas[cell % n]!, betas[Math.floor(cell / n)]!)
  )
  const path = Array.from({ length: 9 }, (_, i) => {
    const [alpha, beta] = [-6 + i, 3.4 - 0.55 * i + 0.03 * i * i]
    return { step: i * 100, alpha, beta, loss: height(alpha, beta) + 0.08 / (1 + i), residual: 0.3 * i }
  })
  return {
    settings: { ...DEFAULT_LANDSCAPE, size: n },
    alphas,
    betas,
    lengths: [1.5, 1.2],
    explained: [0.93, 0.04],
    centre: { step: 800, loss: 2.1 },
    batch: { kind: 'list', items: 64, tokens: 448, part: 'held_out' },
    learningRate: 0.003,
    path,
    losses,
    title: 'quiet-ridge',
    ...change
  }
}
