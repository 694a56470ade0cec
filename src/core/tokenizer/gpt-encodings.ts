/*
 * The GPT encodings: tables from the npm package gpt-tokenizer, each loaded when it is first asked for,
 * merged by our own code (merge-pairs.ts). As in tiktoken, two neighbours join if their bytes together
 * are a token, the lowest rank first. Every token of the four tables comes about in exactly one way from two
 * lower ones, so that these pairs, in rank order, are the same encoding as a list of merges.
 * Over 150 lines: a whole encoding and its narrowing to a corpus, whose exactness rests on how tokens are merged here.
 */

import { bytePairTokenizer, encodePieces, GPT2_BYTES, pieceEncoder } from './byte-pairs'
import { mergePairs } from './merge-pairs'
import type { Join } from './merge-pairs'
import { preTokens } from './pre-tokens'
import type { GptEncodingName, GptTokenizerData, Merge, Tokenizer } from './tokenizer'
import { byteString, bytesOf, showBytes, toByteString } from './utf8'
import { wellFormed } from './well-formed'

/** A whole encoding: plain text alone, so that the texts of special tokens are text like any other. */
export interface GptEncoding {
  readonly name: GptEncodingName
  /** One more than the highest id of a token that is no special one. */
  readonly size: number
  /** How many tokens it has, special ones not counted. */
  readonly tokens: number
  encode(text: string): Int32Array
  decode(ids: ArrayLike<number>): string
  /** As people see one token. */
  token(id: number): string
  /** The id of the token with these bytes (as a byte string); −1 if there is none. */
  idOf(bytes: string): number
  /** The two tokens a token is merged from; null for a byte. */
  parents(id: number): Merge | null
}

type Table = readonly (string | readonly number[])[]

/** Named one by one, so that bundlers make a file of each. */
const TABLES: Readonly<Record<GptEncodingName, () => Promise<{ readonly default: Table }>>> = {
  r50k_base: () => import('gpt-tokenizer/bpeRanks/r50k_base'),
  p50k_base: () => import('gpt-tokenizer/bpeRanks/p50k_base'),
  cl100k_base: () => import('gpt-tokenizer/bpeRanks/cl100k_base'),
  o200k_base: () => import('gpt-tokenizer/bpeRanks/o200k_base')
}

const opened = new Map<GptEncodingName, Promise<GptEncoding>>()

/** A whole encoding; its table is loaded once. */
export function gptEncoding(name: GptEncodingName): Promise<GptEncoding> {
  let encoding = opened.get(name)
  if (!encoding) {
    encoding = TABLES[name]().then((module) => fromTable(name, module.default))
    opened.set(name, encoding)
    // A file that could not be loaded may be there the next time.
    encoding.catch(() => opened.delete(name))
  }
  return encoding
}

function fromTable(name: GptEncodingName, table: Table): GptEncoding {
  const tokens: string[] = []
  const idOf = new Map<string, number>()
  table.forEach((value, id) => {
    // Holes are special tokens.
    const bytes = typeof value === 'string' ? toByteString(value) : byteString(value)
    tokens[id] = bytes
    idOf.set(bytes, id)
  })
  const join: Join = (left, right) => idOf.get(tokens[left]! + tokens[right]!) ?? -1
  const byteIds = Int32Array.from({ length: 256 }, (_, byte) => idOf.get(String.fromCharCode(byte)) ?? -1)
  const encodePiece = pieceEncoder(byteIds, join)
  const bytesOfToken = (id: number): string => {
    const token = tokens[id]
    if (token === undefined) throw new RangeError(`no token ${id}`)
    return token
  }
  return {
    name,
    size: table.length,
    tokens: idOf.size,
    encode(given) {
      const { text } = wellFormed(given)
      return encodePieces(text, preTokens(text, name), encodePiece)
    },
    decode: (ids) =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytesOf(Array.from(ids, bytesOfToken).join(''))),
    token: (id) => showBytes(bytesOf(bytesOfToken(id))),
    idOf: (bytes) => idOf.get(bytes) ?? -1,
    parents(id) {
      const bytes = bytesOfToken(id)
      if (bytes.length === 1) return null
      const own = Int32Array.from(bytes, (byte) => byteIds[byte.charCodeAt(0)]!)
      const [left, right, ...rest] = mergePairs(own, (l, r) => {
        const token = join(l, r)
        return token === id ? -1 : token
      })
      if (left === undefined || right === undefined || rest.length > 0) {
        throw new Error(`token ${id} of ${name} is not merged from two`)
      }
      return [left, right]
    }
  }
}

/**
 * The encoding with only the tokens that these texts use, all bytes, and the tokens that they are merged
 * from: it encodes these texts exactly as the whole does, and any other text with what it has.
 *
 * Why exactly: a merge of the whole encoding within such a text ends inside a token that is used, and
 * makes one of the tokens this one is merged from; all those are kept, with their order. So at each
 * place the lowest rank is the same.
 * @yields after each text, for the caller to breathe
 */
export function* narrow(encoding: GptEncoding, texts: Iterable<string>): Generator<void, GptTokenizerData> {
  const narrowing = new Narrowing(encoding)
  for (const text of texts) {
    narrowing.add(text)
    yield
  }
  return narrowing.data()
}

/** The same for texts that come one after another. */
export class Narrowing {
  readonly #kept = new Set<number>(GPT2_BYTES.keys())
  readonly #merges = new Map<number, Merge>()

  constructor(private readonly encoding: GptEncoding) {}

  add(text: string): void {
    for (const id of this.encoding.encode(text)) this.#keep(id)
  }

  data(): GptTokenizerData {
    const ids = [...this.#kept].sort((a, b) => a - b)
    const compact = new Map(ids.map((id, index) => [id, index]))
    return {
      kind: 'gpt',
      encoding: this.encoding.name,
      ids,
      merges: ids.slice(GPT2_BYTES.length).map((id) => {
        const [left, right] = this.#merges.get(id)!
        return [compact.get(left)!, compact.get(right)!]
      })
    }
  }

  #keep(id: number): void {
    if (this.#kept.has(id)) return
    const parents = this.encoding.parents(id)!
    this.#kept.add(id)
    this.#merges.set(id, parents)
    for (const parent of parents) this.#keep(parent)
  }
}

/**
 * The tokenizer of a narrowed encoding; needs no table.
 * @throws Failure `model-config-invalid` if its merges contradict themselves.
 */
export function gptTokenizer(data: GptTokenizerData): Tokenizer {
  return bytePairTokenizer(data, data.encoding, GPT2_BYTES, data.merges)
}
