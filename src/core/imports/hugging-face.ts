/*
 * A GPT-2 of Hugging Face's transformers as a model of ours: one that Downhill exported, GPT-2 itself, or
 * any of its shape. Its numbers are taken over bit by bit where they are in single precision.
 */

import type { ModelFile } from '../formats/model-file'
import type { TrainingRecord } from '../formats/records'
import { type RunConfig, shapeOf } from '../run-config'
import { isOf } from '../tokenizer/setting'
import type { TokenizerData } from '../tokenizer/tokenizer'
import type { ForeignFiles } from './files'
import { type Gpt2Config, readGpt2Config, settingsOf } from './gpt2-config'
import { readGpt2Weights } from './gpt2-weights'
import { ownTokenizer } from './own-tokenizer'
import { type ForeignTokenizer, readTokenizerFiles } from './tokenizer-json'

/**
 * The model in these files, without moments.
 * @throws Failure `import-file`, `import-config`, `import-tokenizer`, `model-…`; nothing else
 */
export async function fromHuggingFace(files: ForeignFiles): Promise<ModelFile> {
  const foreign = readGpt2Config(files.config)
  const tokenizer = readTokenizerFiles(files, foreign.end)
  const { data, order } = await ownTokenizer(tokenizer, foreign.vocab)
  const config = settingsOf(foreign, settingFor(data, foreign.record?.config ?? null))
  const shape = shapeOf(config, foreign.vocab)
  const parameters = readGpt2Weights(files.weights, shape, order)
  const training = trainingOf(foreign, config, tokenizer)
  return { config, shape, tokenizer: data, training, parameters, m: null, v: null }
}

/** The setting that asks for this tokenizer; that of the record if it is one. */
function settingFor(data: TokenizerData, record: RunConfig | null): string {
  if (record && isOf(data, record.tokenizer)) return record.tokenizer
  if (data.kind === 'gpt') return data.encoding
  return data.kind === 'bpe' ? 'bpe:tokenizer.json' : data.kind
}

function trainingOf(foreign: Gpt2Config, config: RunConfig, { begins }: ForeignTokenizer): TrainingRecord {
  if (foreign.record) return foreign.record.training
  const { deduplicate, held_out, split_seed } = config
  return {
    ...{ step: 0, random: [], position: 0, corpus: null },
    split: { kind: begins ? 'list' : 'text', deduplicate, held_out, split_seed },
    ...{ train_loss: null, val_loss: null, val_bits_per_char: null },
    ...{ engine: 'transformers', certificate: null }
  }
}
