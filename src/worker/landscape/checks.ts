/* What the window may ask of the landscape; anything else is refused before it reaches an engine. */

import { Failure } from '#core/errors'
import { GRID, type BallSettings, type LandscapeSettings, type Racer } from '#core/landscape'

const MOST_POINTS = 2001
const MOST_BALL_STEPS = 100_000
const MOST_RACE_STEPS = 100_000
const OPTIMIZERS = ['sgd', 'momentum', 'adam', 'adamw']

function ensure(good: boolean, at: string): void {
  if (!good) throw new Failure('bad-request', { at })
}

const isCount = (n: number | undefined, most: number): boolean =>
  n !== undefined && Number.isInteger(n) && n >= 1 && n <= most
const isPositive = (n: number): boolean => Number.isFinite(n) && n > 0
const isStep = (n: number | undefined): boolean => n === undefined || (Number.isInteger(n) && n >= 0)

/** @throws Failure `bad-request` */
export function checkSettings(settings: LandscapeSettings, losses?: Float64Array): void {
  const { size, span, seed, directions, from, to } = settings
  ensure(Number.isInteger(size) && size % 2 === 1 && size >= GRID.min && size <= GRID.max, 'size')
  ensure(isPositive(span) && span <= 1000, 'span')
  ensure(Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff, 'seed')
  ensure(['random', 'pca', 'line'].includes(directions), 'directions')
  ensure(isStep(from) && isStep(to), 'step')
  ensure(losses === undefined || losses.length === size * size, 'losses')
}

export function checkPlace(alpha: number, beta: number): void {
  ensure(Number.isFinite(alpha) && Number.isFinite(beta), 'place')
}

export function checkSlice(from: readonly number[], to: readonly number[], points: number): void {
  ensure([...from, ...to].every(Number.isFinite) && from.length === 2 && to.length === 2, 'place')
  ensure(isCount(points, MOST_POINTS), 'points')
}

export function checkBall({ optimizer, learning_rate, steps }: BallSettings): void {
  ensure(OPTIMIZERS.includes(optimizer), 'optimizer')
  ensure(isPositive(learning_rate), 'learning_rate')
  ensure(isCount(steps, MOST_BALL_STEPS), 'steps')
}

export function checkRace(racers: readonly Racer[], steps: number): void {
  ensure(racers.length >= 1 && racers.length <= 8, 'racers')
  for (const { optimizer, learning_rate } of racers) {
    ensure(OPTIMIZERS.includes(optimizer) && isPositive(learning_rate), 'racers')
  }
  ensure(isCount(steps, MOST_RACE_STEPS), 'steps')
}
