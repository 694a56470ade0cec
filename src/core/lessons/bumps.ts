/*
 * Any curve out of bumps (Cybenko 1989 for what is shown here by hand): two GELU neurons with opposite signs make a step,
 * two steps make a bump, and a sum of bumps comes as near to a drawn line as one likes. Each bump has a height, a
 * place and a sharpness, all learned by Adam from the mean squared error on the drawn points.
 */

import { gelu, geluSlope } from './activation'

/** From 0 to 1 round u = 0: a pair of GELUs. */
export const stepUp = (u: number): number => gelu(4 * u + 2) - gelu(4 * u + 1)
const stepSlope = (u: number): number => 4 * (geluSlope(4 * u + 2) - geluSlope(4 * u + 1))

/** About 1 between −1 and 1, 0 far outside: two pairs. */
export const bump = (u: number): number => stepUp(u + 1) - stepUp(u - 1)
const bumpSlope = (u: number): number => stepSlope(u + 1) - stepSlope(u - 1)

/** Numbers per bump: height a, place c, sharpness w. */
const PER_BUMP = 3

export class BumpFit {
  /** a, c, w of each bump, then the level of all. */
  parameters: Float64Array
  #m: Float64Array
  #v: Float64Array
  #steps = 0

  /** @param target the line's heights at equal distances over [0, 1] */
  constructor(
    readonly bumps: number,
    public target: Float64Array
  ) {
    this.parameters = new Float64Array(bumps * PER_BUMP + 1)
    for (let k = 0; k < bumps; k++) {
      this.parameters[k * PER_BUMP + 1] = (k + 0.5) / bumps
      this.parameters[k * PER_BUMP + 2] = 1.6 * bumps
    }
    this.#m = new Float64Array(this.parameters.length)
    this.#v = new Float64Array(this.parameters.length)
  }

  /** y at x, 0 ≤ x ≤ 1. */
  at(x: number, parameters = this.parameters): number {
    let y = parameters[parameters.length - 1] as number
    for (let k = 0; k < this.bumps; k++) {
      const [a, c, w] = [0, 1, 2].map((i) => parameters[k * PER_BUMP + i] as number) as [
        number,
        number,
        number
      ]
      y += a * bump(w * (x - c))
    }
    return y
  }

  /** Mean squared distance to the line. */
  loss(parameters = this.parameters): number {
    const n = this.target.length
    let sum = 0
    for (let i = 0; i < n; i++) sum += (this.at(i / (n - 1), parameters) - (this.target[i] as number)) ** 2
    return sum / n
  }

  /** ∂loss/∂parameters, by hand. */
  gradient(): Float64Array {
    const { parameters, target } = this
    const gradient = new Float64Array(parameters.length)
    const n = target.length
    for (let i = 0; i < n; i++) {
      const x = i / (n - 1)
      const slope = (2 * (this.at(x) - (target[i] as number))) / n
      for (let k = 0; k < this.bumps; k++) {
        const p = k * PER_BUMP
        const [a, c, w] = [0, 1, 2].map((j) => parameters[p + j] as number) as [number, number, number]
        const u = w * (x - c)
        const inner = slope * a * bumpSlope(u)
        gradient[p]! += slope * bump(u)
        gradient[p + 1]! -= inner * w
        gradient[p + 2]! += inner * (x - c)
      }
      gradient[gradient.length - 1]! += slope
    }
    return gradient
  }

  /** A step of Adam (Kingma and Ba 2015); the sharpness moves as much faster as it is larger. */
  step(rate = 0.01): void {
    this.#steps++
    const [b1, b2] = [0.9, 0.999]
    this.gradient().forEach((g, i) => {
      const m = (this.#m[i] = b1 * (this.#m[i] as number) + (1 - b1) * g)
      const v = (this.#v[i] = b2 * (this.#v[i] as number) + (1 - b2) * g * g)
      const move = m / (1 - b1 ** this.#steps) / (Math.sqrt(v / (1 - b2 ** this.#steps)) + 1e-10)
      const sharp = i % PER_BUMP === 2 && i < this.bumps * PER_BUMP
      this.parameters[i]! -= rate * move * (sharp ? this.bumps : i % PER_BUMP === 1 ? 0.3 : 1)
    })
  }
}
