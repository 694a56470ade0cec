/*
 * The tour's first hill: the loss of a model with a single number x. A quartic with two valleys, so that walking
 * downhill can end in the shallower one. Losses are in no unit: there is no text here.
 */

/** Where x may be. */
export const LINE = { from: -3, to: 3, start: 2.7 } as const

export const lineLoss = (x: number): number => 0.05 * x ** 4 - 0.35 * x ** 2 + 0.12 * x + 0.9

/** dL/dx. */
export const lineSlope = (x: number): number => 0.2 * x ** 3 - 0.7 * x + 0.12

/** One step of gradient descent, kept on the line. */
export function stepDown(x: number, rate: number): number {
  return Math.min(LINE.to, Math.max(LINE.from, x - rate * lineSlope(x)))
}

/** The valleys, from left to right: where the slope is 0 and rises. Bisection between sign changes of a fine grid. */
export function valleysOfLine(): readonly { readonly x: number; readonly loss: number }[] {
  const found: { x: number; loss: number }[] = []
  const h = 0.01
  for (let x: number = LINE.from; x < LINE.to; x += h) {
    let [low, high] = [x, x + h]
    if (!(lineSlope(low) < 0 && lineSlope(high) >= 0)) continue
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (lineSlope(middle) < 0) low = middle
      else high = middle
    }
    found.push({ x: low, loss: lineLoss(low) })
  }
  return found
}
