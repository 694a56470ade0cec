/* The numbers of a corpus that its screen shows: sizes, lengths, samples. Texts handed out are cut to 200 code points. */

import type { Corpus, CorpusFacts } from './corpus-types'
import { codePoints } from './corpus-text'

/**
 * @param lines non-empty lines of the text as it stands: `lines`, `distinctLines` and `longestLine`
 *   describe them; the other numbers describe what is left of them for a run.
 */
export function describeCorpus(corpus: Corpus, lines: readonly string[]): CorpusFacts {
  const isList = corpus.kind === 'list'
  const used = [...corpus.train, ...corpus.heldOut]
  const usedLines = isList ? used : lines
  const size = (part: readonly string[]): number =>
    isList ? part.length : part.reduce((sum, piece) => sum + codePoints(piece), 0)
  return {
    kind: corpus.kind,
    lines: lines.length,
    distinctLines: new Set(lines).size,
    characters: used.reduce((sum, piece) => sum + codePoints(piece), 0),
    vocabulary: corpus.alphabet.length,
    longestLine: longest(lines),
    train: size(corpus.train),
    heldOut: size(corpus.heldOut),
    lengths: isList ? lengthsOf(used) : [],
    sample: spread(usedLines, 12).map(shorten)
  }
}

function longest(lines: readonly string[]): CorpusFacts['longestLine'] {
  let best = { length: 0, text: '' }
  for (const text of lines) {
    if (text.length <= best.length) continue // has no more code points than units
    const length = codePoints(text)
    if (length > best.length) best = { length, text }
  }
  return { length: best.length, text: shorten(best.text) }
}

function lengthsOf(items: readonly string[]): number[] {
  const lengths: number[] = []
  for (const item of items) {
    const length = codePoints(item)
    while (lengths.length <= length) lengths.push(0)
    lengths[length]!++
  }
  return lengths
}

/** Up to `count` lines at even distances, the first among them. */
function spread(lines: readonly string[], count: number): string[] {
  const n = Math.min(count, lines.length)
  return Array.from({ length: n }, (_, i) => lines[Math.floor((i * lines.length) / n)]!)
}

/** At most 200 code points of a line. */
export function shorten(line: string): string {
  return line.length <= 200 ? line : Array.from(line.slice(0, 400)).slice(0, 200).join('')
}
