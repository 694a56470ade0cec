/*
 * Text as it comes from a file, piece by piece, made plain: `\n` as the only line end, no-break spaces as
 * spaces, no control characters, NFC (Unicode Standard Annex #15), and every change counted. How the text was
 * cut into pieces changes nothing, but for lines over a million characters without a space.
 */
import type { CleaningReport } from '#core/contracts/imports'

type Counts = Pick<CleaningReport, 'lineEnds' | 'noBreakSpaces' | 'controls' | 'normalised' | 'replaced'>

/** A line is kept whole up to here, in UTF-16 units; a longer one is cut before a space, which never composes. */
const LONG = 1 << 16
/** From here on also where there is no space. */
const VERY_LONG = 1 << 20

const LINE_ENDS = /\r\n?|\u0085/g
const NO_BREAK = /[\u00a0\u202f]/g
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]/g
const HALVES = /\p{Surrogate}/gu
/** Below U+0300 nothing combines, so the text is in NFC. */
const PLAIN = /^[\0-\u02ff]*$/

export class Cleaner {
  readonly counts: { -readonly [K in keyof Counts]: Counts[K] } = {
    ...{ lineEnds: 0, noBreakSpaces: 0, controls: 0, normalised: 0, replaced: 0 }
  }
  #rest = ''

  /** What of the text so far can be said for certain. */
  push(piece: string): string {
    const text = this.#rest + piece
    const cut = safeCut(text)
    this.#rest = text.slice(cut)
    return cut === 0 ? '' : this.#clean(text.slice(0, cut))
  }

  /** The rest. */
  end(): string {
    const rest = this.#rest
    this.#rest = ''
    return this.#clean(rest)
  }

  #clean(text: string): string {
    const swap = (from: string, what: RegExp, by: string, key: keyof Counts): string =>
      from.replace(what, () => {
        this.counts[key]++
        return by
      })
    // First: what stands between two halves must not join them by going.
    const plain = PLAIN.test(text)
    const whole = plain ? text : text.replace(HALVES, '\ufffd')
    if (!plain) this.counts.replaced += whole.split('\ufffd').length - 1
    let clean = swap(whole, LINE_ENDS, '\n', 'lineEnds')
    clean = swap(clean, NO_BREAK, ' ', 'noBreakSpaces')
    clean = swap(clean, CONTROLS, '', 'controls')
    if (plain) return clean
    const composed = clean.normalize('NFC')
    if (composed === clean) return clean
    for (const line of clean.split('\n')) if (line.normalize('NFC') !== line) this.counts.normalised++
    return composed
  }
}

/** Where nothing that comes later can change what stands before. */
function safeCut(text: string): number {
  const line = text.lastIndexOf('\n') + 1
  if (text.length - line < LONG) return line
  const space = text.lastIndexOf(' ')
  if (space > line) return space
  if (text.length - line < VERY_LONG) return line
  const last = text.charCodeAt(text.length - 1)
  const open = last === 0x0d || (last >= 0xd800 && last <= 0xdbff)
  return open ? text.length - 1 : text.length
}
