/*
 * From text to a corpus: the part that is trained on, the part that is held out, the alphabet, and the
 * numbers the Corpus screen shows. Duplicates go before the split, so that no held-out item is one
 * that training has seen. Tokens, batches and blocks come later (tokenizer/, worker/batches.ts).
 */

import type { Corpus, CorpusFacts, SplitSettings } from './corpus-types'
import { describeCorpus } from './corpus-facts'
import { cleanText, codePoints, countCharacters, detectKind, linesOf } from './corpus-text'
import { Failure } from './errors'
import { createRandom } from './random/random'

export { detectKind } from './corpus-text'

/** Running text has at least this many code points, and each part at least `MIN_PART`. */
export const MIN_TEXT = 32
export const MIN_PART = 8

/**
 * Cuts a text for a run. Lists: trimmed non-empty lines, repeated ones dropped if `deduplicate`, a share
 * of the items chosen by `split_seed` held out; both parts keep the order of the file. Running text:
 * the contiguous tail held out. Where anything is held out, each part has at least one item.
 * @throws Failure `corpus-empty`, `corpus-binary`, `corpus-one-line`, `corpus-one-character`, `corpus-too-short`.
 */
export function prepareCorpus(text: string, split: SplitSettings): Corpus {
  const clean = cleanText(text)
  const kind = split.kind === 'auto' ? detectKind(clean) : split.kind
  const parts = kind === 'list' ? splitList(linesOf(clean), split) : splitText(clean, split.held_out)
  const alphabet = alphabetOf([...parts.train, ...parts.heldOut])
  if (alphabet.length < 2) throw new Failure('corpus-one-character', { character: alphabet[0] ?? '' })
  return { kind, ...parts, alphabet }
}

type Parts = Pick<Corpus, 'train' | 'heldOut'>

function splitList(lines: string[], split: SplitSettings): Parts {
  const items = split.deduplicate ? [...new Set(lines)] : lines
  if (items.length < 2) throw new Failure('corpus-one-line', { lines: lines.length })
  if (split.held_out === 0) return { train: items, heldOut: [] }
  const count = Math.max(1, Math.round(items.length * split.held_out))
  const order = items.map((_, index) => index)
  createRandom(split.split_seed).shuffle(order)
  const chosen = new Set(order.slice(0, count))
  return {
    train: items.filter((_, index) => !chosen.has(index)),
    heldOut: items.filter((_, index) => chosen.has(index))
  }
}

function splitText(text: string, share: number): Parts {
  const length = codePoints(text)
  if (length < MIN_TEXT) throw new Failure('corpus-too-short', { characters: length, least: MIN_TEXT })
  if (share === 0) return { train: [text], heldOut: [] }
  const cut = indexFromEnd(text, Math.max(MIN_PART, Math.round(length * share)))
  return { train: [text.slice(0, cut)], heldOut: [text.slice(cut)] }
}

/** Index in UTF-16 units at which the last `count` code points begin. */
function indexFromEnd(text: string, count: number): number {
  let index = text.length
  for (let n = 0; n < count; n++) {
    index--
    const unit = text.charCodeAt(index)
    if (unit >= 0xdc00 && unit <= 0xdfff) index--
  }
  return index
}

/** Distinct code points of these texts, sorted by code point. */
function alphabetOf(texts: readonly string[]): string[] {
  return [...countCharacters(texts).keys()].sort((a, b) => a - b).map((code) => String.fromCodePoint(code))
}

/**
 * What the Corpus screen says about a text under these settings; see describeCorpus.
 * @throws as `prepareCorpus`.
 */
export function corpusFacts(text: string, split: SplitSettings): CorpusFacts {
  return describeCorpus(prepareCorpus(text, split), linesOf(cleanText(text)))
}
