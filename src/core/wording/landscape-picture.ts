/*
 * The words on exported pictures of a landscape, for the window and for the terminal alike: headline, what is
 * drawn, what the axes are. A picture is read away from the program, so it says what it is.
 */

import type { LandscapeSurface } from '../landscape'

export interface PictureWords {
  readonly title: string
  /** What the heights are and on what they are measured. */
  readonly line: string
  /** The first and the second direction, with their shares of the movement. */
  readonly axes: readonly [string, string]
  /** Beside the numbers of the scale. */
  readonly unit: string
}

const NBSP = '\u00a0'

export function pictureWords(surface: LandscapeSurface): PictureWords {
  const { batch, centre, explained, settings } = surface
  const tokens = batch.tokens.toLocaleString('en-US')
  const part = batch.part === 'held_out' ? 'held-out' : 'training'
  const share = (axis: 0 | 1): string =>
    explained ? `, ${Math.round(explained[axis] * 100)}${NBSP}% of the movement` : ''
  const [first, second] = {
    random: ['first random direction', 'second random direction'],
    pca: ['first direction', 'second direction'],
    line: ['from checkpoint to checkpoint', 'against the gradient']
  }[settings.directions] as [string, string]
  return {
    title: surface.title,
    line: `Loss in nats on ${tokens} tokens of the ${part} part, round the model at step ${centre.step.toLocaleString('en-US')}`,
    axes: [first + share(0), second + share(1)],
    unit: 'nats'
  }
}

/** A coordinate on an axis: a true minus sign, as many decimals as the side of the square needs. */
export function coordinate(value: number, side: number): string {
  const digits = side >= 20 ? 0 : side >= 2 ? 1 : 2
  const size = Math.abs(value).toFixed(digits)
  return Number(size) === 0 ? '0' : `${value < 0 ? '−' : '+'}${size}`
}
