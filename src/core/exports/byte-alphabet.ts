/*
 * GPT-2's way of writing bytes as visible characters, which tokenizer files of Hugging Face and GGUF use:
 * printable Latin-1 bytes are themselves, the other 68 follow in order from U+0100 (space is Ġ, newline Ċ).
 */

const isPrintable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae

const SYMBOLS: readonly string[] = (() => {
  let next = 0x100
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++))
})()

const BYTES: ReadonlyMap<string, number> = new Map(SYMBOLS.map((symbol, byte) => [symbol, byte]))

/** The spelling of a byte sequence, one character per byte. */
export function spellBytes(bytes: Iterable<number>): string {
  let text = ''
  for (const byte of bytes) text += SYMBOLS[byte]!
  return text
}

/** The bytes of such a spelling; null if it holds any other character. */
export function unspellBytes(spelling: string): Uint8Array | null {
  const bytes = new Uint8Array(spelling.length)
  for (let i = 0; i < spelling.length; i++) {
    const byte = BYTES.get(spelling[i]!)
    if (byte === undefined) return null
    bytes[i] = byte
  }
  return bytes
}
