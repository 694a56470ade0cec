import { describe, expect, it } from 'vitest'
import * as f from './format'

const spaced = (text: string): string => text.replaceAll(f.NBSP, ' ')

describe('numbers', () => {
  it('separates thousands and uses a true minus', () => {
    expect(f.count(32257)).toBe('32,257')
    expect(f.loss(-1.23456)).toBe('\u22121.235')
    expect(f.decimal(Number.NaN, 2)).toBe(f.UNKNOWN)
  })
  it('writes losses with three decimals in text and two on lines', () => {
    expect(f.loss(2.1)).toBe('2.100')
    expect(f.lossShort(2.449)).toBe('2.45')
    expect(f.loss(null)).toBe(f.UNKNOWN)
    expect(f.loss(999_999)).toBe('999,999.000')
    expect(spaced(f.loss(-3.9652e21))).toBe('\u22124.0 × 10²¹')
    expect(spaced(f.lossShort(1e6))).toBe('1.0 × 10⁶')
    expect(f.count(3e6)).toBe('3,000,000')
  })
  it('keeps three significant digits of what is measured', () => {
    expect(f.measured(164.37)).toBe('164')
    expect(f.measured(5.2512)).toBe('5.25')
    expect(f.measured(0.4123)).toBe('0.412')
    expect(f.measured(37612)).toBe('37,600')
    expect(f.measured(99.96)).toBe('100')
    expect(f.measured(0)).toBe('0')
  })
  it('writes settings with all their digits', () => {
    expect(f.setting(4000)).toBe('4,000')
    expect(f.setting(0.003)).toBe('0.003')
    expect(f.setting(1e-8)).toBe('1e\u22128')
  })
  it('puts a no-break space before the percent sign', () => {
    expect(f.percent(0.84)).toBe('84\u00a0%')
    expect(f.percent(0.1234, 1)).toBe('12.3\u00a0%')
  })
})

describe('times', () => {
  it('rounds to 1 s, 5 s and minutes', () => {
    expect(spaced(f.timeLeft(12.4))).toBe('13 s')
    expect(spaced(f.timeLeft(0))).toBe('0 s')
    expect(spaced(f.timeLeft(60))).toBe('1 min')
    expect(spaced(f.timeLeft(259))).toBe('4 min 20 s')
    expect(spaced(f.timeLeft(599))).toBe('10 min')
    expect(spaced(f.timeLeft(3899))).toBe('1 h 05 min')
    expect(f.timeLeft(null)).toBe(f.UNKNOWN)
    expect(f.timeLeft(Infinity)).toBe(f.UNKNOWN)
  })
  it('never shows sixty seconds', () => {
    for (let s = 0; s < 4000; s += 0.25) expect(spaced(f.timeLeft(s))).not.toMatch(/\b60 (s|min)/)
  })
})

describe('sizes, odds, characters', () => {
  it('writes bytes in decimal units', () => {
    expect(spaced(f.bytes(812))).toBe('812 B')
    expect(spaced(f.bytes(41_230_000))).toBe('41.2 MB')
    expect(spaced(f.bytes(999_999))).toBe('1.00 MB')
  })
  it('writes small probabilities as odds', () => {
    expect(f.oneIn(1 / 58123)).toBe('1 in 58,000')
    expect(spaced(f.oneIn(1 / 3.58e6))).toBe('1 in 3.6 M')
    expect(f.oneIn(1e-16)).toBe('1 in 10¹⁶')
    expect(spaced(f.oneIn(0.9))).toBe('90 %')
    expect(f.oneIn(0)).toBe(f.UNKNOWN)
  })
  it('names what cannot be seen', () => {
    expect(f.visible('q')).toBe('q')
    expect(f.visible(' ')).toBe('space')
    expect(f.visible('\u200b')).toBe('U+200B')
    expect(f.visible('\u{1f600}')).toBe('\u{1f600}')
  })
  it('says today for today', () => {
    const now = new Date(2026, 2, 3, 15, 0)
    expect(f.moment(new Date(2026, 2, 3, 14, 2).toISOString(), now)).toBe('today, 14:02')
    expect(f.moment(new Date(2026, 2, 1, 9, 5).toISOString(), now)).toBe('1 Mar 2026, 09:05')
    expect(f.moment('nonsense', now)).toBe(f.UNKNOWN)
  })
})
