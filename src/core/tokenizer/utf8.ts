/*
 * Bytes as tokenizers handle them: "byte strings", one character from U+0000 to U+00FF per byte, which
 * compare, join and index as fast as any string; and what is shown where bytes are no whole character.
 */

const encoder = new TextEncoder()
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The UTF-8 of a text as a byte string. */
export function toByteString(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : byteString(encoder.encode(text))
}

/** Bytes as a byte string. */
export function byteString(bytes: ArrayLike<number>): string {
  let text = ''
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]!)
  return text
}

/** The bytes of a byte string. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** Whether a byte begins a character of UTF-8, and is not a further one. */
export function beginsCharacter(byte: number): boolean {
  return (byte & 0xc0) !== 0x80
}

/** Text for people: the characters if the bytes are whole ones, else ASCII and `\xE2` for the rest. */
export function showBytes(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).toUpperCase()}`
    ).join('')
  }
}
