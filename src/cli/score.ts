/*
 * `downhill score`: what a model thinks of texts, token by token, for other programs to check against; or of
 * a whole corpus, line by line (score-lines.ts).
 */

import { openTokenizer } from '#core/tokenizer/open'
import { engineOptions } from '#worker/run'
import { scoreTexts, type Score } from '#worker/score'
import { engineFor, ENGINES } from './engine'
import { readModel } from './files'
import { READING_OPTIONS } from './reading'
import { scoreCorpus, wantedOf } from './score-lines'
import type { Terminal } from './terminal'
import { choiceOf, parseOptions, required, textOf, UsageError, type Options } from './usage'

const OPTIONS = {
  model: { type: 'string' },
  engine: { type: 'string' },
  json: { type: 'boolean' },
  ...READING_OPTIONS,
  corpus: { type: 'string' },
  worst: { type: 'string' },
  best: { type: 'string' },
  part: { type: 'string' },
  quiet: { type: 'boolean' }
} as const satisfies Options

export async function score(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('score', args, OPTIONS)
  const path = required(typed, 'score', 'model', 'FILE')
  const choice = choiceOf(typed, 'engine', ENGINES, 'auto')
  const corpus = textOf(typed, 'corpus')
  if (corpus !== undefined) {
    if (typed.texts.length > 0) throw new UsageError('score takes texts or --corpus FILE, not both.')
    wantedOf(typed) // told before any file is read
    await scoreCorpus(terminal, typed, await readModel(terminal, path), corpus)
    return 0
  }
  const alone = (['worst', 'best', 'part', 'field', 'encoding'] as const).find((name) => textOf(typed, name))
  if (alone) throw new UsageError(`--${alone} needs --corpus FILE.`)
  if (typed.texts.length === 0) throw new UsageError('score needs at least one text, or --corpus FILE.')

  const file = await readModel(terminal, path)
  const factory = await engineFor(choice, file.shape)
  const engine = await factory.create(file.shape, engineOptions(file.config))
  try {
    await engine.write({ parameters: file.parameters })
    const kind = file.training.split.kind === 'text' ? 'text' : 'list'
    const scores = await scoreTexts(engine, openTokenizer(file.tokenizer), kind, typed.texts)
    await terminal.print(
      typed.values['json'] === true ? `${JSON.stringify(scores, null, 2)}\n` : scores.map(asLines).join('\n')
    )
  } finally {
    engine.dispose()
  }
  return 0
}

/** One line per token: its text as JSON, its id, its natural-log probability; tabs between. */
function asLines({ text, ids, tokens, log_probs, end_log_prob, bits_per_char }: Score): string {
  const context = ids.length - log_probs.length // running text: the first token is not predicted
  const rows = ids.map((id, i) => {
    const log = log_probs[i - context]
    return [JSON.stringify(tokens[i]), id, log === undefined ? '' : log.toFixed(6)].join('\t')
  })
  if (end_log_prob !== null) rows.push(['end', '', end_log_prob.toFixed(6)].join('\t'))
  const total = log_probs.reduce((sum, log) => sum + log, end_log_prob ?? 0)
  const bits = `bits per character\t\t${bits_per_char === null ? '' : bits_per_char.toFixed(6)}`
  return [`# ${JSON.stringify(text)}`, ...rows, `total\t\t${total.toFixed(6)}`, bits, ''].join('\n')
}
