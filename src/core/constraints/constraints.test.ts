import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkConstraints, DEAD, Guide, NO_CONSTRAINTS } from './constraints'
import type { Constraints } from './constraints'
import { createJudge } from './judge'

const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 2 })
const wishes: fc.Arbitrary<Constraints> = fc.record({
  ends_with: letters,
  contains: fc.array(letters, { maxLength: 2 }),
  excludes: fc.array(fc.constantFrom('', 'aab', 'bb', 'aaa'), { maxLength: 1 }),
  pattern: fc.constantFrom('', '*', 'a*', '?b*', '*a?', '[ab]??*'),
  min_length: fc.nat(3),
  max_length: fc.constantFrom(0, 3, 4, 5),
  new_only: fc.constant(false),
  min_edits: fc.constant(0),
  avoid: fc.constant([]),
  distinct: fc.constant(false)
})

/** The wishes one by one, as they are said. */
function holds(text: string, wanted: Constraints): boolean {
  const pattern = wanted.pattern.replaceAll('?', '.').replaceAll('*', '.*')
  return (
    text.endsWith(wanted.ends_with) &&
    wanted.contains.every((part) => text.includes(part)) &&
    wanted.excludes.every((part) => part === '' || !text.includes(part)) &&
    (wanted.pattern === '' || new RegExp(`^${pattern}$`).test(text)) &&
    text.length >= wanted.min_length &&
    (wanted.max_length === 0 || text.length <= wanted.max_length)
  )
}

/** All texts over a and b up to a length. */
function texts(longest: number): string[] {
  const all = ['']
  for (let from = 0, length = 1; length <= longest; length++) {
    const until = all.length
    for (; from < until; from++) all.push(`${all[from]}a`, `${all[from]}b`)
  }
  return all
}

describe('guide', () => {
  it('accepts exactly the texts that hold all wishes, and never gives up on a beginning of one', () => {
    const all = texts(6)
    fc.assert(
      fc.property(wishes, (wanted) => {
        const guide = new Guide(wanted)
        const good = new Set(all.filter((text) => holds(text, wanted)))
        for (const text of all) {
          const state = guide.start === DEAD ? DEAD : guide.follow(text)
          expect(state !== DEAD && guide.accepts(state)).toBe(good.has(text))
        }
        for (const text of good) {
          for (let length = 0; length <= text.length; length++) {
            const state = guide.follow(text.slice(0, length))
            expect(state).not.toBe(DEAD)
            expect(guide.needed(state)).toBeLessThanOrEqual(text.length - length)
          }
        }
      }),
      { numRuns: 1000 }
    )
  })
})

describe('what only the whole text shows', () => {
  const corpus = { kind: 'list', train: ['anna', 'otto'], heldOut: ['hannah'], alphabet: [] } as const

  it('is new if it stands in neither part', () => {
    const holdsNew = createJudge({ ...NO_CONSTRAINTS, new_only: true }, corpus)
    expect(['anna', 'hannah', 'anno'].map(holdsNew)).toEqual([false, false, true])
  })

  it('keeps its distance from the corpus and from a list of one’s own', () => {
    const far = createJudge({ ...NO_CONSTRAINTS, min_edits: 2, avoid: ['emma'] }, corpus)
    expect(['anna', 'annas', 'annabe', 'emmas', 'emil'].map(far)).toEqual([false, false, true, false, true])
  })

  it('avoids what is on the list alone where no distance is asked for', () => {
    const other = createJudge({ ...NO_CONSTRAINTS, avoid: ['emma'] }, corpus)
    expect(['emma', 'emm', 'anna'].map(other)).toEqual([false, true, true])
  })
})

describe('check', () => {
  it.each([
    [{ min_length: -1 }, 'setting-invalid'],
    [{ min_edits: 1.5 }, 'setting-invalid'],
    [{ min_length: 5, max_length: 4 }, 'setting-invalid'],
    [{ pattern: '[' }, 'setting-invalid'],
    [{ pattern: '??', max_length: 1 }, 'constraints-contradict']
  ])('refuses %j', (some, code) => {
    expect(() => checkConstraints({ ...NO_CONSTRAINTS, ...some })).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code }) as unknown })
    )
  })

  it('lets everything pass that may be', () => {
    expect(() => checkConstraints(NO_CONSTRAINTS)).not.toThrow()
    expect(() => checkConstraints({ ...NO_CONSTRAINTS, pattern: 'a*', ends_with: 'b' })).not.toThrow()
  })
})
