/*
 * A model and its corpus for training elsewhere: the folder of Hugging Face, the corpus as tokens, a script
 * around transformers' own Trainer with the same settings, and what to type. The trained folder comes back
 * by the import of such folders.
 */

import type { Corpus } from '../corpus-types'
import type { ModelFile } from '../formats/model-file'
import type { RunConfig } from '../run-config'
import { openTokenizer } from '../tokenizer/open'
import type { Tokenizer } from '../tokenizer/tokenizer'
import { type Folder, toHuggingFace } from './hugging-face'
import script from './templates/train.py?raw'

/** A row of the dataset: tokens and what follows each of them. */
export interface Row {
  readonly input_ids: readonly number[]
  readonly labels: readonly number[]
}

/**
 * @param corpus cut as the run cuts it
 * @param name of the run, for people
 * @throws Failure `export-family`, `unknown-character` if the model cannot write the corpus
 */
export function toBiggerMachine(model: ModelFile, corpus: Corpus, name: string): Folder {
  // First of all, since it refuses what has no place there.
  const folder = toHuggingFace(model)
  const tokenizer = openTokenizer(model.tokenizer)
  const lines = (texts: readonly string[]): string[] =>
    rowsOf(texts, corpus.kind, tokenizer, model.shape.block).map((row) => `${JSON.stringify(row)}\n`)
  const parts = new Map([['train', lines(corpus.train)]])
  const validation = lines(corpus.heldOut)
  if (validation.length > 0) parts.set('validation', validation)
  const settings = {
    batch: model.config.batch,
    parts: [...parts.keys()],
    trainer: trainerSettings(model, parts.has('validation'))
  }
  return new Map([
    ...folder,
    ['settings.json', text(`${JSON.stringify(settings, null, 2)}\n`)],
    ['train.py', text(script)],
    ['README.md', text(readme(name, model, corpus))],
    ...[...parts].map(([part, rows]) => [`dataset/${part}.jsonl`, text(rows.join(''))] as const)
  ])
}

/** Items with the end token at both ends; running text in windows that follow each other. */
export function rowsOf(
  texts: readonly string[],
  kind: Corpus['kind'],
  tokenizer: Tokenizer,
  block: number
): Row[] {
  const row = (ids: readonly number[]): Row => ({
    input_ids: ids.slice(0, -1).slice(0, block),
    labels: ids.slice(1).slice(0, block)
  })
  if (kind === 'list') {
    return texts.map((item) => row([tokenizer.end, ...tokenizer.encode(item), tokenizer.end]))
  }
  return texts.flatMap((part) => {
    const ids = [...tokenizer.encode(part)]
    const windows = Math.max(0, Math.floor((ids.length - 1) / block))
    return Array.from({ length: windows }, (_, i) => row(ids.slice(i * block, (i + 1) * block + 1)))
  })
}

/** Ours in the words of transformers' TrainingArguments. */
function trainerSettings({ config }: ModelFile, evaluates: boolean): object {
  return {
    max_steps: config.steps,
    learning_rate: config.learning_rate,
    ...SCHEDULES[config.schedule],
    warmup_steps: config.warmup,
    // Adam without decay apart from the gradient is AdamW without decay.
    weight_decay: config.optimizer === 'adamw' ? config.weight_decay : 0,
    ...{ adam_beta1: config.beta1, adam_beta2: config.beta2, adam_epsilon: config.epsilon },
    // 0 would stop every step there.
    max_grad_norm: config.clip > 0 ? config.clip : 1e9,
    seed: config.seed,
    ...(evaluates && { eval_strategy: 'steps', eval_steps: config.eval_every }),
    ...{ logging_steps: config.eval_every, save_steps: config.eval_every }
  }
}

const SCHEDULES: Readonly<Record<RunConfig['schedule'], object>> = {
  constant: { lr_scheduler_type: 'constant_with_warmup' },
  linear: { lr_scheduler_type: 'linear' },
  cosine: { lr_scheduler_type: 'cosine_with_min_lr', lr_scheduler_kwargs: { min_lr_rate: 0.1 } }
}

function readme(name: string, { config, shape, training }: ModelFile, corpus: Corpus): string {
  const unit = corpus.kind === 'list' ? 'items' : 'windows'
  return `# ${name.replace(/[\r\n]+/g, ' ')}

A GPT-2 of ${shape.layers} layers and width ${shape.width} that stood at step ${training.step} in Downhill, and its corpus as tokens.

    pip install torch transformers datasets accelerate
    torchrun --nproc_per_node 4 train.py

or \`accelerate launch train.py\`; with one card or none, \`python train.py\`. \`train.py\` uses the Trainer of
transformers (4.46 or later) with the settings in \`settings.json\`: ${config.steps} steps of ${config.batch} ${unit}, shared among
the processes. The trained weights are put back into this folder.

Afterwards, in Downhill: open this folder's \`model.safetensors\`, or type

    downhill import THIS_FOLDER --run LIBRARY/runs/ID      as a new checkpoint of the run it came from
    downhill import THIS_FOLDER --out model.safetensors    as a model of its own

\`dataset/*.jsonl\` has one row of tokens a line (\`input_ids\`) with the token that follows each (\`labels\`).
`
}

function text(content: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(content)
}
