/* Texts of bringing files in: the review, its progress, what was done to a text on the way. */

import type { Encoding, EncodingGround, SourceKind } from '#core/contracts/imports'
import { bytes, count } from './format'

const files = (n: number): string => (n === 1 ? '1 file' : `${count(n)} files`)
const times = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`

const KINDS: Readonly<Record<SourceKind, string>> = {
  text: 'plain text',
  markdown: 'Markdown',
  csv: 'table (CSV)',
  tsv: 'table (TSV)',
  json: 'JSON',
  jsonl: 'JSON, one record a line',
  docx: 'Word document',
  pdf: 'PDF',
  epub: 'e-book (EPUB)',
  parquet: 'table (Parquet)'
}

const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252, Latin-1',
  'windows-1250': 'Windows-1250, Central European',
  'windows-1251': 'Windows-1251, Cyrillic',
  'windows-1253': 'Windows-1253, Greek',
  'windows-1254': 'Windows-1254, Turkish',
  'iso-8859-2': 'ISO 8859-2, Central European',
  'iso-8859-15': 'ISO 8859-15, Western European',
  'koi8-r': 'KOI8-R, Cyrillic',
  macintosh: 'Mac Roman',
  shift_jis: 'Shift JIS, Japanese',
  'euc-jp': 'EUC-JP, Japanese',
  gb18030: 'GB 18030, Chinese',
  big5: 'Big5, Chinese',
  'euc-kr': 'EUC-KR, Korean'
}

const GROUNDS: Readonly<Record<EncodingGround, string>> = {
  marked: 'by its mark',
  valid: 'every byte is valid',
  guessed: 'guessed from its bytes',
  chosen: 'chosen'
}

export const importText = {
  kinds: KINDS,
  encodings: ENCODING_NAMES,
  grounds: GROUNDS,

  // ways in
  several: 'Choose files',
  severalHint: 'Text, tables, Word, PDF, e-books',
  folder: 'Choose a folder',
  folderHint: 'Every text in it',

  // the review
  title: (n: number) => (n === 1 ? 'One file to bring in' : `${count(n)} files to bring in`),
  line: 'Nothing is read into the library before you say so.',
  file: 'File',
  reads: 'How it is read',
  beginning: 'Begins with',
  include: (name: string) => `Bring in “${name}”`,
  about: (kind: SourceKind, size: number) => `${KINDS[kind]}, ${bytes(size)}`,
  field: (name: string) => `Column or field of “${name}”`,
  encoding: (name: string) => `Encoding of “${name}”`,
  nothing: 'Nothing to read in it',
  model: 'A model. Drop it alone to open it.',
  run: 'An exported run. Drop it alone to bring it in.',
  left: (n: number) =>
    n === 1 ? 'One more file was not looked at.' : `${count(n)} more files were not looked at.`,
  joining: 'What becomes of them',
  each: 'A corpus each',
  together: 'All in one corpus',
  joinName: 'Name',
  joinedName: 'Several texts',
  joinNameMissing: 'The corpus needs a name',
  bringIn: (n: number) => (n <= 1 ? 'Bring it in' : `Bring in ${count(n)} files`),
  noneWanted: 'No file is chosen',
  lookingAgain: 'The file is being looked at',

  // while it is read
  lookingAt: (n: number) => (n === 0 ? 'Looking for files' : `Looking into ${files(n)}`),
  lookedAt: (name: string, index: number, of: number) =>
    of > 1 ? `“${name}”, ${count(index + 1)} of ${files(of)}` : name,
  reading: (name: string) => (name === '' ? 'Reading' : `Reading “${name}”`),
  readingOf: (name: string, index: number, of: number) =>
    `Reading “${name}”, ${count(index + 1)} of ${files(of)}`,
  readBytes: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
  opening: 'Opening the file',

  // afterwards
  someFailed: (n: number) => `${files(n)} could not be read`,
  othersAreIn: 'The others are in the library.',
  close: 'Close',
  readAgain: (name: string, encoding: Encoding) => `“${name}” was read again as ${ENCODING_NAMES[encoding]}`,

  // how it came, on the Corpus screen
  came: 'How it came',
  cameAs: (kind: SourceKind, field: string | null) =>
    field === null ? KINDS[kind] : `${KINDS[kind]}, “${field}”`,
  cameIn: (encoding: Encoding, ground: EncodingGround) => `${ENCODING_NAMES[encoding]}, ${GROUNDS[ground]}`,
  encodingNow: 'Read it in another encoding',
  asItWas: 'Nothing had to be changed.',
  changed: {
    lineEnds: (n: number) => `${times(n, 'line end', 'line ends')} made plain`,
    noBreakSpaces: (n: number) => `${times(n, 'no-break space', 'no-break spaces')} made a space`,
    controls: (n: number) => `${times(n, 'control character', 'control characters')} taken out`,
    normalised: (n: number) => `${times(n, 'line', 'lines')} with accents joined to their letters (NFC)`,
    replaced: (n: number) => `${times(n, 'character', 'characters')} that could not be read became \ufffd`,
    mixed: (n: number) => `${times(n, 'line', 'lines')} in another encoding than the rest`
  },
  mark: 'a byte-order mark taken off'
}
