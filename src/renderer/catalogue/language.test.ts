import { afterEach, describe, expect, it } from 'vitest'
import { chosenLanguage, languageOf } from '#core/language'
import { english } from './en'
import { count, decimal, list, moment, oneIn, plain, setting } from './format'
import { speak, spokenTexts } from './language'
import { text } from './text'

afterEach(() => speak('en'))

describe('the language', () => {
  it('is German for German systems only, unless it is set', () => {
    for (const locale of ['de', 'de-DE', 'de_AT', 'DE-ch']) expect(languageOf(locale)).toBe('de')
    for (const locale of ['en-US', 'C', '', 'den', 'fr-FR']) expect(languageOf(locale)).toBe('en')
    expect([chosenLanguage('system', 'de'), chosenLanguage('en', 'de')]).toEqual(['de', 'en'])
  })

  it('is looked up when a text is read, in kept objects and lists too', () => {
    const texts = spokenTexts<{ a: { b: string; c: readonly string[] }; f: (n: number) => string }>({
      en: { a: { b: 'one', c: ['x', 'y'] }, f: (n) => `${n} steps` },
      de: { a: { b: 'eins', c: ['u', 'v'] }, f: (n) => `${n} Schritte` }
    })
    const { a } = texts
    expect([a.b, texts.f(2), ...a.c]).toEqual(['one', '2 steps', 'x', 'y'])
    speak('de')
    expect([a.b, texts.f(2), ...a.c.map((word) => word)]).toEqual(['eins', '2 Schritte', 'u', 'v'])
    expect(texts.a).toBe(a)
    expect({ ...a }.b).toBe('eins')
  })

  it('changes all texts and back', () => {
    speak('de')
    speak('en')
    expect(text.corpus.add).toBe(english.corpus.add)
  })
})

describe('German numbers', () => {
  it('have a decimal comma, points between thousands, and German words', () => {
    speak('de')
    expect([decimal(1234.5, 2), count(32257), setting(0.003), plain(0.25)]).toEqual([
      '1.234,50',
      '32.257',
      '0,003',
      '0,25'
    ])
    expect([oneIn(1 / 58000), oneIn(1 / 3.6e6)]).toEqual(['1 zu 58.000', '1 zu 3,6\u00a0Mio.'])
    expect(list(['a', 'b', 'c'])).toBe('a, b und c')
    expect(moment('2026-03-03T14:02:00')).toMatch(/^3\. März 2026, \d\d:02$/)
  })
})
