/* `downhill info`: what a model file says about itself, after it has been checked to the last number. */

import type { TokenizerData } from '#core/tokenizer/tokenizer'
import { readModel } from './files'
import type { Terminal } from './terminal'
import { noTexts, parseOptions, required, type Options } from './usage'

const OPTIONS = { model: { type: 'string' }, json: { type: 'boolean' } } as const satisfies Options

export async function info(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('info', args, OPTIONS)
  noTexts(typed, 'info')
  const { config, shape, tokenizer, training, parameters, m } = await readModel(
    terminal,
    required(typed, 'info', 'model', 'FILE')
  )
  const { step, train_loss, val_loss, val_bits_per_char, corpus, split, engine, features, certificate } =
    training
  const facts = {
    ...shape,
    kind: split.kind,
    parameters: parameters.length,
    tokenizer: summaryOf(tokenizer),
    steps: step,
    train_loss,
    val_loss,
    val_bits_per_char,
    resumable: m !== null,
    corpus: corpus && { name: corpus.name, sha256: corpus.sha256 },
    split,
    engine,
    ...(features && { features }),
    certificate,
    config
  }
  await terminal.print(`${JSON.stringify(facts, null, 2)}\n`)
  return 0
}

/** Alphabets as they are; of merges, which can be tens of thousands, the number. */
function summaryOf(data: TokenizerData): object {
  switch (data.kind) {
    case 'characters':
    case 'graphemes':
      return data
    case 'bpe':
      return { kind: data.kind, pattern: data.pattern, bytes: data.bytes.length, merges: data.merges.length }
    case 'gpt':
      return { kind: data.kind, encoding: data.encoding, bytes: 256, merges: data.merges.length }
  }
}
