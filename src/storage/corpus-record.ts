/* A stored text's record, corpora/<id>.json, and how a file's name becomes that of a text. */
import type { CorpusEntry } from '#core/contracts/app'
import { type MendRecord, type MendStep, MENDS } from '#core/contracts/doctor'
import { type CleaningReport, ENCODINGS, SOURCE_KINDS } from '#core/contracts/imports'
import { flag, integer, isoDate, list, nullable, oneOf, optional, storedRecord, text } from './checks'
import type { JsonFormat } from './json-file'

export type StoredCorpus = Omit<CorpusEntry, 'bundled'>

const cleaning = storedRecord<CleaningReport>({
  kind: oneOf(...SOURCE_KINDS),
  encoding: nullable(oneOf(...ENCODINGS)),
  ground: nullable(oneOf('marked', 'valid', 'guessed', 'chosen')),
  field: nullable(text(1000)),
  mark: flag,
  lineEnds: integer(),
  noBreakSpaces: integer(),
  controls: integer(),
  normalised: integer(),
  replaced: integer(),
  mixed: integer(),
  parts: integer()
})

const mended = storedRecord<MendRecord>({
  original: storedRecord({ id: text(64), name: text(), sha256: text(64, /^[0-9a-f]{64}$/) }),
  steps: list(
    storedRecord<MendStep>({
      mend: oneOf(...MENDS),
      characters: list(text(4), 1000),
      lines: integer()
    }),
    1000
  )
})

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
    added: isoDate,
    cleaning: optional(nullable(cleaning)),
    mended: optional(nullable(mended))
  })
}

/** A file's name as people read it: no extension of a text, one line, at most 200 characters, never empty. */
export function displayName(name: string): string {
  const plain = name
    .replace(/\.(?:txt|text|md|markdown|csv|tsv|tab|json|jsonl|ndjson|docx|pdf|epub|parquet)$/i, '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
  return Array.from(plain).slice(0, 100).join('') || 'Text'
}
