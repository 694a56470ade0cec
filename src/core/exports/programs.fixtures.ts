/* For tests: tiny models of every kind of tokenizer, and the exported programs' own code, run in Node. */

import { PRESETS, type RunConfig, shapeOf } from '../run-config'
import type { ModelFile } from '../formats/model-file'
import { parameterLayout } from '../gpt-shape'
import { createRandom } from '../random/random'
import { prepareCorpus } from '../corpus'
import { tokenizerFor } from '../tokenizer/choose'

/** Letters of one byte and of several, marks, digits, signs and a flag. */
export const LINES = [
  'zoé',
  'anna',
  'añais',
  'mía',
  'ann-lee',
  "o'neil",
  'x2',
  '日本',
  '😀é',
  'e\u0301va',
  '🇩🇪'
]

/** A model of random weights, large enough that its choices differ from place to place. */
export async function anyModel(change: Partial<RunConfig> = {}): Promise<ModelFile> {
  const small = { layers: 2, heads: 2, width: 16, block: 12, deduplicate: false, held_out: 0 }
  const config: RunConfig = { ...PRESETS.names, ...small, kind: 'list', ...change }
  const joined = config.kind === 'text' ? LINES.join('\n').repeat(3) : LINES.join('\n')
  const corpus = prepareCorpus(joined, config)
  const tokenizer = await tokenizerFor(config.tokenizer, corpus)
  const shape = shapeOf(config, tokenizer.vocab)
  const layout = parameterLayout(shape)
  const random = createRandom(7)
  const parameters = new Float32Array(layout.total)
  for (const { name, offset, size } of layout.tensors) {
    const gain = /ln_.*\.weight$/.test(name) ? 1 : 0
    for (let i = 0; i < size; i++) parameters[offset + i] = gain + random.normal() * 0.25
  }
  const { deduplicate, held_out, split_seed } = config
  return {
    ...{ config, shape, tokenizer: tokenizer.data, parameters, m: null, v: null },
    training: {
      step: 12,
      random: [],
      position: 0,
      corpus: { id: 'c1', name: 'Names <of> "här"', sha256: 'ab'.repeat(32) },
      split: { kind: corpus.kind, deduplicate, held_out, split_seed },
      ...{ train_loss: 2.5, val_loss: null, val_bits_per_char: null },
      ...{ engine: 'reference: CPU', certificate: null }
    }
  }
}

/** Tokenizers as the setting names them. */
export const TOKENIZERS = [
  'characters',
  'graphemes',
  'bpe:64',
  'bpe:270',
  'r50k_base',
  'cl100k_base',
  'o200k_base'
]
