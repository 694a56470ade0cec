/*
 * A text that is too large to be held, in pieces: cut only where every tokenizer cuts as well, so that the
 * tokens of the pieces, one after another, are those of the whole.
 */

/** A piece is cut without regard to tokens from this many UTF-16 units on: a million letters without a blank. */
const MOST = 1 << 20

const WORD = /^[\p{L}\p{N}]/u
const BLANK = /^\p{White_Space}/u

/**
 * The last place at which a text may be cut, 0 if there is none: before a space or line end that follows a letter
 * or digit, or after a single line end that a letter or digit follows. Words, numbers and signs of all patterns in
 * pre-tokens.ts end there, and so do graphemes.
 */
export function safeCut(text: string): number {
  for (let i = text.length - 1; i > 0; i--) {
    const unit = text.charCodeAt(i)
    if (unit === 0x20 || unit === 0x0a) {
      if (WORD.test(characterBefore(text, i))) return i
    } else if (text.charCodeAt(i - 1) === 0x0a && i > 1) {
      const lone = !BLANK.test(characterBefore(text, i - 1))
      if (lone && WORD.test(String.fromCodePoint(text.codePointAt(i)!))) return i
    }
  }
  return 0
}

function characterBefore(text: string, index: number): string {
  const low = text.charCodeAt(index - 1)
  const pair = index > 1 && low >= 0xdc00 && low <= 0xdfff
  return pair ? text.slice(index - 2, index) : text.charAt(index - 1)
}

/** Pieces cut anywhere between characters → the same text in pieces that can be encoded one by one. */
export async function* safePieces(
  pieces: AsyncIterable<string> | Iterable<string>,
  most = MOST
): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of pieces) {
    const text = rest + piece
    let cut = safeCut(text)
    if (cut === 0 && text.length > most) cut = text.length
    rest = text.slice(cut)
    if (cut > 0) yield text.slice(0, cut)
  }
  if (rest !== '') yield rest
}
