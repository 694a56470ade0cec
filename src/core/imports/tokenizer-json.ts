/*
 * A tokenizer of transformers as one of ours: `tokenizer.json`, or GPT-2's `vocab.json` and `merges.txt`.
 * Byte-level pairs cut as GPT-2 does, and pieces of text as Downhill exports them; ids may stand in any
 * order, since ours have their own and the rows of the embedding follow. Anything that would cut a text
 * otherwise than it did where the model was trained is refused.
 * Over 150 lines: mostly refusals, one beside each field that is read.
 */

import { Failure } from '../errors'
import { unspellBytes } from '../exports/byte-alphabet'
import { ANY_CHARACTER } from '../exports/tokenizer-json'
import { type Pattern, patternSource } from '../tokenizer/pre-tokens'
import { byteString } from '../tokenizer/utf8'
import type { ForeignFiles } from './files'
import { type Fields, isFields, own, readJson } from './read-json'

/** What the files say, in their own ids. */
export interface ForeignTokenizer {
  /** Every token with its id, as byte strings (utf8.ts) for pairs and as text for pieces; not the end token. */
  readonly ids: ReadonlyMap<string, number>
  readonly end: number
  readonly cut: 'character' | 'longest' | Pattern
  /** In rank order; none for pieces. */
  readonly merges: readonly (readonly [string, string])[]
  /** Whether texts begin with the end token. */
  readonly begins: boolean
}

/** @param end the id that config.json gives to the end token; null if it gives none. @throws Failure `import-file`, `import-tokenizer` */
export function readTokenizerFiles(
  files: Omit<ForeignFiles, 'config' | 'weights'>,
  end: number | null
): ForeignTokenizer {
  if (files.tokenizer) return fromTokenizerJson(readJson(files.tokenizer, 'tokenizer.json'), end)
  if (!files.vocab && !files.merges)
    throw new Failure('import-file', { name: 'tokenizer.json', problem: 'missing' })
  const vocab = idsOf(readJson(files.vocab, 'vocab.json'))
  if (!files.merges) throw new Failure('import-file', { name: 'merges.txt', problem: 'missing' })
  const lines = new TextDecoder().decode(files.merges).split(/\r?\n/)
  const pairs = lines.filter((line) => line !== '' && !line.startsWith('#version'))
  return fromPairs(vocab, pairs, new Map(), end, 'gpt2', false)
}

function fromTokenizerJson(json: Fields, end: number | null): ForeignTokenizer {
  const model = fieldsOf(json, 'model')
  const cutter = fieldsOf(json, 'pre_tokenizer')
  if ((own(json, 'normalizer') ?? null) !== null) throw refused('normalizer')
  const vocab = idsOf(fieldsOf(model, 'vocab'))
  const added = addedTokens(json)
  const begins = JSON.stringify(own(json, 'post_processor') ?? null).includes('"TemplateProcessing"')
  if (own(model, 'type') === 'WordLevel') {
    const pattern = patternOf(cutter)
    if (pattern === null) throw refused('cut')
    const rest = withoutEnd(vocab, added, end)
    const cut = pattern === ANY_CHARACTER ? 'character' : 'longest'
    return { ids: rest.ids, end: rest.end, cut, merges: [], begins }
  }
  if (own(model, 'type') !== 'BPE') throw refused('model')
  for (const key of ['continuing_subword_prefix', 'end_of_word_suffix']) {
    if (own(model, key)) throw refused(key)
  }
  for (const key of ['byte_fallback', 'ignore_merges']) if (own(model, key) === true) throw refused(key)
  const merges = own(model, 'merges')
  if (!Array.isArray(merges)) throw refused('merges')
  const pairs = merges.map((pair: unknown) => (Array.isArray(pair) ? pair.join(' ') : pair))
  return fromPairs(vocab, pairs, added, end, byteLevelCut(cutter), begins)
}

function fromPairs(
  vocab: ReadonlyMap<string, number>,
  pairs: readonly unknown[],
  added: ReadonlyMap<string, number>,
  wanted: number | null,
  cut: Pattern,
  begins: boolean
): ForeignTokenizer {
  const { ids: spelled, end } = withoutEnd(vocab, added, wanted)
  const ids = new Map([...spelled].map(([spelling, id]) => [unspell(spelling), id]))
  const merges = pairs.map((pair) => {
    const parts = typeof pair === 'string' ? pair.split(' ') : []
    if (parts.length !== 2) throw refused('merges')
    return [unspell(parts[0]!), unspell(parts[1]!)] as const
  })
  return { ids, end, cut, merges, begins }
}

/** The end token by its id, else the only token that was added. */
function withoutEnd(
  vocab: ReadonlyMap<string, number>,
  added: ReadonlyMap<string, number>,
  wanted: number | null
): { ids: Map<string, number>; end: number } {
  const all = new Map([...vocab, ...added])
  const candidates = [...(wanted === null ? added : all)].filter(([, id]) => wanted === null || id === wanted)
  const [found] = candidates
  if (!found || candidates.length > 1) throw refused('end')
  all.delete(found[0])
  const [other] = [...added.keys()].filter((name) => name !== found[0])
  if (other !== undefined) throw refused('added', other)
  return { ids: all, end: found[1] }
}

function addedTokens(json: Fields): Map<string, number> {
  const list = own(json, 'added_tokens') ?? []
  if (!Array.isArray(list)) throw refused('added')
  return new Map(
    list.map((entry: unknown) => {
      const content = isFields(entry) ? own(entry, 'content') : null
      const id = isFields(entry) ? own(entry, 'id') : null
      if (typeof content !== 'string' || !isId(id)) throw refused('added')
      return [content, id]
    })
  )
}

/** How a byte-level tokenizer cuts: GPT-2's way, or one of the later patterns as Downhill exports them. */
function byteLevelCut(cutter: Fields): Pattern {
  if (own(cutter, 'type') === 'ByteLevel') {
    if (own(cutter, 'add_prefix_space') === true || own(cutter, 'use_regex') === false) throw refused('cut')
    return 'gpt2'
  }
  const steps = own(cutter, 'pretokenizers')
  const [first, second] = Array.isArray(steps) ? (steps as unknown[]) : []
  const pattern = isFields(first) ? patternOf(first) : null
  const bytes = isFields(second) && own(second, 'type') === 'ByteLevel' && own(second, 'use_regex') === false
  const name = (['cl100k_base', 'o200k_base'] as const).find((key) => patternSource(key) === pattern)
  if (!name || !bytes || own(second, 'add_prefix_space') === true) throw refused('cut')
  return name
}

/** The expression that a step isolates; null if it does anything else. */
function patternOf(step: Fields): string | null {
  const pattern = own(step, 'pattern')
  const text = isFields(pattern) ? own(pattern, 'Regex') : null
  const isolates =
    own(step, 'type') === 'Split' && own(step, 'behavior') === 'Isolated' && own(step, 'invert') !== true
  return isolates && typeof text === 'string' ? text : null
}

function idsOf(fields: Fields): Map<string, number> {
  return new Map(
    Object.entries(fields).map(([text, id]) => {
      if (!isId(id)) throw refused('vocab')
      return [text, id]
    })
  )
}

const isId = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 18

function unspell(spelling: string): string {
  const bytes = unspellBytes(spelling)
  if (!bytes || bytes.length === 0) throw refused('added', spelling)
  return byteString(bytes)
}

function fieldsOf(fields: Fields, key: string): Fields {
  const value = own(fields, key)
  if (!isFields(value)) throw refused(key)
  return value
}

function refused(problem: string, token?: string): Failure {
  return new Failure('import-tokenizer', {
    problem,
    ...(token !== undefined && { token: token.slice(0, 40) })
  })
}
