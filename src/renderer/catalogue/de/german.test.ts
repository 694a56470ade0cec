/*
 * German beside English, text by text. The compiler holds the keys; here every function is called: with all
 * combinations of sample arguments that give English sense, German has to have sense as well and say the same
 * numbers and names. What is equal in both languages is listed.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { english as mainEnglish } from '../../../main/wording/en'
import { german as mainGerman } from '../../../main/wording/de'
import { english } from '../en'
import { speak } from '../language'
import { german } from '.'
import { BY_HAND, SAME_IN_BOTH } from './german.fixtures'

afterEach(() => speak('en'))

type Node = string | number | boolean | null | undefined | ((...given: unknown[]) => unknown) | object

interface Pair {
  readonly path: string
  readonly english: Node
  readonly german: Node
}

/** Every text of both, with its path. */
function pairs(en: Node, de: Node, path = ''): Pair[] {
  if (typeof en !== 'object' || en === null) return [{ path, english: en, german: de }]
  return Object.keys(en).flatMap((key) =>
    pairs(
      (en as Record<string, Node>)[key],
      (de as Record<string, Node> | undefined)?.[key],
      path === '' ? key : `${path}.${key}`
    )
  )
}

const all = [...pairs(english, german), ...pairs(mainEnglish, mainGerman, 'main')]

/** Numbers that are written as themselves, words that stand out, and things texts are made of. */
const SAMPLES = [
  0,
  1,
  2,
  1234,
  0.25,
  -1,
  'Quark',
  '',
  true,
  false,
  null,
  ['Quark', 'Zimt'],
  [2, 4],
  'nouns',
  new Date(0).toISOString()
] as const

/** Texts in what a function gave; null where it is no sense. */
function said(make: () => unknown): string | null {
  try {
    const given = make()
    const texts = typeof given === 'object' && given !== null ? JSON.stringify(given) : given
    if (typeof texts !== 'string' || texts.trim() === '' || /undefined|NaN|\[object|=>/.test(texts))
      return null
    return texts
  } catch {
    return null
  }
}

function combinations(length: number): unknown[][] {
  if (length === 0) return [[]]
  const shorter = combinations(length - 1)
  // All samples of three arguments would take a minute.
  const samples = length > 2 ? [1, 1234, 'Quark', true, 'nouns'] : SAMPLES
  return samples.flatMap((sample) => shorter.map((rest) => [...rest, sample]))
}

const inLanguage = (given: readonly unknown[], nouns: unknown): unknown[] =>
  given.map((one) => (one === 'nouns' ? nouns : one))

describe('German', () => {
  it('has a text for each English one, and another', () => {
    const plain = all.filter(({ english }) => typeof english === 'string')
    expect(plain.length).toBeGreaterThan(800)
    const missing = plain.filter(
      ({ english, german }) => typeof german !== 'string' || (german.trim() === '' && english !== '')
    )
    expect(missing.map(({ path }) => path)).toEqual([])
    const same = plain.filter(
      ({ english, german }) => english === german && /\p{L}{2}/u.test(english as string)
    )
    expect(
      [...new Set(same.map(({ english }) => english as string))].filter((one) => !SAME_IN_BOTH.has(one))
    ).toEqual([])
  })

  it('is written with German quotation marks and without English words', () => {
    const texts = all.flatMap(({ path, german }) => (typeof german === 'string' ? [{ path, german }] : []))
    const wrong = texts.filter(
      ({ path, german }) =>
        /“[^“]*”|\b(the|and|of|with|which|not)\b/.test(german) && !/examplesList|prose|because/.test(path)
    )
    expect(wrong).toEqual([])
  })

  const functions = all.filter(({ english }) => typeof english === 'function')

  it('says what English says, whatever is told', () => {
    const silent: string[] = []
    const wrong: string[] = []
    for (const { path, english: en, german: de } of functions) {
      const [sayEn, sayDe] = [en, de] as ((...given: unknown[]) => unknown)[]
      const given = BY_HAND[path] ?? combinations(sayEn!.length)
      let made = 0
      for (const args of given) {
        speak('en')
        const inEnglish = said(() => sayEn!(...inLanguage(args, english.nouns.towns)))
        if (inEnglish === null) continue
        made++
        speak('de')
        const inGerman = said(() => sayDe!(...inLanguage(args, german.nouns.towns)))
        const lost =
          inGerman === null ||
          (inEnglish.includes('1,234') && !/1\.234|1234/.test(inGerman)) ||
          (inEnglish.includes('Quark') && !inGerman.includes('Quark')) ||
          (/[“”]/.test(inEnglish) && !/[„“‚‘]/.test(inGerman))
        if (lost && wrong.length < 40)
          wrong.push(`${path}(${JSON.stringify(args)}): ${inEnglish} | ${inGerman}`)
      }
      if (made === 0) silent.push(path)
    }
    expect(wrong).toEqual([])
    expect(silent, 'functions to be called by hand').toEqual([])
  })
})
