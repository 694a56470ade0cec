/* What the review shows of a file: some lines, each cut short. */

export const SAMPLE = { lines: 5, characters: 80, batch: 1000 } as const

/** The first code points of a line, on one line. */
export function shorten(line: string): string {
  const plain = line.replace(/\s+/g, ' ').trim()
  const points = Array.from(plain.slice(0, SAMPLE.characters * 2))
  if (points.length <= SAMPLE.characters) return plain.slice(0, SAMPLE.characters * 2)
  return `${points.slice(0, SAMPLE.characters - 1).join('')}…`
}

/** The first lines with something on them. */
export function firstLines(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.slice(0, SAMPLE.lines).map(shorten)
}
