/*
 * The numbers of a corpus that its screen shows: sizes, lengths, samples, what stands twice, what is
 * rare. Texts handed out are cut to 200 code points.
 */

import type { Corpus, CorpusFacts } from './corpus-types'
import { codePoints, countCharacters } from './corpus-text'

/**
 * @param lines non-empty lines of the text as it stands: `lines`, `distinctLines`, `longestLine` and
 *   `repeated` describe them; the other numbers describe what is left of them for a run.
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
    sample: spread(usedLines, 12).map(shorten),
    repeated: repeatedLines(lines, 5).map(shorten),
    rarest: rarestCharacter(used, usedLines)
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

/** The lines that stand most often, those that come first before others. */
function repeatedLines(lines: readonly string[], count: number): string[] {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  const repeated = [...counts].filter(([, n]) => n > 1).sort(([, a], [, b]) => b - a)
  return repeated.slice(0, count).map(([line]) => line)
}

/** The character that stands least often (the lowest code point among equals), with up to 3 lines that have it. */
function rarestCharacter(used: readonly string[], lines: readonly string[]): CorpusFacts['rarest'] {
  const [rarest] = [...countCharacters(used)].sort((a, b) => a[1] - b[1] || a[0] - b[0])
  if (!rarest) return null
  const character = String.fromCodePoint(rarest[0])
  const examples: string[] = []
  for (const line of lines) {
    if (examples.length < 3 && line.includes(character)) examples.push(shorten(line))
  }
  return { character, count: rarest[1], examples }
}

/** At most 200 code points of a line. */
export function shorten(line: string): string {
  return line.length <= 200 ? line : Array.from(line.slice(0, 400)).slice(0, 200).join('')
}
