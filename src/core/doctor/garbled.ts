/*
 * UTF-8 that was read as Windows-1252, told by what it looks like (Ã¼ for ü, â€™ for ’) and read again as what it
 * was. A line is changed only where all of its characters beyond ASCII can be taken for bytes, and those bytes are
 * UTF-8: a line that is right as it stands hardly ever is.
 */

/** Characters of the bytes 0x80 to 0x9f in Windows-1252, by the Encoding Standard (encoding.spec.whatwg.org). */
const HIGH = new Map(
  [
    ...'\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f',
    ...'\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178'
  ].map((character, i) => [character.charCodeAt(0), 0x80 + i])
)
/** A first byte of two, three or four, and another after it. */
const SUSPECT = /[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u017e\u0192\u02c6\u02dc\u2013-\u2122]/

/** Whether a line seems to have been read in the wrong encoding. */
export function looksGarbled(line: string): boolean {
  return SUSPECT.test(line) && ungarbled(line) !== line
}

/** The line as it was meant; itself where it is right or cannot be told. */
export function ungarbled(line: string): string {
  if (!SUSPECT.test(line)) return line
  const bytes = new Uint8Array(line.length)
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i)
    const byte = HIGH.get(code) ?? code
    if (byte > 0xff) return line
    bytes[i] = byte
  }
  return decodeStrictly(bytes) ?? line
}

/** UTF-8, or null where a byte does not belong. */
function decodeStrictly(bytes: Uint8Array): string | null {
  let text = ''
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i]!
    const more =
      first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1
    if (more < 0 || i + more >= bytes.length) return null
    let code = more === 0 ? first : first & (0x3f >> more)
    for (let k = 1; k <= more; k++) {
      const next = bytes[i + k]!
      if ((next & 0xc0) !== 0x80) return null
      code = (code << 6) | (next & 0x3f)
    }
    const least = [0, 0x80, 0x800, 0x10000][more]!
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null
    text += String.fromCodePoint(code)
    i += more + 1
  }
  return text
}
