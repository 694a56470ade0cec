/*
 * Which encoding a text file has; decoder.ts reads it then. A mark decides; else the zero bytes of UTF-16; else UTF-8
 * if most lines beyond ASCII are valid in it; else the statistics of chardet.
 */
import { isUtf8 } from 'node:buffer'
import type { Encoding, EncodingGround } from '#core/contracts/imports'
import { ENCODINGS } from '#core/contracts/imports'
import { trimmed } from './decoder'

export interface FoundEncoding {
  readonly name: Encoding
  readonly ground: EncodingGround
  /** Bytes of the mark at the beginning. */
  readonly mark: number
}

const marked = (name: Encoding, mark: number): FoundEncoding => ({ name, ground: 'marked', mark })

/** Length of a byte-order mark that this encoding would have at the beginning of `head`. */
export function markOf(head: Uint8Array, name: Encoding): number {
  const found = findMark(head)
  return found?.name === name ? found.mark : 0
}

function findMark(head: Uint8Array): FoundEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return marked('utf-8', 3)
  if (head[0] === 0xff && head[1] === 0xfe) return marked('utf-16le', 2)
  if (head[0] === 0xfe && head[1] === 0xff) return marked('utf-16be', 2)
  return null
}

/** @param head the first bytes of the file, some hundred kilobytes at most */
export async function detectEncoding(head: Uint8Array): Promise<FoundEncoding> {
  const mark = findMark(head)
  if (mark) return mark
  const wide = withoutMark(head)
  if (wide) return { name: wide, ground: 'guessed', mark: 0 }
  const foreign: Uint8Array[] = []
  let valid = 0
  for (const line of linesOf(head)) {
    if (isAscii(line)) continue
    if (isUtf8(line)) valid++
    else foreign.push(line)
  }
  if (foreign.length <= valid) return { name: 'utf-8', ground: 'valid', mark: 0 }
  const { analyse } = await import('chardet')
  for (const { name } of analyse(Buffer.concat(foreign))) {
    const known = knownAs(name)
    if (known && known !== 'utf-8') return { name: known, ground: 'guessed', mark: 0 }
  }
  return { name: 'windows-1252', ground: 'guessed', mark: 0 }
}

/** UTF-16 without a mark: Latin text has a zero in nearly every second byte, on one side only. */
function withoutMark(head: Uint8Array): Encoding | null {
  const pairs = head.length >> 1
  if (pairs < 2) return null
  let even = 0
  let odd = 0
  for (let i = 0; i + 1 < head.length; i += 2) {
    if (head[i] === 0) even++
    if (head[i + 1] === 0) odd++
  }
  if (odd > pairs * 0.4 && even < pairs * 0.05) return 'utf-16le'
  return even > pairs * 0.4 && odd < pairs * 0.05 ? 'utf-16be' : null
}

function knownAs(name: string): Encoding | null {
  const lower = name.toLowerCase()
  if (lower === 'iso-8859-1') return 'windows-1252'
  if (lower === 'iso-8859-5') return 'windows-1251'
  if (lower === 'iso-8859-7') return 'windows-1253'
  if (lower === 'iso-8859-9') return 'windows-1254'
  return ENCODINGS.find((known) => known === lower) ?? null
}

const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80)

/** The complete lines of these bytes, each with its end; all of it where there is no line end. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let start = 0
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    yield bytes.subarray(start, end + 1)
    start = end + 1
  }
  if (start === 0 && bytes.length > 0) yield trimmed(bytes)
}
