/*
 * The tour's second hill: the loss of a model with two numbers, a bowl with five valleys of different depth, and
 * balls that roll down it by gradient descent with momentum 0. Losses are in no unit.
 */

/** Both numbers lie between −extent and extent. */
export const EXTENT = 3

/** Place, depth and width (standard deviation) of each valley. */
const VALLEYS = [
  [-1.5, 1.3, 0.9, 0.75],
  [1.4, 1.2, 1.25, 0.8],
  [-1.3, -1.4, 0.7, 0.7],
  [1.6, -1.1, 0.85, 0.65],
  [0.1, -0.1, 0.45, 0.6]
] as const

export function mountainLoss(x: number, y: number): number {
  let loss = 1.5 + 0.05 * (x * x + y * y)
  for (const [cx, cy, depth, width] of VALLEYS) {
    loss -= depth * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * width * width))
  }
  return loss
}

/** (∂L/∂x, ∂L/∂y). */
export function mountainSlope(x: number, y: number): readonly [number, number] {
  let [dx, dy] = [0.1 * x, 0.1 * y]
  for (const [cx, cy, depth, width] of VALLEYS) {
    const pull = (depth * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * width * width))) / (width * width)
    dx += pull * (x - cx)
    dy += pull * (y - cy)
  }
  return [dx, dy]
}

export interface Rolled {
  /** x, y, x, y … from the start to the end. */
  readonly path: Float64Array
  readonly x: number
  readonly y: number
  readonly loss: number
}

/** Gradient descent from (x, y) until it moves by less than 1e-4, at most `steps` steps. */
export function roll(x: number, y: number, rate = 0.12, steps = 800): Rolled {
  const path = [x, y]
  for (let i = 0; i < steps; i++) {
    const [dx, dy] = mountainSlope(x, y)
    x -= rate * dx
    y -= rate * dy
    path.push(x, y)
    if (rate * Math.hypot(dx, dy) < 1e-4) break
  }
  return { path: Float64Array.from(path), x, y, loss: mountainLoss(x, y) }
}

/** How many different valleys these balls lie in: ends nearer than 0.3 count as one. */
export function valleysAmong(balls: readonly Pick<Rolled, 'x' | 'y'>[]): number {
  const places: Pick<Rolled, 'x' | 'y'>[] = []
  for (const ball of balls) {
    if (!places.some((place) => Math.hypot(place.x - ball.x, place.y - ball.y) < 0.3)) places.push(ball)
  }
  return places.length
}

/** Heights on an n × n grid, row by row, y upwards. */
export function mountainGrid(n: number): Float64Array {
  const grid = new Float64Array(n * n)
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < n; column++) {
      const at = (i: number): number => ((2 * i) / (n - 1) - 1) * EXTENT
      grid[row * n + column] = mountainLoss(at(column), at(row))
    }
  }
  return grid
}
