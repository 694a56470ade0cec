/*
 * A trained byte pair encoding as a file of its own: JSON, described in docs/formats.md. What `train-bpe`
 * writes and `tokenizer=bpe:FILE` reads.
 */

import { Failure } from '../errors'
import { openTokenizer } from './open'
import { readFields } from './read-data'
import type { BpeTokenizerData } from './tokenizer'

const FORMAT = 'downhill-bpe'
const VERSION = 1

/** The text of the file, which ends with a line feed. */
export function writeBpeFile({ pattern, bytes, merges }: BpeTokenizerData): string {
  const fields = [
    `  "format": "${FORMAT}"`,
    `  "version": ${VERSION}`,
    `  "pattern": "${pattern}"`,
    `  "bytes": ${JSON.stringify(bytes)}`,
    // One merge a line, as people read lists of merges elsewhere.
    `  "merges": [${merges.map((pair) => `\n    ${JSON.stringify(pair)}`).join(',')}${merges.length > 0 ? '\n  ' : ''}]`
  ]
  return `{\n${fields.join(',\n')}\n}\n`
}

/**
 * Reads it from a text that nobody vouches for.
 * @throws Failure `tokenizer-invalid` and no other: `problem` is `json`, `format`, `version` or `content`
 */
export function readBpeFile(text: string, name = ''): BpeTokenizerData {
  const failure = (problem: string): Failure => new Failure('tokenizer-invalid', { name, problem })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw failure('json')
  }
  if (typeof value !== 'object' || value === null) throw failure('format')
  const fields = value as Readonly<Record<string, unknown>>
  if (fields['format'] !== FORMAT) throw failure('format')
  if (fields['version'] !== VERSION) throw failure('version')
  try {
    const data = readFields({ kind: 'bpe', ...pick(fields) })
    if (data.kind === 'bpe') return openTokenizer(data).data as BpeTokenizerData
  } catch (error) {
    if (!(error instanceof Failure)) throw error
  }
  throw failure('content')
}

function pick({ pattern, bytes, merges }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { pattern, bytes, merges }
}
