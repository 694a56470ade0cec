/* The one failure of encoding: a character that the vocabulary cannot write. */

import { Failure } from '../errors'

/** Most code points of a grapheme that the failure names. */
const NAMED = 8

/**
 * Names the character, its code points as `U+00E9` and its place in the text (0-based, in tokens of the
 * caller's kind).
 */
export function unknownCharacter(character: string, position: number): Failure {
  const points = Array.from(character).slice(0, NAMED)
  const code = points
    .map((point) => `U+${point.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`)
    .join(' ')
  return new Failure('unknown-character', { character: points.join(''), code, position })
}
