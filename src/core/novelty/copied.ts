/*
 * How much of a text was copied: its longest stretch that stands, character for character, in a corpus.
 * Simple search of ever longer stretches: at most twice as many searches as the text has characters.
 */

export interface Copied {
  /** Code points before the stretch. */
  readonly start: number
  /** Code points of the stretch; 0 if not one character of the text is in the corpus. */
  readonly length: number
  readonly text: string
}

/**
 * The longest stretch of `text` that stands in one of `pieces`, the first among equals.
 * @param pieces lines of a list, or parts of running text
 */
export function longestCopied(text: string, pieces: Corpus): Copied {
  const characters = [...text]
  let best: Copied = { start: 0, length: 0, text: '' }
  for (let start = 0; start + best.length < characters.length; start++) {
    for (let length = best.length + 1; start + length <= characters.length; length++) {
      const stretch = characters.slice(start, start + length).join('')
      if (!pieces.includes(stretch)) break
      best = { start, length, text: stretch }
    }
  }
  return best
}

/** Anything that can tell whether a stretch stands in it. */
export interface Corpus {
  includes(stretch: string): boolean
}

/** Lines as one text, so that one search goes through all; a stretch never crosses a line. */
export function joined(lines: readonly string[]): Corpus {
  const all = lines.join('\n')
  return { includes: (stretch) => !stretch.includes('\n') && all.includes(stretch) }
}
