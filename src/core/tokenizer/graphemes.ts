/*
 * One token per grapheme: what readers take for one character, such as a letter with its accents or a
 * family of emoji (UAX #29, as the runtime's Intl.Segmenter cuts it, so a newer Unicode may cut otherwise).
 * Otherwise as characters.ts.
 */

import { codePoints } from '../corpus-text'
import { Failure } from '../errors'
import type { Tokenizer } from './tokenizer'
import { unknownCharacter } from './unknown-character'
import { bytesOf, toByteString } from './utf8'
import { wellFormed } from './well-formed'

let segmenter: Intl.Segmenter | undefined

/** A text cut into graphemes. */
export function* graphemesOf(text: string): Generator<string> {
  // One locale for all: the rules of the root locale hold everywhere.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' })
  for (const { segment } of segmenter.segment(text)) yield segment
}

/** The distinct graphemes of these texts, in the order that `graphemeTokenizer` wants. */
export function graphemeAlphabet(texts: Iterable<string>): string[] {
  const seen = new Set<string>()
  for (const text of texts) for (const grapheme of graphemesOf(text)) seen.add(grapheme)
  return [...seen]
    .map((grapheme) => [grapheme, toByteString(grapheme)] as const)
    .sort(([, a], [, b]) => (a < b ? -1 : 1))
    .map(([grapheme]) => grapheme)
}

/**
 * @param alphabet distinct, not empty, sorted by code points (which is the order of their UTF-8)
 * @throws Failure `model-config-invalid` if it is anything else.
 */
export function graphemeTokenizer(alphabet: readonly string[]): Tokenizer {
  const end = alphabet.length
  const utf8 = alphabet.map((grapheme, id) => {
    const bytes = toByteString(grapheme)
    const sorted = id === 0 ? bytes !== '' : bytes > toByteString(alphabet[id - 1]!)
    if (!sorted || wellFormed(grapheme).replaced > 0) {
      throw new Failure('model-config-invalid', { key: 'tokenizer' })
    }
    return bytes
  })
  const idOf = new Map(alphabet.map((grapheme, id) => [grapheme, id]))
  const graphemeOf = (id: number): string => {
    const grapheme = alphabet[id]
    if (grapheme === undefined) throw new RangeError(`no token ${id}`)
    return grapheme
  }

  return {
    data: { kind: 'graphemes', graphemes: [...alphabet] },
    vocab: end + 1,
    end,
    characters: Int32Array.from([...alphabet, 'e'], codePoints),
    encode(text) {
      const ids: number[] = []
      for (const grapheme of graphemesOf(wellFormed(text).text)) {
        const id = idOf.get(grapheme)
        if (id === undefined) throw unknownCharacter(grapheme, ids.length)
        ids.push(id)
      }
      return Int32Array.from(ids)
    },
    decode: (ids) => Array.from(ids, (id) => (id === end ? '' : graphemeOf(id))).join(''),
    bytes: (id) => bytesOf(id === end ? '' : (graphemeOf(id), utf8[id]!)),
    token: (id) => (id === end ? 'end' : graphemeOf(id))
  }
}
