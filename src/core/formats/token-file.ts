/*
 * The tokens of a text that is too large to be held, as a file: token i stands at byte i × width, little-endian,
 * those of the training part first, those of the held-out part after them; what they are stands in a footer of
 * 128 bytes at the end, since it is known only then. Reading is strict: whatever is not as described is refused.
 */

import { Failure } from '../errors'

export const TOKEN_FOOTER = 128
const TOKEN_FILE_VERSION = 1
const MAGIC = 'DHTOKENS'
/** Ids below this fit two bytes. */
const NARROW = 1 << 16

export interface TokenFileInfo {
  /** Bytes of a token. */
  readonly width: 2 | 4
  /** Every token is below it. */
  readonly vocab: number
  /** Tokens of the training part, and of the held-out part after them. */
  readonly train: number
  readonly heldOut: number
  /** SHA-256 of the UTF-8 text, and of the tokenizer's data as JSON; hex. */
  readonly text: string
  readonly tokenizer: string
  /** Share of the text that is held out. */
  readonly share: number
  /** CRC-32 of all token bytes. */
  readonly checksum: number
}

export const widthFor = (vocab: number): 2 | 4 => (vocab <= NARROW ? 2 : 4)

/** Token ids as the file has them. */
export function tokenBytesOf(ids: ArrayLike<number>, width: 2 | 4): Uint8Array {
  const bytes = new Uint8Array(ids.length * width)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < ids.length; i++) {
    if (width === 2) view.setUint16(2 * i, ids[i]!, true)
    else view.setUint32(4 * i, ids[i]!, true)
  }
  return bytes
}

/** Token ids of a stretch of the file. */
export function tokensOfBytes(bytes: Uint8Array, width: 2 | 4): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ids = new Int32Array(Math.floor(bytes.byteLength / width))
  for (let i = 0; i < ids.length; i++) {
    ids[i] = width === 2 ? view.getUint16(2 * i, true) : view.getUint32(4 * i, true)
  }
  return ids
}

export function encodeTokenFooter(info: TokenFileInfo): Uint8Array {
  const bytes = new Uint8Array(TOKEN_FOOTER)
  const view = new DataView(bytes.buffer)
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i)
  view.setUint32(8, TOKEN_FILE_VERSION, true)
  view.setUint32(12, info.width, true)
  view.setUint32(16, info.vocab, true)
  view.setUint32(20, info.checksum, true)
  view.setBigUint64(24, BigInt(info.train), true)
  view.setBigUint64(32, BigInt(info.heldOut), true)
  bytes.set(bytesOfHex(info.text), 40)
  bytes.set(bytesOfHex(info.tokenizer), 72)
  view.setFloat64(104, info.share, true)
  view.setUint32(124, crc32(bytes.subarray(0, 124)), true)
  return bytes
}

/**
 * @param footer the last 128 bytes of the file
 * @param size of the whole file in bytes
 * @throws Failure `token-file-invalid` with `what` is wrong
 */
export function decodeTokenFooter(footer: Uint8Array, size: number): TokenFileInfo {
  const refuse = (what: string): never => {
    throw new Failure('token-file-invalid', { what })
  }
  if (footer.byteLength !== TOKEN_FOOTER) refuse('length')
  const view = new DataView(footer.buffer, footer.byteOffset, footer.byteLength)
  if (String.fromCharCode(...footer.subarray(0, 8)) !== MAGIC) refuse('magic')
  if (view.getUint32(124, true) !== crc32(footer.subarray(0, 124))) refuse('footer')
  if (view.getUint32(8, true) !== TOKEN_FILE_VERSION) refuse('version')
  const width = view.getUint32(12, true)
  const vocab = view.getUint32(16, true)
  if (width !== 2 && width !== 4) throw new Failure('token-file-invalid', { what: 'width' })
  if (vocab < 2 || width !== widthFor(vocab)) refuse('vocab')
  const [train, heldOut] = [view.getBigUint64(24, true), view.getBigUint64(32, true)]
  if ((train + heldOut) * BigInt(width) + BigInt(TOKEN_FOOTER) !== BigInt(size)) refuse('count')
  const share = view.getFloat64(104, true)
  if (!(share >= 0 && share <= 0.5)) refuse('share')
  if (footer.subarray(112, 124).some((byte) => byte !== 0)) refuse('reserved')
  return {
    ...{ width, vocab, train: Number(train), heldOut: Number(heldOut), share },
    ...{ text: hexOf(footer.subarray(40, 72)), tokenizer: hexOf(footer.subarray(72, 104)) },
    checksum: view.getUint32(20, true)
  }
}

function bytesOfHex(hex: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(hex)) throw new RangeError(`not a SHA-256: ${hex}`)
  return Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** CRC-32 as in zip and PNG; bit by bit, for a footer. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0)
  }
  return ~crc >>> 0
}
