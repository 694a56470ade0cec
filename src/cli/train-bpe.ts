/* `downhill train-bpe`: a byte pair encoding learned from a text, as a file of its own. */

import { atomicWrite } from '#storage/atomic-write'
import { cleanText, codePoints, detectKind, linesOf } from '#core/corpus-text'
import { bpeTokenizer } from '#core/tokenizer/bpe'
import { writeBpeFile } from '#core/tokenizer/bpe-file'
import { trainBpe } from '#core/tokenizer/bpe-train'
import { BPE_VOCAB } from '#core/tokenizer/setting'
import type { BpeTokenizerData } from '#core/tokenizer/tokenizer'
import { readText, withName, writablePath } from './files'
import { READING_OPTIONS, readingOf } from './reading'
import type { Terminal } from './terminal'
import { choiceOf, noTexts, numberOf, parseOptions, required, UsageError, type Options } from './usage'

const OPTIONS = {
  ...READING_OPTIONS,
  corpus: { type: 'string' },
  vocab: { type: 'string' },
  out: { type: 'string' },
  kind: { type: 'string' },
  quiet: { type: 'boolean' }
} as const satisfies Options

/** Milliseconds between two lines of progress. */
const LINE_MS = 200
const count = (n: number): string => n.toLocaleString('en-US')

export async function trainBpeCommand(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('train-bpe', args, OPTIONS)
  noTexts(typed, 'train-bpe')
  const path = required(typed, 'train-bpe', 'corpus', 'FILE')
  const outPath = required(typed, 'train-bpe', 'out', 'FILE')
  const vocab = numberOf(typed, 'vocab', { ...BPE_VOCAB, integer: true }, null)
  if (vocab === null) throw new UsageError('train-bpe needs --vocab N.')
  const wanted = choiceOf(typed, 'kind', ['auto', 'list', 'text'] as const, 'auto')
  const quiet = typed.values['quiet'] === true
  const reading = readingOf(typed)
  const out = await writablePath(terminal, outPath)

  const tell = (line: string): void => (quiet ? undefined : terminal.note(line))
  const file = await readText(terminal, path, reading, tell)
  const text = await withName(file.ref.name, () => cleanText(file.text))
  const kind = wanted === 'auto' ? detectKind(text) : wanted
  const texts = kind === 'list' ? linesOf(text) : [text]
  const began = performance.now()
  const data = train(texts, vocab, quiet ? null : terminal)
  await atomicWrite(out, writeBpeFile(data))
  if (!quiet) {
    const { bytes, merges } = data
    const tokenizer = bpeTokenizer(data)
    const tokens = texts.reduce((sum, item) => sum + tokenizer.encode(item).length, 0)
    const characters = texts.reduce((sum, item) => sum + codePoints(item), 0)
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    terminal.note(
      `${count(bytes.length + merges.length)} tokens: ${count(bytes.length)} bytes and ${count(merges.length)} merges, ` +
        `${(characters / Math.max(1, tokens)).toFixed(2)} characters per token, ${seconds} s.`
    )
    if (bytes.length + merges.length < vocab) terminal.note('No pair is left that stands twice.')
  }
  return 0
}

function train(texts: readonly string[], vocab: number, terminal: Terminal | null): BpeTokenizerData {
  const steps = trainBpe(texts, { vocab })
  let next = performance.now() + LINE_MS
  for (;;) {
    const step = steps.next()
    if (step.done) return step.value
    if (!terminal || terminal.columns === null || performance.now() < next) continue
    next = performance.now() + LINE_MS
    terminal.redraw(`Merge ${count(step.value.merges)} of ${count(step.value.of)}`)
  }
}
