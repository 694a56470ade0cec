/* What an error is told as, and how its facts become words. Used by the tables beside this file. */

import type { ErrorDetail } from '../errors'

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

/** An error's details, with words for those that are missing. */
export class Facts {
  constructor(private readonly detail: ErrorDetail = {}) {}

  has(key: string): boolean {
    return this.detail[key] !== undefined && this.detail[key] !== ''
  }

  /** A text or a number as it is, in one line. */
  text(key: string, missing: string): string {
    const value = this.has(key) ? String(this.detail[key]) : missing
    return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  }

  /** A count with its thousands separated. */
  count(key: string, missing = 'an unknown number'): string {
    const value = this.detail[key]
    const number = value === undefined || value === '' ? NaN : Number(value)
    return Number.isFinite(number) ? number.toLocaleString('en-US') : missing
  }

  /** Bytes as megabytes or bytes. */
  size(key: string): string {
    const bytes = Number(this.detail[key] ?? NaN)
    if (!Number.isFinite(bytes)) return 'an unknown size'
    if (bytes >= 1e18) return 'an absurd size'
    if (bytes < 1e6) return bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en-US')} bytes`
    return `${(bytes / 1e6).toLocaleString('en-US', { maximumSignificantDigits: 3 })} MB`
  }

  /** `name` in quotation marks, or `missing`. */
  name(missing: string): string {
    return this.has('name') ? `“${this.text('name', '')}”` : missing
  }

  /** The name with a capital where it begins a sentence without one. */
  subject(missing: string): string {
    return this.has('name') ? this.name(missing) : missing.charAt(0).toUpperCase() + missing.slice(1)
  }
}
