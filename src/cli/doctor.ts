/* `downhill doctor`: what is wrong with a text before a model learns from it, under the settings of a run. */

import { codePoints } from '#core/corpus-text'
import { prepareCorpus } from '#core/corpus'
import { piecesOf } from '#core/doctor/lines'
import { findings, type Finding } from '#core/doctor/findings'
import { PRESETS, type PresetName } from '#core/run-config'
import { tokenizerFor } from '#core/tokenizer/choose'
import { examine, measureTokens } from '#worker/doctor/examine'
import { readText, withName } from './files'
import { READING_OPTIONS, readingOf } from './reading'
import { configFrom, defaultPreset, settingsOf, withFile } from './run-settings'
import type { Terminal } from './terminal'
import { choiceOf, parseOptions, required, textOf, type Options } from './usage'

const OPTIONS = {
  ...READING_OPTIONS,
  corpus: { type: 'string' },
  preset: { type: 'string' },
  set: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  quiet: { type: 'boolean' }
} as const satisfies Options

const NAMES = Object.keys(PRESETS) as PresetName[]
const count = (n: number): string => n.toLocaleString('en-US')

export async function doctor(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('doctor', args, OPTIONS)
  const path = required(typed, 'doctor', 'corpus', 'FILE')
  const preset = textOf(typed, 'preset') === undefined ? null : choiceOf(typed, 'preset', NAMES, 'names')
  const settings = settingsOf(typed, 'doctor')
  const note = (line: string): void => (typed.values['quiet'] === true ? undefined : terminal.note(line))
  const file = await readText(terminal, path, readingOf(typed), note)
  const start = PRESETS[preset ?? (await defaultPreset(file.text))]
  const { config, tokenizer: bpe } = await withFile(terminal, configFrom(start, settings).config)

  const corpus = await withName(file.ref.name, () => prepareCorpus(file.text, config))
  const tokenizer = await tokenizerFor(config.tokenizer, corpus, { ...(bpe && { file: bpe }) })
  const examination = await examine(piecesOf(file.text), corpus, config.deduplicate)
  const sizes = await measureTokens(corpus, tokenizer)
  const rows = findings(
    { examination, sizes },
    { config, vocab: tokenizer.vocab, deduplicate: config.deduplicate, cleaning: file.report ?? null }
  )
  if (typed.values['json'] === true) {
    const { kind, lines } = examination
    const { preset: name, tokenizer: cut, block, width, steps, deduplicate, held_out, split_seed } = config
    const of = { preset: name, tokenizer: cut, block, width, steps, deduplicate, held_out, split_seed }
    const result = { corpus: file.ref.name, kind, lines, characters: codePoints(file.text), settings: of }
    await terminal.print(`${JSON.stringify({ ...result, findings: rows.map(asJson) }, null, 2)}\n`)
    return 0
  }
  await terminal.print(rows.map(asRow).join(''))
  return 0
}

/** Without what the window offers to click on. */
function asJson({ offers: _, ...row }: Finding): Record<string, unknown> {
  return row
}

/** Mark, number and sentence, tabs between; then an example or more as JSON. */
function asRow(row: Finding): string {
  const number = row.about === 'size' ? row.count.toPrecision(2) : count(row.count)
  const examples = examplesOf(row).slice(0, 3)
  const shown = examples.length > 0 ? `\t${examples.map((example) => JSON.stringify(example)).join(' ')}` : ''
  return `${row.mark}\t${row.estimate ? 'about ' : ''}${number}\t${sentenceOf(row)}${shown}\n`
}

function examplesOf(row: Finding): readonly string[] {
  if (row.about === 'rare') return row.rare.map(({ character, example }) => `${character}: ${example}`)
  if (row.about === 'variants') return row.spellings.map((spellings) => spellings.join(', '))
  return row.examples
}

function sentenceOf(row: Finding): string {
  switch (row.about) {
    case 'copies':
      return row.mark === 'mended'
        ? 'lines repeat an earlier one and are left out'
        : 'lines repeat an earlier one'
    case 'leakage':
      return `of ${count(row.of)} held-out lines stand in the training part too`
    case 'length':
      return `items longer than the context of ${count(row.block)} tokens; ${count(row.cut)} characters would be cut`
    case 'rare':
      return `rare characters, in ${count(row.lines)} lines`
    case 'rarest':
      return `uses of ${JSON.stringify(row.character)}, the rarest character, of ${count(row.of)} characters`
    case 'mixed':
      return 'lines in another encoding than the rest'
    case 'replaced':
      return 'characters that could not be read'
    case 'garbled':
      return 'lines read in the wrong encoding'
    case 'variants':
      return 'spellings that differ from a more frequent one only in capitals'
    case 'nearEmpty':
      return 'lines with nothing to learn'
    case 'clean':
      return 'lines garbled, nearly empty or differing only in capitals'
    case 'size': {
      const { verdict, passes, steps, width } = row.advice
      const seen = `training tokens per parameter, each seen ${passes.toPrecision(2)} times`
      const advice = [steps !== null && `steps=${steps}`, width !== null && `width=${width}`].filter(Boolean)
      const what = {
        fits: '',
        'text-small': ': the text is small for this model',
        'model-small': ': the model is small for this text'
      }
      return `${seen}${what[verdict]}${advice.length > 0 ? `; try ${advice.join(' or ')}` : ''}`
    }
  }
}
