/* JSON files of other programs, which nobody vouches for: parsed within a size, and asked field by field. */

import { Failure } from '../errors'

/** Tokenizer files of 250,000 tokens are about 20 MB. */
const MOST_BYTES = 64 * 2 ** 20

export type Fields = Readonly<Record<string, unknown>>

/** @throws Failure `import-file`, naming it: `problem` is `missing`, `large` or `json` */
export function readJson(bytes: Uint8Array | undefined, name: string): Fields {
  const value = parsed(bytes, name)
  if (!isFields(value)) throw new Failure('import-file', { name, problem: 'json' })
  return value
}

function parsed(bytes: Uint8Array | undefined, name: string): unknown {
  if (!bytes) throw new Failure('import-file', { name, problem: 'missing' })
  if (bytes.length > MOST_BYTES) throw new Failure('import-file', { name, problem: 'large' })
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Failure('import-file', { name, problem: 'json' })
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The field's own value; undefined if it is not there. */
export function own(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}
