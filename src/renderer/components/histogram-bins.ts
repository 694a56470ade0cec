/* Groups whole numbers into bars of equal width when there are more of them than fit. */

export interface Bin {
  /** First number in the bar. */
  readonly from: number
  /** Last number in the bar. */
  readonly to: number
  readonly count: number
}

/**
 * Bars from the first number that occurs to the last.
 * @param counts occurrences; the index is the number counted
 * @param most the most bars wanted
 */
export function bins(counts: readonly number[], most: number): Bin[] {
  const first = counts.findIndex((n) => n > 0)
  if (first < 0) return []
  const last = counts.findLastIndex((n) => n > 0)
  const width = Math.max(1, Math.ceil((last - first + 1) / most))
  const bars: Bin[] = []
  for (let from = first; from <= last; from += width) {
    const to = Math.min(last, from + width - 1)
    let count = 0
    for (let n = from; n <= to; n++) count += counts[n] ?? 0
    bars.push({ from, to, count })
  }
  return bars
}
