/*
 * Tokenizer data from a file, which nobody vouches for: checked field by field, free of anything else, and
 * small enough to be opened. Whether its merges make sense is found when it is opened.
 */

import { Failure } from '../errors'
import { GPT2_BYTES } from './byte-pairs'
import { GPT_ENCODINGS } from './tokenizer'
import type { Merge, TokenizerData } from './tokenizer'

/** Above the largest of the encodings. */
const MOST_IDS = 1 << 18

const isText = (value: unknown): value is string => typeof value === 'string'
const isId = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < MOST_IDS
const ascending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > values[i - 1]!)

/** @throws Failure `model-config-invalid` */
export function readFields(value: unknown): TokenizerData {
  if (typeof value !== 'object' || value === null) throw invalid()
  const own = (key: string): unknown =>
    Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  switch (own('kind')) {
    case 'characters':
      return { kind: 'characters', characters: listOf(own('characters'), isText) }
    case 'graphemes':
      return { kind: 'graphemes', graphemes: listOf(own('graphemes'), isText) }
    case 'bpe': {
      const bytes = listOf(own('bytes'), isId)
      if (own('pattern') !== 'gpt2' || !ascending(bytes) || (bytes.at(-1) ?? 256) > 255) throw invalid()
      const merges = readMerges(own('merges'), bytes.length)
      // Those of other programs may be larger than any that is trained here.
      if (bytes.length + merges.length > MOST_IDS) throw invalid()
      return { kind: 'bpe', pattern: 'gpt2', bytes, merges }
    }
    case 'gpt': {
      const encoding = GPT_ENCODINGS.find((name) => name === own('encoding'))
      const ids = listOf(own('ids'), isId)
      const merges = readMerges(own('merges'), GPT2_BYTES.length)
      const begins = ids[GPT2_BYTES.length - 1] === GPT2_BYTES.length - 1
      const fits = ids.length === GPT2_BYTES.length + merges.length
      if (!encoding || !ascending(ids) || !begins || !fits) throw invalid()
      return { kind: 'gpt', encoding, ids, merges }
    }
    default:
      throw invalid()
  }
}

/** Each merge is of two ids below the one it makes. */
function readMerges(value: unknown, first: number): Merge[] {
  if (!Array.isArray(value) || value.length > MOST_IDS) throw invalid()
  return value.map((pair: unknown, m) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw invalid()
    const [left, right] = pair as unknown[]
    if (!isId(left) || !isId(right) || left >= first + m || right >= first + m) throw invalid()
    return [left, right]
  })
}

function listOf<T>(value: unknown, check: (item: unknown) => item is T): T[] {
  if (!Array.isArray(value) || !value.every(check)) throw invalid()
  return [...value]
}

function invalid(): Failure {
  return new Failure('model-config-invalid', { key: 'tokenizer' })
}
