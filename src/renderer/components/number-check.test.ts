import { describe, expect, it } from 'vitest'
import { LANGUAGES } from '#core/language'
import { setting } from '../catalogue/format'
import { speak } from '../catalogue/language'
import { checkNumber, readNumber } from './number-check'

describe('readNumber', () => {
  it.each([
    ['4,000', 4000],
    ['4000', 4000],
    ['1,234,567.5', 1234567.5],
    ['0.003', 0.003],
    ['0,5', 0.5],
    ['1e-8', 1e-8],
    ['1e\u22128', 1e-8],
    [' 12 ', 12]
  ])('understands %s', (typed, value) => expect(readNumber(typed)).toBe(value))
  it.each([
    ['1.234', 1234],
    ['1.234,5', 1234.5],
    ['0,003', 0.003],
    ['0.5', 0.5],
    ['\u2212\u00a012,5', -12.5]
  ])('understands %s in German', (typed, value) => {
    speak('de')
    expect(readNumber(typed)).toBe(value)
    speak('en')
  })
  it('reads in every language what it writes there', () => {
    for (const language of LANGUAGES) {
      speak(language)
      for (const value of [0.003, 4000, 1234.5, -0.25, 1e-8]) expect(readNumber(setting(value))).toBe(value)
    }
    speak('en')
  })
  it.each(['', 'abc', '1.2.3', '12px', '1,2,3'])('refuses %s', (typed) => expect(readNumber(typed)).toBeNaN())
})

describe('checkNumber', () => {
  const limits = { min: 1, max: 24, integer: true }
  it('gives the number', () => expect(checkNumber('4', limits)).toEqual({ ok: true, value: 4 }))
  it('names the nearest allowed values', () => {
    expect(checkNumber('0', limits)).toEqual({ ok: false, message: 'The least is 1.' })
    expect(checkNumber('25', limits)).toEqual({ ok: false, message: 'The most is 24.' })
    expect(checkNumber('2.5', limits)).toEqual({ ok: false, message: 'Must be a whole number: 2 or 3.' })
    expect(checkNumber('x', limits)).toEqual({ ok: false, message: 'Must be a whole number.' })
  })
  it('refuses infinity', () => expect(checkNumber('1e999', { min: 0, max: 1 }).ok).toBe(false))
})
