/*
 * Bytes of a known encoding as text, piece by piece (encoding.ts finds which it is). The tables are iconv-lite's:
 * Electron's own ICU lacks the converters.
 */
import { isUtf8 } from 'node:buffer'
import type { Encoding } from '#core/contracts/imports'

/** Without a character that the end cuts in two. */
export function trimmed(bytes: Uint8Array): Uint8Array {
  let end = bytes.length
  while (end > 0 && end > bytes.length - 4 && (bytes[end - 1]! & 0xc0) === 0x80) end--
  return end > 0 && bytes[end - 1]! >= 0xc0 ? bytes.subarray(0, end - 1) : bytes
}

interface Decoder {
  write(bytes: Uint8Array): string
  end(): string
  /** Lines that were not valid in UTF-8 and were read as windows-1252. */
  readonly mixed: number
}

/** A decoder that takes pieces cut anywhere. What stands for no character becomes U+FFFD. */
export async function openDecoder(name: Encoding): Promise<Decoder> {
  const { default: iconv } = await import('iconv-lite')
  if (name === 'utf-8') {
    return new Utf8ByLine((bytes) => iconv.decode(Buffer.from(bytes), 'windows-1252'))
  }
  const decoder = iconv.getDecoder(name, { stripBOM: false })
  return {
    write: (bytes) => decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    end: () => decoder.end() ?? '',
    mixed: 0
  }
}

/** A line over this many bytes is no line of a mixed file: it is decoded as it comes. */
const LONG_LINE = 1 << 20

/** UTF-8, in which a line that is not valid is taken for windows-1252: texts joined from several files. */
class Utf8ByLine implements Decoder {
  mixed = 0
  #rest: Uint8Array = new Uint8Array(0)

  constructor(private readonly other: (bytes: Uint8Array) => string) {}

  write(bytes: Uint8Array): string {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    let cut = all.lastIndexOf(0x0a) + 1
    if (all.length - cut > LONG_LINE) cut = trimmed(all).length
    this.#rest = all.slice(cut)
    return this.#decode(all.subarray(0, cut))
  }

  end(): string {
    const rest = this.#rest
    this.#rest = new Uint8Array(0)
    return this.#decode(rest)
  }

  #decode(bytes: Uint8Array): string {
    if (isUtf8(bytes)) return utf8(bytes)
    const lines: string[] = []
    let start = 0
    while (start < bytes.length) {
      const end = bytes.indexOf(0x0a, start)
      const line = bytes.subarray(start, end < 0 ? bytes.length : end + 1)
      start += line.length
      if (isUtf8(line)) lines.push(utf8(line))
      else {
        this.mixed++
        lines.push(this.other(line))
      }
    }
    return lines.join('')
  }
}

const utf8 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
