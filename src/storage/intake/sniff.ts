/*
 * What a file is, by its first bytes. The name decides only between kinds that look alike: plain text,
 * Markdown, tables, JSON. What is not text is refused by what it is.
 */
import { extname } from 'node:path'
import type { SourceKind } from '#core/contracts/imports'
import { Failure } from '#core/errors'

/** Bytes that are looked at. */
export const HEAD = 1 << 18

const BY_NAME: Readonly<Record<string, SourceKind>> = {
  ...{ '.md': 'markdown', '.markdown': 'markdown', '.csv': 'csv', '.tsv': 'tsv', '.tab': 'tsv' },
  ...{ '.json': 'json', '.jsonl': 'jsonl', '.ndjson': 'jsonl' }
} as const

/** Files that people take for text, by how they begin. */
const OTHERS: readonly (readonly [string, string])[] = [
  ['\xff\xd8\xff', 'a JPEG picture'],
  ['\x89PNG\r\n', 'a PNG picture'],
  ['GIF8', 'a GIF picture'],
  ['RIFF', 'a sound, film or picture'],
  ['{\\rtf', 'a Rich Text file'],
  ['\xd0\xcf\x11\xe0', 'an old Office file'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf', 'a 7z archive'],
  ['Rar!', 'a RAR archive'],
  ['\x7fELF', 'a program'],
  ['ID3', 'a sound'],
  ['OggS', 'a sound or film'],
  ['GGUF', 'a GGUF model']
]

/**
 * @param head the first `HEAD` bytes or all of a shorter file
 * @throws Failure `corpus-binary` with what it is, where that is known
 */
export function sniff(name: string, head: Uint8Array): SourceKind {
  const start = Buffer.from(head.subarray(0, 64)).toString('latin1')
  if (start.startsWith('%PDF-')) return 'pdf'
  if (start.startsWith('PAR1')) return 'parquet'
  if (start.startsWith('PK\x03\x04')) return archiveKind(name, head)
  const other = OTHERS.find(([magic]) => start.startsWith(magic))
  if (other) throw new Failure('corpus-binary', { name, what: other[1] })
  refuseControls(name, head)
  return BY_NAME[extname(name).toLowerCase()] ?? 'text'
}

/** Word and EPUB are zip archives; which one, its first names say, else the file's own. */
function archiveKind(name: string, head: Uint8Array): SourceKind {
  const text = Buffer.from(head).toString('latin1')
  if (text.includes('application/epub+zip')) return 'epub'
  if (text.includes('word/') || /\.docx$/i.test(name)) return 'docx'
  if (/\.epub$/i.test(name)) return 'epub'
  throw new Failure('corpus-binary', { name, what: 'a zip archive' })
}

/** Text has no zero bytes, unless it is UTF-16, and hardly any control characters. */
function refuseControls(name: string, head: Uint8Array): void {
  const marked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (marked) return
  const zeros = [0, 0]
  let controls = 0
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i & 1]!++
    else if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) controls++
  })
  const [even = 0, odd = 0] = zeros
  const pairs = head.length / 2
  const wide = (many: number, few: number): boolean => many > pairs * 0.4 && few < pairs * 0.05
  const zero = even + odd > 0 && !wide(even, odd) && !wide(odd, even)
  if (zero || controls > head.length / 100) throw new Failure('corpus-binary', { name })
}
