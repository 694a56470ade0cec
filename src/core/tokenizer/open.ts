/* Opens any kind of tokenizer from its plain data, as it stands in a model file. */

import { Failure } from '../errors'
import { characterTokenizer } from './characters'
import type { Tokenizer, TokenizerData } from './tokenizer'

/**
 * @throws Failure `model-config-invalid` if the data is of an unknown kind or contradicts itself.
 */
export function openTokenizer(data: TokenizerData): Tokenizer {
  // One kind so far: the switch makes the compiler ask for the next.
  switch (data.kind) {
    case 'characters':
      return characterTokenizer(data.characters)
    default:
      throw new Failure('model-config-invalid', { key: 'tokenizer' })
  }
}

/**
 * The tokenizer data in a value that came from a file: checked, and free of anything else.
 * @throws Failure `model-config-invalid`.
 */
export function readTokenizerData(value: unknown): TokenizerData {
  const data = value as { kind?: unknown; characters?: unknown } | null
  const characters = data?.characters
  if (data?.kind !== 'characters' || !Array.isArray(characters) || !characters.every(isText)) {
    throw new Failure('model-config-invalid', { key: 'tokenizer' })
  }
  return openTokenizer({ kind: 'characters', characters }).data
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
