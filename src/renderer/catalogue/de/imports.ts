/* Texte zum Hereinholen von Dateien: die Durchsicht, der Fortschritt, was unterwegs mit einem Text geschah. */

import type { Encoding, EncodingGround, SourceKind } from '#core/contracts/imports'
import { bytes, count } from '../format'
import type { importText as english } from '../imports'
import type { Like } from '../like'

const times = (n: number, one: string, many: string): string => `${count(n)} ${n === 1 ? one : many}`

const KINDS: Readonly<Record<SourceKind, string>> = {
  text: 'einfacher Text',
  markdown: 'Markdown',
  csv: 'Tabelle (CSV)',
  tsv: 'Tabelle (TSV)',
  json: 'JSON',
  jsonl: 'JSON, ein Datensatz pro Zeile',
  docx: 'Word-Dokument',
  pdf: 'PDF',
  epub: 'E-Book (EPUB)',
  parquet: 'Tabelle (Parquet)'
}

const ENCODING_NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252, Latin-1',
  'windows-1250': 'Windows-1250, Mitteleuropa',
  'windows-1251': 'Windows-1251, Kyrillisch',
  'windows-1253': 'Windows-1253, Griechisch',
  'windows-1254': 'Windows-1254, Türkisch',
  'iso-8859-2': 'ISO 8859-2, Mitteleuropa',
  'iso-8859-15': 'ISO 8859-15, Westeuropa',
  'koi8-r': 'KOI8-R, Kyrillisch',
  macintosh: 'Mac Roman',
  shift_jis: 'Shift JIS, Japanisch',
  'euc-jp': 'EUC-JP, Japanisch',
  gb18030: 'GB 18030, Chinesisch',
  big5: 'Big5, Chinesisch',
  'euc-kr': 'EUC-KR, Koreanisch'
}

const GROUNDS: Readonly<Record<EncodingGround, string>> = {
  marked: 'nach ihrer Marke',
  valid: 'jedes Byte ist gültig',
  guessed: 'aus den Bytes erschlossen',
  chosen: 'gewählt'
}

export const importText: Like<typeof english> = {
  kinds: KINDS,
  encodings: ENCODING_NAMES,
  grounds: GROUNDS,

  several: 'Dateien wählen',
  severalHint: 'Text, Tabellen, Word, PDF, E-Books',
  folder: 'Ordner wählen',
  folderHint: 'Jeder Text darin',

  title: (n) => (n === 1 ? 'Eine Datei zum Hereinholen' : `${count(n)} Dateien zum Hereinholen`),
  line: 'Nichts kommt ungefragt in die Bibliothek.',
  file: 'Datei',
  reads: 'Wie sie gelesen wird',
  beginning: 'Beginnt mit',
  include: (name) => `„${name}“ hereinholen`,
  about: (kind, size) => `${KINDS[kind]}, ${bytes(size)}`,
  field: (name) => `Spalte oder Feld von „${name}“`,
  encoding: (name) => `Zeichenkodierung von „${name}“`,
  nothing: 'Darin ist nichts zu lesen',
  model: 'Ein Modell. Allein ablegen, um es zu öffnen.',
  run: 'Ein exportierter Lauf. Allein ablegen, um ihn hereinzuholen.',
  left: (n) =>
    n === 1
      ? 'Eine weitere Datei wurde nicht angesehen.'
      : `${count(n)} weitere Dateien wurden nicht angesehen.`,
  joining: 'Was daraus wird',
  each: 'Je ein Korpus',
  together: 'Alle in einem Korpus',
  joinName: 'Name',
  joinedName: 'Mehrere Texte',
  joinNameMissing: 'Das Korpus braucht einen Namen',
  bringIn: (n) => (n <= 1 ? 'Hereinholen' : `${count(n)} Dateien hereinholen`),
  noneWanted: 'Keine Datei ist gewählt',
  lookingAgain: 'Die Datei wird angesehen',

  lookingAt: (n) => {
    if (n === 0) return 'Dateien werden gesucht'
    return n === 1 ? 'Die Datei wird angesehen' : `${count(n)} Dateien werden angesehen`
  },
  lookedAt: (name, index, of) => (of > 1 ? `„${name}“, ${count(index + 1)} von ${count(of)} Dateien` : name),
  reading: (name) => (name === '' ? 'Wird gelesen' : `„${name}“ wird gelesen`),
  readingOf: (name, index, of) => `„${name}“ wird gelesen, ${count(index + 1)} von ${count(of)} Dateien`,
  readBytes: (done, total) => `${bytes(done)} von ${bytes(total)}`,
  opening: 'Die Datei wird geöffnet',

  someFailed: (n) =>
    n === 1 ? '1 Datei konnte nicht gelesen werden' : `${count(n)} Dateien konnten nicht gelesen werden`,
  othersAreIn: 'Die anderen sind in der Bibliothek.',
  close: 'Schließen',
  readAgain: (name, encoding) => `„${name}“ wurde neu gelesen als ${ENCODING_NAMES[encoding]}`,

  came: 'Wie er ankam',
  cameAs: (kind, field) => (field === null ? KINDS[kind] : `${KINDS[kind]}, „${field}“`),
  cameIn: (encoding, ground) => `${ENCODING_NAMES[encoding]}, ${GROUNDS[ground]}`,
  encodingNow: 'In einer anderen Kodierung lesen',
  asItWas: 'Nichts musste geändert werden.',
  changed: {
    lineEnds: (n) => `${times(n, 'Zeilenende', 'Zeilenenden')} vereinheitlicht`,
    noBreakSpaces: (n) =>
      n === 1
        ? '1 geschütztes Leerzeichen wurde ein gewöhnliches'
        : `${count(n)} geschützte Leerzeichen wurden gewöhnliche`,
    controls: (n) => `${times(n, 'Steuerzeichen', 'Steuerzeichen')} entfernt`,
    normalised: (n) =>
      `${times(n, 'Zeile', 'Zeilen')}, deren Akzente mit ihren Buchstaben verbunden wurden (NFC)`,
    replaced: (n) =>
      n === 1
        ? '1 Zeichen, das nicht lesbar war, wurde \ufffd'
        : `${count(n)} Zeichen, die nicht lesbar waren, wurden \ufffd`,
    mixed: (n) => `${times(n, 'Zeile', 'Zeilen')} in einer anderen Kodierung als der Rest`
  },
  mark: 'eine Bytereihenfolge-Marke entfernt'
}
