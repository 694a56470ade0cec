/*
 * A text of the library as it is read for training, in pieces of about a megabyte cut between characters, with
 * `\n` as the only line end: what cleanText makes of a text that is held whole.
 */
import { Failure } from '#core/errors'
import type { Disk } from '../disk'
import { toReadFailure } from '../disk-errors'

export const PIECE = 1 << 20

export interface TextPiece {
  readonly text: string
  /** Where it stands in the file, in bytes, and how many it takes. */
  readonly at: number
  readonly bytes: number
}

export interface PieceOptions {
  /** First byte; must be the beginning of a character. */
  readonly from?: number
  readonly size?: number
  readonly signal?: AbortSignal | undefined
  /** Hears every byte. */
  readonly raw?: (bytes: Uint8Array) => void
}

/** @throws Failure `cancelled`, and what reading fails with */
export async function* textPieces(
  disk: Disk,
  path: string,
  { from = 0, size = PIECE, signal, raw }: PieceOptions = {}
): AsyncGenerator<TextPiece> {
  const failed = (error: unknown): never => {
    throw toReadFailure(error, path)
  }
  const file = await disk.open(path, 'r').catch(failed)
  try {
    let at = from
    let rest = Buffer.alloc(0)
    for (;;) {
      if (signal?.aborted) throw new Failure('cancelled')
      const buffer = Buffer.allocUnsafe(rest.length + size)
      rest.copy(buffer)
      const { bytesRead } = await file.read(buffer, rest.length, size, at + rest.length).catch(failed)
      const all = buffer.subarray(0, rest.length + bytesRead)
      raw?.(all.subarray(rest.length))
      const cut = bytesRead === 0 ? all.length : wholeCharacters(all)
      if (cut > 0) yield pieceOf(all.subarray(0, cut), at)
      if (bytesRead === 0) return
      rest = Buffer.from(all.subarray(cut))
      at += cut
    }
  } finally {
    // Everything that was read is here.
    await file.close().catch(() => undefined)
  }
}

/** Bytes up to the last character that is whole; a carriage return waits for what follows it. */
function wholeCharacters(bytes: Uint8Array): number {
  let cut = bytes.length
  let lead = cut - 1
  while (lead >= 0 && lead > cut - 4 && (bytes[lead]! & 0xc0) === 0x80) lead--
  const first = bytes[lead] ?? 0
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1
  if (lead >= 0 && lead + length > cut) cut = lead
  if (bytes[cut - 1] === 0x0d) cut--
  return cut
}

function pieceOf(bytes: Buffer, at: number): TextPiece {
  const raw = bytes.toString('utf8')
  const text = at === 0 && raw.startsWith('\ufeff') ? raw.slice(1) : raw
  return { text: text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text, at, bytes: bytes.length }
}

/** The first `count` code points of a text that comes in pieces; 0 of them: nothing. */
export function afterPoints(text: string, count: number): number {
  let index = 0
  for (let n = 0; n < count && index < text.length; n++) index += text.codePointAt(index)! > 0xffff ? 2 : 1
  return index
}
