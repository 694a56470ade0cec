/*
 * Tokenizers whose tokens are bytes and merges of them: our own byte pair encodings, and the GPT encodings
 * narrowed to a corpus. Ids stand in rank order: the bytes first, then one per merge, then the end token.
 * Over 150 lines: the tokenizer and the encoder of pieces that gpt-encodings.ts shares with it.
 */

import { codePoints } from '../corpus-text'
import { Failure } from '../errors'
import { mergePairs } from './merge-pairs'
import type { Join } from './merge-pairs'
import { preTokens } from './pre-tokens'
import type { Pattern } from './pre-tokens'
import type { Merge, Tokenizer, TokenizerData } from './tokenizer'
import { unknownCharacter } from './unknown-character'
import { beginsCharacter, bytesOf, showBytes, toByteString } from './utf8'
import { wellFormed } from './well-formed'

/** No token is longer, so that a file of merges cannot ask for a token of a terabyte. */
export const MAX_TOKEN_BYTES = 1024
/** Pieces whose tokens are remembered, and how long they may be: words come again, lines do not. */
const CACHED = 1 << 16
const CACHED_LENGTH = 64

/** The bytes of GPT-2's first 256 tokens, by id: those with a visible sign in Latin-1 come first. */
export const GPT2_BYTES: readonly number[] = [
  ...range(0x21, 0x7e),
  ...range(0xa1, 0xac),
  ...range(0xae, 0xff),
  ...range(0x00, 0x20),
  ...range(0x7f, 0xa0),
  0xad
]

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}

/**
 * @param bytes the byte of each of the first ids
 * @param merges pairs of ids below the one they make
 * @throws Failure `model-config-invalid` if a token is made of what is not there yet, stands twice or is too long.
 */
export function bytePairTokenizer(
  data: TokenizerData,
  pattern: Pattern,
  bytes: readonly number[],
  merges: readonly Merge[]
): Tokenizer {
  const tokens = tokenBytes(bytes, merges)
  const end = tokens.length
  const idOf = new Int32Array(256).fill(-1)
  bytes.forEach((byte, id) => (idOf[byte] = id))
  const joined = new Map(merges.map(([left, right], m) => [left * end + right, bytes.length + m]))
  const join: Join = (left, right) => joined.get(left * end + right) ?? -1
  const encodePiece = pieceEncoder(idOf, join)
  const token = (id: number): string => {
    const found = id === end ? '' : tokens[id]
    if (found === undefined) throw new RangeError(`no token ${id}`)
    return found
  }

  return {
    data,
    vocab: end + 1,
    end,
    characters: Int32Array.from([...tokens.map(charactersBegun), 1]),
    encode(given) {
      const { text } = wellFormed(given)
      return encodePieces(text, preTokens(text, pattern), encodePiece)
    },
    decode(ids, unfinished = false) {
      const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
      const whole = bytesOf(Array.from(ids, token).join(''))
      return utf8.decode(whole, { stream: unfinished })
    },
    bytes: (id) => bytesOf(token(id)),
    token: (id) => (id === end ? 'end' : showBytes(bytesOf(token(id))))
  }
}

/**
 * The byte string of every token.
 * @throws Failure `model-config-invalid`
 */
export function tokenBytes(bytes: readonly number[], merges: readonly Merge[]): string[] {
  const tokens = bytes.map((byte) => String.fromCharCode(byte))
  for (const [left, right] of merges) {
    const [first, second] = [tokens[left], tokens[right]]
    if (first === undefined || second === undefined || first.length + second.length > MAX_TOKEN_BYTES) {
      throw new Failure('model-config-invalid', { key: 'tokenizer' })
    }
    tokens.push(first + second)
  }
  if (new Set(tokens).size < tokens.length) throw new Failure('model-config-invalid', { key: 'tokenizer' })
  return tokens
}

/** Encodes one piece; null if it has a byte without a token. What it gives must not be changed. */
export type EncodePiece = (piece: string) => Int32Array | null

/** @param idOf id of each byte, −1 for none */
export function pieceEncoder(idOf: Int32Array, join: Join): EncodePiece {
  let cache = new Map<string, Int32Array>()
  return (piece) => {
    const known = cache.get(piece)
    if (known) return known
    const utf8 = toByteString(piece)
    const ids = new Int32Array(utf8.length)
    for (let i = 0; i < ids.length; i++) {
      const id = idOf[utf8.charCodeAt(i)]!
      if (id < 0) return null
      ids[i] = id
    }
    const merged = mergePairs(ids, join)
    if (piece.length <= CACHED_LENGTH) {
      if (cache.size >= CACHED) cache = new Map()
      cache.set(piece, merged)
    }
    return merged
  }
}

/** The ids of all pieces of a text. @throws Failure `unknown-character` */
export function encodePieces(
  text: string,
  pieces: Iterable<string>,
  encodePiece: EncodePiece
): Int32Array<ArrayBuffer> {
  let ids = new Int32Array(64 + (text.length >> 1))
  let length = 0
  let position = 0
  for (const piece of pieces) {
    const some = encodePiece(piece)
    if (!some) throw unknownIn(piece, text.slice(0, position), encodePiece)
    position += piece.length
    if (length + some.length > ids.length) {
      const larger = new Int32Array(2 * (length + some.length))
      larger.set(ids.subarray(0, length))
      ids = larger
    }
    ids.set(some, length)
    length += some.length
  }
  return ids.slice(0, length)
}

function unknownIn(piece: string, before: string, encodePiece: EncodePiece): Failure {
  const characters = Array.from(piece)
  const at = characters.findIndex((character) => encodePiece(character) === null)
  return unknownCharacter(characters[at] ?? piece, codePoints(before) + at)
}

function charactersBegun(token: string): number {
  let count = 0
  for (let i = 0; i < token.length; i++) if (beginsCharacter(token.charCodeAt(i))) count++
  return count
}
