/* What a number field makes of what was typed: a number, or the sentence that stands under the field. */

import { text } from '../catalogue/text'
import { decimalMark, setting } from '../catalogue/format'

export interface NumberLimits {
  readonly min: number
  readonly max: number
  readonly integer?: boolean
}

export type Checked =
  { readonly ok: true; readonly value: number } | { readonly ok: false; readonly message: string }

/**
 * Reads a typed number: thousands separators, a true minus and a decimal comma as in "0,5" are understood. Only "1.234"
 * and "1,234" depend on the language.
 */
export function readNumber(typed: string): number {
  let clean = typed.replace(/[\s\u00a0\u202f_]/g, '').replaceAll('\u2212', '-')
  if (decimalMark() === ',' && /^-?\d{1,3}(\.\d{3})+(,\d*)?$/.test(clean)) clean = clean.replaceAll('.', '')
  if (decimalMark() === '.' && /^-?\d{1,3}(,\d{3})+(\.\d*)?$/.test(clean)) clean = clean.replaceAll(',', '')
  else if (/^-?\d*,\d+$/.test(clean)) clean = clean.replace(',', '.')
  return clean === '' ? NaN : Number(clean)
}

/** Checks a typed number against its limits and names the nearest allowed value. */
export function checkNumber(typed: string, { min, max, integer = false }: NumberLimits): Checked {
  const value = readNumber(typed)
  const refuse = (message: string): Checked => ({ ok: false, message })
  if (!Number.isFinite(value)) return refuse(integer ? text.field.whole : text.field.number)
  if (value < min) return refuse(text.field.least(setting(min)))
  if (value > max) return refuse(text.field.most(setting(max)))
  if (integer && !Number.isInteger(value)) {
    return refuse(text.field.wholeNearest(setting(Math.floor(value)), setting(Math.ceil(value))))
  }
  return { ok: true, value }
}
