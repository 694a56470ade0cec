/*
 * From another program's tokenizer to ours, with the order in which its ids stand here: characters and
 * graphemes by code point, bytes before merges, the end token last.
 */

import { Failure } from '../errors'
import { GPT2_BYTES } from '../tokenizer/byte-pairs'
import { gptEncoding } from '../tokenizer/gpt-encodings'
import { openTokenizer, readTokenizerData } from '../tokenizer/open'
import type { GptEncodingName, Merge, TokenizerData } from '../tokenizer/tokenizer'
import { toByteString } from '../tokenizer/utf8'
import type { ForeignTokenizer } from './tokenizer-json'

export interface OwnTokenizer {
  readonly data: TokenizerData
  /** For each of our ids, the id there; the end token last. */
  readonly order: Int32Array
}

/**
 * @param rows of the embedding
 * @throws Failure `import-tokenizer` if it is not all of one kind, or does not belong to so many rows
 */
export async function ownTokenizer(foreign: ForeignTokenizer, rows: number): Promise<OwnTokenizer> {
  const { ids, end } = foreign
  const tokens = ids.size + 1
  const all = new Set([...ids.values(), end])
  if (tokens !== rows || all.size !== rows || [...all].some((id) => id >= rows)) {
    throw new Failure('import-tokenizer', { problem: 'rows', tokens, rows })
  }
  const pieces = foreign.cut === 'character' || foreign.cut === 'longest'
  const { data, texts } = pieces ? fromPieces(foreign) : await fromPairs(foreign)
  const order = Int32Array.from([...texts.map((text) => ids.get(text)!), end])
  if (order.length !== rows) throw new Failure('import-tokenizer', { problem: 'merges' })
  return { data: checked(data), order }
}

interface Found {
  readonly data: TokenizerData
  /** The tokens in our order, as the foreign ones are written. */
  readonly texts: readonly string[]
}

function fromPieces({ ids, cut }: ForeignTokenizer): Found {
  const keyed = [...ids.keys()].map((text) => [toByteString(text), text] as const)
  const texts = keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
  return cut === 'character'
    ? { data: { kind: 'characters', characters: texts }, texts }
    : { data: { kind: 'graphemes', graphemes: texts }, texts }
}

async function fromPairs(foreign: ForeignTokenizer): Promise<Found> {
  const { ids, cut, merges } = foreign
  const bytes = [...ids.keys()].filter((token) => token.length === 1)
  if (bytes.length === GPT2_BYTES.length) {
    const texts = [...GPT2_BYTES.map((byte) => String.fromCharCode(byte)), ...joined(merges)]
    const names: readonly GptEncodingName[] =
      cut === 'gpt2' ? ['r50k_base', 'p50k_base'] : [cut as GptEncodingName]
    for (const encoding of names) {
      const data = await narrowed(encoding, texts, mergesOf(texts, merges))
      if (data) return { data, texts }
    }
  }
  if (cut !== 'gpt2') throw new Failure('import-tokenizer', { problem: 'cut' })
  const ascending = bytes.sort()
  const texts = [...ascending, ...joined(merges)]
  const values = ascending.map((byte) => byte.charCodeAt(0))
  return { data: { kind: 'bpe', pattern: 'gpt2', bytes: values, merges: mergesOf(texts, merges) }, texts }
}

const joined = (merges: ForeignTokenizer['merges']): string[] => merges.map(([left, right]) => left + right)

/** Merges in our ids; a part that is no token has none. @throws Failure `import-tokenizer` */
function mergesOf(texts: readonly string[], merges: ForeignTokenizer['merges']): Merge[] {
  const idOf = new Map(texts.map((text, id) => [text, id]))
  return merges.map(([left, right]) => {
    const pair = [idOf.get(left), idOf.get(right)] as const
    if (pair[0] === undefined || pair[1] === undefined)
      throw new Failure('import-tokenizer', { problem: 'merges' })
    return [pair[0], pair[1]]
  })
}

/** The published encoding these tokens are a part of, merge for merge; null if they are not. */
async function narrowed(
  name: GptEncodingName,
  texts: readonly string[],
  merges: readonly Merge[]
): Promise<TokenizerData | null> {
  const encoding = await gptEncoding(name)
  const ids = texts.map((bytes) => encoding.idOf(bytes))
  const first = GPT2_BYTES.length
  const same = ids.every((id, at) => {
    if (id < 0 || (at > 0 && id <= ids[at - 1]!)) return false
    if (at < first) return true
    const parents = encoding.parents(id)!
    const [left, right] = merges[at - first]!
    return parents[0] === ids[left] && parents[1] === ids[right]
  })
  return same ? { kind: 'gpt', encoding: name, ids, merges } : null
}

/** Opened once, so that what contradicts itself is found here. */
function checked(data: TokenizerData): TokenizerData {
  try {
    return openTokenizer(readTokenizerData(data)).data
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure('import-tokenizer', { problem: 'merges' })
  }
}
