/* `downhill info`: what a model file says about itself, after it has been checked to the last number. */

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
  const { step, train_loss, val_loss, corpus, split, engine, certificate } = training
  const facts = {
    ...shape,
    kind: split.kind,
    parameters: parameters.length,
    tokenizer,
    steps: step,
    train_loss,
    val_loss,
    resumable: m !== null,
    corpus: corpus && { name: corpus.name, sha256: corpus.sha256 },
    split,
    engine,
    certificate,
    config
  }
  await terminal.print(`${JSON.stringify(facts, null, 2)}\n`)
  return 0
}
