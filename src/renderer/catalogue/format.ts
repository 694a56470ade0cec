/*
 * How numbers, shares, times and sizes are written, everywhere in the window, in the language that is
 * spoken; a minus is a true minus (U+2212), and between a number and its unit stands a
 * no-break space. Never more digits than are measured; unknown is an en dash.
 */

import { formatWords as german } from './de/format-words'
import { formatWords as english } from './format-words'
import { language, locale } from './language'

export const NBSP = '\u00a0'
/** What stands for a figure that is not known; its tooltip says why. */
export const UNKNOWN = '–'

const words = (): typeof english => (language() === 'de' ? german : english)

/** Making a formatter is slow: each is made once for a language and what `name` stands for. */
const made = new Map<string, unknown>()

function formatter<T>(name: string, make: (locale: string) => T): T {
  const key = `${locale()} ${name}`
  if (!made.has(key)) made.set(key, make(locale()))
  return made.get(key) as T
}

function format(value: number, digits: number): string {
  const [minimumFractionDigits, maximumFractionDigits] = [digits, digits]
  // What rounds to nothing has no sign.
  const options = { minimumFractionDigits, maximumFractionDigits, signDisplay: 'negative' } as const
  const numbers = formatter(`decimal ${digits}`, (locale) => new Intl.NumberFormat(locale, options))
  return numbers.format(value).replace(/^-/, '\u2212')
}

/**
 * A number with a fixed count of decimals: `1,234.50`. From a million on its decimals say nothing: a loss that runs away is
 * `4.0 × 10²¹`.
 */
export function decimal(value: number, digits: number): string {
  if (!Number.isFinite(value)) return UNKNOWN
  return digits > 0 && Math.abs(value) >= 1e6 ? power(value) : format(value, digits)
}

/** A large number by its first two digits: `3.1 × 10²³`. */
export function power(value: number): string {
  const [mantissa, exponent] = value.toExponential(1).split('e')
  return `${format(Number(mantissa), 1)}${NBSP}×${NBSP}10${superscript(Number(exponent))}`
}

/** A whole number: `32,257`. */
export function count(value: number): string {
  return decimal(Math.round(value), 0)
}

/** A loss in running text: three decimals. */
export function loss(nats: number | null | undefined): string {
  return nats === null || nats === undefined ? UNKNOWN : decimal(nats, 3)
}

/** A loss on axes and reference lines: two decimals. */
export function lossShort(nats: number): string {
  return decimal(nats, 2)
}

/** A share from 0 to 1 as `84 %`, with decimals only where asked. */
export function percent(share: number, digits = 0): string {
  return `${decimal(share * 100, digits)}${NBSP}%`
}

/** A measured speed or size with three significant digits: `164`, `5.25`, `0.412`, `37,600`. */
export function measured(value: number): string {
  if (!Number.isFinite(value)) return UNKNOWN
  if (value === 0) return '0'
  const rounded = Number(value.toPrecision(3))
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded))))
  return format(rounded, Math.min(digits, 6))
}

/** A setting as it is typed: the shortest text that gives the same number, thousands not separated. */
export function plain(value: number): string {
  const written = String(value).replace(/^-/, '\u2212').replace(/e-/, 'e\u2212')
  return written.replace('.', decimalMark())
}

/** A setting as it is read: thousands separated, all its digits: `4,000`, `0.003`, `1e−8`. */
export function setting(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-4) return plain(value)
  const numbers = formatter(
    'setting',
    (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 8 })
  )
  return numbers.format(value).replace(/^-/, '\u2212')
}

/** A small difference by its first digit, whatever its size: `0.000004`. */
export function firstDigit(value: number): string {
  const options = { maximumSignificantDigits: 1, maximumFractionDigits: 20 }
  return formatter('first digit', (locale) => new Intl.NumberFormat(locale, options)).format(value)
}

/** What stands before the decimals: `.` or `,`. */
export function decimalMark(): string {
  return format(0.5, 1).charAt(1)
}

/** Words in a row: `a, b and c`. */
export function list(words: readonly string[]): string {
  return formatter('list', listFormat).format(words)
}

function listFormat(locale: string): Intl.ListFormat {
  // The British form has no comma before "and".
  const place = locale === 'en-US' ? 'en-GB' : locale
  return new Intl.ListFormat(place, { style: 'long', type: 'conjunction' })
}

/**
 * Time left, in seconds, as `13 s`, `4 min 20 s`, `1 h 05 min`: rounded to 1 s under a minute, to 5 s
 * under ten, then to minutes.
 */
export function timeLeft(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return UNKNOWN
  const s = Math.max(0, seconds)
  if (s <= 59) return `${Math.ceil(s)}${NBSP}s`
  if (s < 597.5) return minutesAndSeconds(Math.round(s / 5) * 5)
  const minutes = Math.round(s / 60)
  if (minutes < 60) return `${minutes}${NBSP}min`
  return `${count(Math.floor(minutes / 60))}${NBSP}h${NBSP}${String(minutes % 60).padStart(2, '0')}${NBSP}min`
}

function minutesAndSeconds(s: number): string {
  const minutes = Math.floor(s / 60)
  const rest = s % 60
  return rest === 0 ? `${minutes}${NBSP}min` : `${minutes}${NBSP}min${NBSP}${rest}${NBSP}s`
}

/** Bytes in decimal units, three significant digits: `812 B`, `41.2 MB`. */
export function bytes(size: number): string {
  let value = size
  let unit = 'B'
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (value < 999.5) break
    value /= 1000
    unit = next
  }
  return `${unit === 'B' ? count(value) : measured(value)}${NBSP}${unit}`
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** A whole number from 0 on, raised. */
function superscript(value: number): string {
  return [...String(value)].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')
}

/**
 * A probability as `1 in 58,000`, two significant digits, then `1 in 3.6 M` and `1 in 10¹⁶`, so that it
 * keeps to a column; nearly certain ones as a share.
 */
export function oneIn(probability: number): string {
  if (!(probability > 0)) return UNKNOWN
  if (probability > 0.5) return percent(probability)
  const rounded = Number((1 / probability).toPrecision(2))
  if (rounded < 1e6) return words().oneIn(count(rounded))
  if (rounded < 1e9)
    return words().oneIn(`${setting(Number((rounded / 1e6).toPrecision(2)))}${NBSP}${words().million}`)
  return words().oneIn(`10${superscript(Math.round(-Math.log10(probability)))}`)
}

// English dates are the British ones: the day first, 24 hours.
const dates = (locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale === 'en-US' ? 'en-GB' : locale, {
    ...{ day: 'numeric', month: 'short', year: 'numeric' }
  })
const times = (locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale === 'en-US' ? 'en-GB' : locale, { hour: '2-digit', minute: '2-digit' })

/** A moment (ISO 8601) as `today, 14:02` or `3 Mar 2026, 14:02`. */
export function moment(iso: string, now = new Date()): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return UNKNOWN
  const day =
    date.toDateString() === now.toDateString() ? words().today : formatter('date', dates).format(date)
  return `${day}, ${formatter('time', times).format(date)}`
}

/** A character so that it can be seen: space, tab and other invisible ones by their names. */
export function visible(character: string): string {
  switch (character) {
    case ' ':
      return words().space
    case '\u00a0':
      return words().noBreakSpace
    case '\t':
      return words().tab
    case '\n':
      return words().lineEnd
    case '\r':
      return words().carriageReturn
    default:
      return /^[\p{C}\p{Z}\p{M}]$/u.test(character)
        ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
        : character
  }
}
