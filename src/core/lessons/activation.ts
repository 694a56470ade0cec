/*
 * GELU as GPT-2 computes it, by tanh (Hendrycks and Gimpel 2016, section 2), and its derivative.
 */

const C = Math.sqrt(2 / Math.PI)
const CUBIC = 0.044715

export const gelu = (u: number): number => 0.5 * u * (1 + Math.tanh(C * (u + CUBIC * u ** 3)))

/** d gelu / du. */
export function geluSlope(u: number): number {
  const t = Math.tanh(C * (u + CUBIC * u ** 3))
  return 0.5 * (1 + t) + 0.5 * u * (1 - t * t) * C * (1 + 3 * CUBIC * u * u)
}
