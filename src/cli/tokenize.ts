/* `downhill tokenize`: a text as the tokens of any encoding. */

import { codePoints } from '#core/corpus-text'
import { bpeTokenizer } from '#core/tokenizer/bpe'
import { characterTokenizer } from '#core/tokenizer/characters'
import { gptEncoding } from '#core/tokenizer/gpt-encodings'
import { graphemeAlphabet, graphemeTokenizer } from '#core/tokenizer/graphemes'
import { openTokenizer } from '#core/tokenizer/open'
import { parseTokenizer } from '#core/tokenizer/setting'
import { GPT_ENCODINGS } from '#core/tokenizer/tokenizer'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { encodeText, wellFormed } from '#core/tokenizer/well-formed'
import { readBpe, readModel } from './files'
import type { Terminal } from './terminal'
import { parseOptions, textOf, UsageError, type Options, type Typed } from './usage'

const OPTIONS = {
  encoding: { type: 'string' },
  model: { type: 'string' },
  json: { type: 'boolean' }
} as const satisfies Options

export async function tokenize(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('tokenize', args, OPTIONS)
  const [given, ...more] = typed.texts
  if (given === undefined || more.length > 0) throw new UsageError('tokenize needs one TEXT, in quotes.')
  const { name, encoder } = await encoderOf(terminal, typed, wellFormed(given).text)
  const { ids, text, replaced } = encodeText(encoder, given)
  const tokens = Array.from(ids, (id) => encoder.token(id))
  if (replaced > 0) terminal.note(`Halves of characters replaced by U+FFFD: ${replaced}.`)
  if (typed.values['json'] === true) {
    const characters = codePoints(text)
    const result = { encoding: name, text, ids: [...ids], tokens, count: ids.length, characters, replaced }
    await terminal.print(`${JSON.stringify(result, null, 2)}\n`)
  } else {
    await terminal.print(tokens.map((token, i) => `${JSON.stringify(token)}\t${ids[i]}\n`).join(''))
  }
  return 0
}

type Encoder = Pick<Tokenizer, 'encode' | 'token'>

async function encoderOf(
  terminal: Terminal,
  typed: Typed,
  text: string
): Promise<{ name: string; encoder: Encoder }> {
  const name = textOf(typed, 'encoding')
  const model = textOf(typed, 'model')
  if ((name === undefined) === (model === undefined)) {
    throw new UsageError('tokenize needs --encoding NAME, or --model FILE for the tokenizer of a model.')
  }
  if (model !== undefined) {
    const { config, tokenizer } = await readModel(terminal, model)
    return { name: config.tokenizer, encoder: openTokenizer(tokenizer) }
  }
  return { name: name!, encoder: await encoderNamed(terminal, name!, text) }
}

/** @param text what is to be encoded: the alphabet of characters and graphemes, there being no other */
async function encoderNamed(terminal: Terminal, name: string, text: string): Promise<Encoder> {
  const wanted = parseTokenizer(name)
  if (wanted === null || 'vocab' in wanted) {
    const names = ['characters', 'graphemes', 'bpe:FILE', ...GPT_ENCODINGS].join(', ')
    throw new UsageError(`--encoding takes one of ${names}, not "${name}".`)
  }
  switch (wanted.kind) {
    case 'characters':
      return characterTokenizer(alphabetOf(text))
    case 'graphemes':
      return graphemeTokenizer(graphemeAlphabet([text]))
    case 'bpe':
      return bpeTokenizer(await readBpe(terminal, wanted.file))
    case 'gpt':
      return gptEncoding(wanted.encoding)
  }
}

/** The distinct code points of a text, sorted. */
function alphabetOf(text: string): string[] {
  return [...new Set(text)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!)
}
