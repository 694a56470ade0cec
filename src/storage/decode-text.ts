/*
 * Bytes of a text file → text. UTF-8 with or without a mark, UTF-16 by its mark, else windows-1252
 * if nothing in it is a control byte. What is not text is refused rather than guessed.
 * The tables are our own: Electron's ICU data lacks the converters that Node's TextDecoder would use.
 */
import { Failure } from '#core/errors'

/** Largest text that is held whole, in bytes: a JavaScript string must hold it with room to spare. */
export const MAX_TEXT_BYTES = 256 << 20
/** Largest text of the library. Its tokens can be counted in 31 bits. */
export const MAX_LIBRARY_BYTES = 2 ** 31 - 1

/** windows-1252 from 0x80 to 0x9F; 0 where the code page has no character. */
const WINDOWS_1252 = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
  0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0, 0x017e, 0x0178
]

/** Tab, line feed, vertical tab, form feed, carriage return. */
const isBlank = (byte: number): boolean => byte >= 0x09 && byte <= 0x0d

/**
 * The text, without byte-order mark; line ends stay as they are.
 * @throws Failure `corpus-empty` (nothing but white space), `corpus-binary`, `corpus-encoding` (a
 * UTF-16 mark, but not UTF-16) or `corpus-too-large`
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.byteLength > MAX_TEXT_BYTES) {
    throw new Failure('corpus-too-large', { bytes: bytes.byteLength, limit: MAX_TEXT_BYTES })
  }
  const text = decode(bytes)
  if (text.includes('\0')) throw new Failure('corpus-binary')
  if (text.trim() === '') throw new Failure('corpus-empty')
  return text
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes.subarray(2))
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(swapPairs(bytes.subarray(2)))
  if (startsWith(bytes, '%PDF-') || startsWith(bytes, '{\\rtf')) throw new Failure('corpus-binary')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return decodeWindows1252(bytes)
  }
}

/** Little-endian UTF-16; half characters are refused. */
function decodeUtf16(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf16le')
  if (bytes.byteLength % 2 !== 0 || /\p{Surrogate}/u.test(text)) throw new Failure('corpus-encoding')
  return text
}

function swapPairs(bytes: Uint8Array): Uint8Array {
  if (bytes.byteLength % 2 !== 0) throw new Failure('corpus-encoding')
  return Buffer.from(bytes).swap16()
}

function decodeWindows1252(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    const unit = byte >= 0x80 && byte <= 0x9f ? (WINDOWS_1252[byte - 0x80] ?? 0) : byte
    const control = unit === 0 || (unit < 0x20 && !isBlank(unit)) || unit === 0x7f
    if (control) throw new Failure('corpus-binary')
    units[i] = unit
  }
  return Buffer.from(units.buffer).toString('utf16le')
}

function startsWith(bytes: Uint8Array, ascii: string): boolean {
  return Buffer.from(bytes.subarray(0, ascii.length)).toString('latin1') === ascii
}
