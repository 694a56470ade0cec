/* What an error is told as, and how its facts become words. Used by the tables beside this file. */

import type { ErrorDetail } from '../errors'
import { type Language, LOCALES } from '../language'

export interface Wording {
  /** What happened: one sentence, with its full stop. */
  readonly title: string
  /** What is safe: a sentence, or empty where nothing was at risk. */
  readonly safe: string
  /** What to do: one sentence that begins with a verb, or empty where there is nothing to be done. */
  readonly mend: string
}

export type Entry = (facts: Facts) => Wording

/** The three sentences of an error; safe is often empty. */
export const says = (title: string, mend: string, safe = ''): Wording => ({ title, safe, mend })

interface FactWords {
  readonly unknownNumber: string
  readonly unknownSize: string
  readonly absurdSize: string
  readonly oneByte: string
  readonly bytes: string
  quoted(name: string): string
}

const WORDS: Readonly<Record<Language, FactWords>> = {
  en: {
    unknownNumber: 'an unknown number',
    unknownSize: 'an unknown size',
    absurdSize: 'an absurd size',
    oneByte: '1 byte',
    bytes: 'bytes',
    quoted: (name) => `“${name}”`
  },
  de: {
    unknownNumber: 'einer unbekannten Zahl',
    unknownSize: 'unbekannter Größe',
    absurdSize: 'unmöglicher Größe',
    oneByte: '1 Byte',
    bytes: 'Byte',
    quoted: (name) => `„${name}“`
  }
}

/** An error's details, with words for those that are missing. */
export class Facts {
  readonly #words: FactWords
  readonly #locale: string

  constructor(
    private readonly detail: ErrorDetail = {},
    language: Language = 'en'
  ) {
    this.#words = WORDS[language]
    this.#locale = LOCALES[language]
  }

  has(key: string): boolean {
    return this.detail[key] !== undefined && this.detail[key] !== ''
  }

  /** A text or a number as it is, in one line. */
  text(key: string, missing: string): string {
    const value = this.has(key) ? String(this.detail[key]) : missing
    return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  }

  /** A count with its thousands separated. */
  count(key: string, missing = this.#words.unknownNumber): string {
    const value = this.detail[key]
    const number = value === undefined || value === '' ? NaN : Number(value)
    return Number.isFinite(number) ? number.toLocaleString(this.#locale) : missing
  }

  /** Bytes as megabytes or bytes. */
  size(key: string): string {
    const bytes = Number(this.detail[key] ?? NaN)
    if (!Number.isFinite(bytes)) return this.#words.unknownSize
    if (bytes >= 1e18) return this.#words.absurdSize
    if (bytes < 1e6)
      return bytes === 1 ? this.#words.oneByte : `${bytes.toLocaleString(this.#locale)} ${this.#words.bytes}`
    return `${(bytes / 1e6).toLocaleString(this.#locale, { maximumSignificantDigits: 3 })} MB`
  }

  /** `name` in quotation marks, or `missing`. */
  name(missing: string): string {
    return this.has('name') ? this.#words.quoted(this.text('name', '')) : missing
  }

  /** The name with a capital where it begins a sentence without one. */
  subject(missing: string): string {
    return this.has('name') ? this.name(missing) : missing.charAt(0).toUpperCase() + missing.slice(1)
  }
}

/** An ISO 8601 time to the minute, the same in every language: it may be another computer's. */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`
}
