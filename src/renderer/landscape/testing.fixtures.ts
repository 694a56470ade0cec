/* Planes and surfaces for tests. */

import {
  DEFAULT_LANDSCAPE,
  type LandscapePlane,
  type LandscapeSurface,
  type PathPoint
} from '#core/landscape'

/** n × n points from −half to half in both directions. */
export function planeOf(n: number, half = 1, path: readonly PathPoint[] = []): LandscapePlane {
  const values = Float64Array.from({ length: n }, (_, i) => -half + (2 * half * i) / (n - 1))
  return {
    settings: DEFAULT_LANDSCAPE,
    alphas: values,
    betas: values.slice(),
    lengths: [1, 1],
    explained: path.length > 0 ? [0.9, 0.06] : null,
    centre: { step: path.at(-1)?.step ?? 0, loss: 2 },
    batch: { kind: 'list', items: 64, tokens: 400, part: 'held_out' },
    learningRate: null,
    path
  }
}

/** A surface with a loss given for each place. */
export function groundOf(
  n: number,
  loss: (alpha: number, beta: number) => number,
  path: readonly PathPoint[] = []
): LandscapeSurface {
  const plane = planeOf(n, 1, path)
  const losses = Float64Array.from({ length: n * n }, (_, i) =>
    loss(plane.alphas[i % n]!, plane.betas[Math.floor(i / n)]!)
  )
  return { ...plane, losses, title: 'test' }
}
