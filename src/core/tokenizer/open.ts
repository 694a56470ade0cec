/* Opens any kind of tokenizer from its plain data, as it stands in a model file. */

import { bpeTokenizer } from './bpe'
import { characterTokenizer } from './characters'
import { gptTokenizer } from './gpt-encodings'
import { graphemeTokenizer } from './graphemes'
import { readFields } from './read-data'
import type { Tokenizer, TokenizerData } from './tokenizer'

/**
 * @throws Failure `model-config-invalid` if the data contradicts itself.
 */
export function openTokenizer(data: TokenizerData): Tokenizer {
  switch (data.kind) {
    case 'characters':
      return characterTokenizer(data.characters)
    case 'graphemes':
      return graphemeTokenizer(data.graphemes)
    case 'bpe':
      return bpeTokenizer(data)
    case 'gpt':
      return gptTokenizer(data)
  }
}

/**
 * The tokenizer data in a value that came from a file: checked, and free of anything else.
 * @throws Failure `model-config-invalid`.
 */
export function readTokenizerData(value: unknown): TokenizerData {
  return openTokenizer(readFields(value)).data
}
