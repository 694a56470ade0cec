/* `downhill score --corpus`: the lines of a text that a model finds hardest, or easiest, with their losses. */

import { basename } from 'node:path'
import type { LineOrder, PartScore, ScoredLine } from '#core/contracts/surprising'
import type { ModelFile } from '#core/formats/model-file'
import { scoreLines } from '#worker/lines/line-scores'
import { prepareRun, engineOptions } from '#worker/run'
import { Turns } from '#worker/turns'
import { engineFor, ENGINES } from './engine'
import { readText, withName } from './files'
import { readingOf } from './reading'
import type { Terminal } from './terminal'
import { choiceOf, numberOf, UsageError, type Typed } from './usage'

const MOST_LINES = 1_000_000
const LINES = 20
const PARTS = ['all', 'held_out', 'train'] as const
const count = (n: number): string => n.toLocaleString('en-US')

interface Wanted {
  readonly order: LineOrder
  readonly lines: number
}

/** @throws UsageError */
export function wantedOf(typed: Typed): Wanted {
  const rule = { min: 1, max: MOST_LINES, integer: true }
  const worst = numberOf(typed, 'worst', rule, null)
  const best = numberOf(typed, 'best', rule, null)
  if (worst !== null && best !== null) throw new UsageError('Give --worst or --best, not both.')
  const part = choiceOf(typed, 'part', PARTS, 'all')
  const first = best === null ? 'most' : 'least'
  return { order: { part, by: 'character', first }, lines: worst ?? best ?? LINES }
}

/** Prints the lines. @param corpus the text's path */
export async function scoreCorpus(
  terminal: Terminal,
  typed: Typed,
  file: ModelFile,
  corpus: string
): Promise<void> {
  const { order, lines } = wantedOf(typed)
  const choice = choiceOf(typed, 'engine', ENGINES, 'auto')
  const quiet = typed.values['quiet'] === true
  const note = (line: string): void => (quiet ? undefined : terminal.note(line))
  const text = await readText(terminal, corpus, readingOf(typed), note)
  const own = file.training.corpus
  if (own && own.sha256 !== text.ref.sha256)
    note(
      `${text.ref.name} is not the text this model was trained on: its parts are only what the split would be.`
    )
  const source = { text: text.text, corpus: text.ref, config: file.config, from: file }
  const prepared = await withName(text.ref.name, () => prepareRun(source))
  const factory = await engineFor(choice, file.shape)
  const engine = await factory.create(file.shape, engineOptions(file.config))
  try {
    await engine.write({ parameters: file.parameters })
    const scores = await scoreLines(engine, prepared, {
      ...{ turns: new Turns(), text: text.text, step: file.training.step },
      progress: (done, of) => {
        if (!quiet && terminal.columns !== null) terminal.redraw(`Scored ${count(done)} of ${count(of)}`)
      }
    })
    terminal.erase()
    const { kind, step, parts } = scores.summary()
    const shown = scores.page(order, 0, lines)
    if (typed.values['json'] === true) {
      const sums = { train: partAsJson(parts.train), held_out: partAsJson(parts.held_out) }
      const result = { corpus: basename(corpus), kind, step, parts: sums, lines: shown.map(lineAsJson) }
      await terminal.print(`${JSON.stringify(result, null, 2)}\n`)
      return
    }
    for (const [part, name] of [
      ['train', 'Training'],
      ['held_out', 'Held-out']
    ] as const) {
      const { lines, of, nats, characters } = parts[part]
      if (lines === 0) continue
      const sample = lines < of ? `, a sample of ${count(of)}` : ''
      const bits = (nats / characters / Math.LN2).toFixed(3)
      note(`${name} part: ${bits} bits per character over ${count(lines)} lines${sample}.`)
    }
    await terminal.print(shown.map(asRow).join(''))
  } finally {
    engine.dispose()
  }
}

/** Bits per character, part, line of the text, and the text as JSON; tabs between. */
function asRow(line: ScoredLine): string {
  const { bits, characters, part, number } = line
  return `${[(bits / characters).toFixed(6), part, number, JSON.stringify(written(line))].join('\t')}\n`
}

const written = ({ tokens, rest }: ScoredLine): string =>
  tokens
    .map(({ text }) => text)
    .join('')
    .replace(/\n$/, '') + rest

function lineAsJson(line: ScoredLine): Record<string, unknown> {
  const { part, number, tokens, bits, characters, cut } = line
  const predicted = tokens.filter((token) => token.bits !== null)
  return {
    ...{ line: number, part, text: written(line), bits_per_char: bits / characters },
    loss: (bits * Math.LN2) / predicted.length,
    ...{ tokens: tokens.map(({ text }) => text), bits: tokens.map(({ bits }) => bits), cut }
  }
}

function partAsJson({ lines, of, tokens, characters, nats }: PartScore): Record<string, number | null> {
  const none = tokens === 0
  return {
    ...{ lines, of, loss: none ? null : nats / tokens },
    bits_per_char: none ? null : nats / Math.max(1, characters) / Math.LN2
  }
}
