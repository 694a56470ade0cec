/* The headline follows the numbers: chance, each counting model, by heart, paused, done, failed. */
import { describe, expect, test } from 'vitest'
import type { CountingLosses } from '#core/corpus-types'
import { NAMES } from '../../catalogue/corpus'
import { findingOf, type ReadyFacts } from './finding'
import { turningPoint, type RunFacts } from './run-standing'

const counting: CountingLosses = {
  uniform: 3.3,
  letters: 2.82,
  pairs: 2.45,
  triples: 2.22,
  fours: 2.1,
  onTraining: false
}
const base: RunFacts = {
  state: 'training',
  units: 'letters',
  step: 1840,
  steps: 4000,
  evalEvery: 100,
  counting,
  val: [],
  training: 2.17,
  kept: null
}
const at = (...losses: number[]) =>
  losses.map((loss, i) => ({ step: 1840 - 100 * (losses.length - 1 - i), loss }))
const of = (facts: Partial<RunFacts>) => findingOf({ is: 'run', run: { ...base, ...facts } })

describe('before a run', () => {
  const ready: ReadyFacts = {
    corpus: 'US baby names',
    kind: 'list',
    nouns: NAMES,
    train: 26_724,
    heldOut: 2969,
    parameters: 202_816,
    steps: 4000,
    unfit: [],
    from: null
  }
  const title = (change: Partial<ReadyFacts>) =>
    findingOf({ is: 'ready', ready: { ...ready, ...change } }).title

  test('what it would learn', () => {
    expect(findingOf({ is: 'ready', ready })).toEqual({
      title: 'Ready to learn 26,724 names',
      line: '2,969 more are held out to measure by. 202,816 parameters, 4,000 steps.'
    })
    expect(title({ kind: 'text', nouns: null, train: 1_000_000 })).toBe(
      'Ready to learn 1,000,000 characters of text'
    )
  })
  test('what keeps it from starting', () => {
    expect(title({ unfit: ['width'] })).toBe('One setting does not fit')
    expect(findingOf({ is: 'ready', ready: { ...ready, unfit: ['width', 'steps'] } }).line).toBe(
      'To mend: width and steps.'
    )
    expect(findingOf({ is: 'no-corpus' }).title).toBe('No text to learn from yet')
  })
  test('going on with an opened model', () => {
    expect(title({ from: { name: 'towns', step: 4000 } })).toBe('Ready to go on with towns from step 4,000')
  })
})

describe('while it trains', () => {
  test('the example of the guide', () => {
    expect(of({ val: at(2.3, 2.164) })).toEqual({
      title: 'It now guesses letters better than counting triples',
      line: 'Held-out loss 2.164 at step 1,840 of 4,000. Counting fours of letters, at 2.10, is 0.06 further down.'
    })
  })
  test.each([
    [3.4, 'It does not guess letters better than chance yet'],
    [3, 'It now guesses letters better than chance'],
    [2.6, 'It now guesses letters better than counting single letters'],
    [2.3, 'It now guesses letters better than counting pairs'],
    [2.05, 'It now guesses letters better than every model that counts']
  ])('at %f: %s', (loss, title) => {
    expect(of({ val: at(loss) }).title).toBe(title)
  })
  test('before the first measurement', () => {
    expect(of({ step: 12, training: 3.3012 })).toEqual({
      title: 'It begins by guessing',
      line: 'Training loss 3.301 at step 12 of 4,000. The held-out part is measured at step 100.'
    })
    expect(of({ step: 0, training: null }).line).toContain('Step 0 of 4,000.')
  })
  test('nothing held out: the training loss speaks, once it is an average', () => {
    const onTraining = { ...counting, onTraining: true }
    expect(of({ counting: onTraining, training: 2.3 }).title).toBe(
      'It now guesses letters better than counting pairs'
    )
    expect(of({ counting: onTraining, training: 2.3 }).line).toContain('Nothing is held out')
    expect(of({ counting: onTraining, training: 2.3, step: 5 }).title).toBe('It begins by guessing')
  })
  test('by heart: a lasting rise, not a bump', () => {
    expect(of({ val: at(2.2, 2.1, 2.2, 2.21, 2.22) }).title).toBe('It begins to learn the text by heart')
    expect(of({ val: at(2.2, 2.1, 2.2, 2.21, 2.22) }).line).toContain('lowest at step 1,540, 2.100')
    expect(turningPoint(at(2.2, 2.1, 2.3, 2.11, 2.3))).toBeNull()
    expect(turningPoint(at(2.2, 2.1, 2.3))).toBeNull()
  })
})

describe('at rest and after', () => {
  test('paused', () => {
    expect(of({ state: 'paused', val: at(2.164) })).toEqual({
      title: 'Paused at step 1,840',
      line: 'Held-out loss 2.164 at step 1,840 of 4,000. Steps and learning rate can change now.'
    })
  })
  test('done', () => {
    expect(of({ state: 'finished', step: 4000, val: at(2.105) })).toEqual({
      title: 'It guesses letters better than counting triples',
      line: 'Done after 4,000 steps. Held-out loss 2.105. Counting fours of letters, at 2.10, is 0.005 further down.'
    })
  })
  test('all beaten', () => {
    expect(of({ state: 'finished', step: 4000, val: at(1.9) }).line).toContain('lies 0.20 above')
  })
  test('stopped before anything was measured', () => {
    expect(of({ state: 'stopped', step: 12, val: [] }).title).toBe('Stopped at step 12')
  })
  test('failed: what is safe comes first', () => {
    expect(of({ state: 'failed', kept: 1836 })).toEqual({
      title: 'The run broke off at step 1,840',
      line: 'Nothing is lost up to step 1,836: it is kept.'
    })
  })
})

test('where tokens are longer than characters, losses are told in bits per character', () => {
  const nats = (bits: number) => bits * Math.LN2
  const { title, line } = of({ inBits: true, val: at(nats(3.2)) })
  expect(title).toBe('It now guesses letters better than counting triples')
  expect(line).toBe(
    'Held-out loss 3.200 bits per character at step 1,840 of 4,000. Counting fours of letters, at 3.03, is 0.17 further down.'
  )
})
