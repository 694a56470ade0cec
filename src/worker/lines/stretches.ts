/*
 * The lines of running text before it is scored: where each begins among the code points, its number, and which
 * token is its first. Knows nothing of the model.
 */

/** Code points after which a line of running text is cut at a space. */
const LONG = 240

interface Stretch {
  /** Code points before it. */
  readonly at: number
  readonly number: number
  readonly blank: boolean
}

/** Lines with their line ends, long ones in pieces. */
export function stretchesOf(text: string, firstLine: number): Stretch[] {
  const stretches: Stretch[] = []
  let [at, point, number, blank] = [0, 0, firstLine, true]
  const close = (): void => {
    if (point > at) stretches.push({ at, number, blank })
    at = point
    blank = true
  }
  for (const character of text) {
    point++
    const white = character.trim() === ''
    if (!white) blank = false
    if (character === '\n') {
      close()
      number++
    } else if (white && point - at >= LONG) close()
  }
  close()
  return stretches
}

/** The first token of each stretch, and the number of tokens after the last. */
export function firstTokens(
  stretches: readonly Stretch[],
  ids: Int32Array,
  characters: Int32Array
): Int32Array {
  const begins = new Int32Array(stretches.length + 1).fill(ids.length)
  let [point, next] = [0, 0]
  for (const [i, id] of ids.entries()) {
    const own = characters[id]!
    // The rest of a character belongs where that began.
    if (own > 0) while (next < stretches.length && stretches[next]!.at <= point) begins[next++] = i
    point += own
  }
  return begins
}
