/* A stored text's record, corpora/<id>.json, and how a file's bytes and name become a text with a name. */
import type { CorpusEntry } from '#core/contracts/app'
import { Failure } from '#core/errors'
import { integer, isoDate, storedRecord, text } from './checks'
import { decodeText } from './decode-text'
import type { JsonFormat } from './json-file'

export type StoredCorpus = Omit<CorpusEntry, 'bundled'>

export const CORPUS: JsonFormat<StoredCorpus> = {
  format: 'downhill-corpus',
  version: 1,
  check: storedRecord({
    id: text(64),
    name: text(),
    sha256: text(64, /^[0-9a-f]{64}$/),
    source: text(1000),
    licence: text(1000),
    bytes: integer(),
    added: isoDate
  })
}

/** decodeText, whose refusals then name the file. */
export function decodeNamed(name: string, bytes: Uint8Array): string {
  try {
    return decodeText(bytes)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const { code, detail, cause } = error.error
    throw new Failure(code, { ...detail, name: name.slice(0, 200) }, cause)
  }
}

/** A file's name as people read it: no `.txt`, one line, at most 200 characters, never empty. */
export function displayName(name: string): string {
  const plain = name
    .replace(/\.txt$/i, '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
  return Array.from(plain).slice(0, 100).join('') || 'Text'
}
