/*
 * A text that comes in pieces, cut into lines: `\n`, `\r\n` and `\r` end one, a byte-order mark at the beginning is
 * no part of the first. Where the pieces are cut changes nothing, but for lines of over a million units, which come
 * in parts of one number. Lines are numbered from 0, blank ones too.
 */

/** UTF-16 units of a line that are held at most. */
const MOST_HELD = 1 << 20

export interface TextLine {
  readonly number: number
  /** As it stands, without its end. */
  readonly text: string
  /** Whether the line ends here: false for all but the last part of a very long one, and where the text ends first. */
  readonly ends: boolean
}

export class LineCutter {
  #rest = ''
  #number = 0
  #begun = false

  /** The lines that are complete with this piece. */
  push(piece: string): TextLine[] {
    const lines: TextLine[] = []
    let text = this.#rest + piece
    if (!this.#begun && text !== '') {
      this.#begun = true
      if (text.startsWith('\ufeff')) text = text.slice(1)
    }
    let start = 0
    for (;;) {
      let end = start
      while (end < text.length && text.charCodeAt(end) !== 0x0a && text.charCodeAt(end) !== 0x0d) end++
      // A CR at the very end may have its LF in the next piece.
      if (end === text.length || (end === text.length - 1 && text[end] === '\r')) break
      lines.push({ number: this.#number++, text: text.slice(start, end), ends: true })
      start = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1)
    }
    this.#rest = text.slice(start)
    if (this.#rest.length > MOST_HELD) {
      // Never between a CR and its LF, or the halves of a surrogate pair.
      const cut = this.#rest.length - (/[\r\ud800-\udbff]$/.test(this.#rest.slice(-1)) ? 1 : 0)
      lines.push({ number: this.#number, text: this.#rest.slice(0, cut), ends: false })
      this.#rest = this.#rest.slice(cut)
    }
    return lines
  }

  /** The last line, if it has no end or only half of one. */
  end(): TextLine[] {
    const rest = this.#rest
    this.#rest = ''
    return rest === ''
      ? []
      : [{ number: this.#number++, text: rest.replace(/\r$/, ''), ends: rest.endsWith('\r') }]
  }
}

/** A text in pieces that end with a line, or where there is none with whole characters, of some 64,000 units or more. */
export function* wholeLines(text: string): Generator<string> {
  let held = ''
  for (const piece of piecesOf(text)) {
    const cut = piece.lastIndexOf('\n') + 1
    if (cut === 0 && held.length < 1 << 20) held += piece
    else if (cut === 0) {
      yield held + piece
      held = ''
    } else {
      yield held + piece.slice(0, cut)
      held = piece.slice(cut)
    }
  }
  if (held !== '') yield held
}

/** A text in pieces of some 64,000 units, never between the halves of a surrogate pair. */
export function* piecesOf(text: string, size = 1 << 16): Generator<string> {
  for (let start = 0; start < text.length;) {
    let end = Math.min(text.length, start + size)
    const last = text.charCodeAt(end - 1)
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end++
    yield text.slice(start, end)
    start = end
  }
}
