/*
 * Speed against model size as numbers for a chart, a table and a sentence. Pure; the words are the
 * catalogue's.
 */

export interface SpeedPoint {
  readonly parameters: number
  readonly tokensPerSecond: number
}

export interface SpeedLine {
  /** The engine's name. */
  readonly name: string
  /** Ascending by parameters. */
  readonly points: readonly SpeedPoint[]
}

export interface SpeedWords {
  readonly none: string
  range(engine: string, most: number, small: number, least: number, large: number): string
  always(engine: string): string
  overtakes(engine: string, other: string, above: number, upTo: number): string
}

/** Tokens per second by line and size; null where not measured. */
export function speedTable(sizes: readonly number[], lines: readonly SpeedLine[]): (number | null)[][] {
  return lines.map(({ points }) =>
    sizes.map((size) => points.find(({ parameters }) => parameters === size)?.tokensPerSecond ?? null)
  )
}

/** What the lines say: how fast each is at its ends, and which is ahead where. */
export function speedSummary(
  sizes: readonly number[],
  lines: readonly SpeedLine[],
  words: SpeedWords
): string {
  const drawn = lines.filter(({ points }) => points.length > 0)
  if (drawn.length === 0) return words.none
  const sentences = drawn.map(({ name, points }) => {
    const [first, last] = [points[0]!, points.at(-1)!]
    return words.range(name, first.tokensPerSecond, first.parameters, last.tokensPerSecond, last.parameters)
  })
  if (drawn.length === 1) return sentences.join(' ')
  return [...sentences, ...leads(sizes, drawn, words)].join(' ')
}

/** Who is the fastest from size to size, told where that changes. */
function leads(sizes: readonly number[], lines: readonly SpeedLine[], words: SpeedWords): string[] {
  const table = speedTable(sizes, lines)
  const leaders = sizes.flatMap((size, at) => {
    const speeds = table.map((line) => line[at] ?? null)
    // Where one line has no point there is nothing to compare.
    if (speeds.includes(null)) return []
    const name = lines[speeds.indexOf(Math.max(...speeds.map(Number)))]!.name
    return [{ size, name }]
  })
  const [first] = leaders
  if (!first) return []
  if (leaders.every(({ name }) => name === first.name)) return [words.always(first.name)]
  return leaders.slice(1).flatMap(({ size, name }, i) => {
    const before = leaders[i]!
    return name === before.name ? [] : [words.overtakes(name, before.name, before.size, size)]
  })
}
