import { describe, expect, test } from 'vitest'
import type { Corpus } from '#core/corpus-types'
import { FakeEngine, letters } from '../testing.fixtures'
import { evaluationRows, heldOutLoss, heldOutPart, MOST_EVALUATED } from './evaluate'

const tokenizer = letters('abcd')
const config = { batch: 3, block: 4, split_seed: 1 }
const optimizer = { kind: 'adam', beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0, clip: 0 } as const
const list = (...heldOut: string[]): Corpus => ({
  kind: 'list',
  train: ['a'],
  heldOut,
  alphabet: [...'abcd']
})
const text = (heldOut: string): Corpus => ({ ...list(heldOut), kind: 'text' })

/** P(b | a) = 1/2 and the other four 1/8 each; even chances after every other token. */
function engine(maxRows = 64): FakeEngine {
  const shape = { family: 'gpt2', layers: 1, heads: 1, width: 5, block: 4, vocab: 5 } as const
  const made = new FakeEngine(shape, { optimizer, dropout: 0, seed: 1, maxRows })
  made.state.parameters[1] = Math.log(4)
  return made
}

describe('heldOutLoss', () => {
  test('lists: mean over all predicted tokens, not over items', async () => {
    // .a → 1/5, ab → 1/2, b. → 1/5; then .c, c. → 1/5 each
    const expected = -(4 * Math.log(1 / 5) + Math.log(1 / 2)) / 5
    expect(await heldOutLoss(engine(), heldOutPart(list('ab', 'c'), tokenizer, config))).toBeCloseTo(
      expected,
      6
    )
  })

  test('running text: windows side by side, the first token only context', async () => {
    const heldOut = heldOutPart(text('cababa'), tokenizer, config)
    expect([heldOut.used, heldOut.of]).toEqual([2, 2])
    const expected = -(2 * Math.log(1 / 2) + 3 * Math.log(1 / 5)) / 5
    expect(await heldOutLoss(engine(), heldOut)).toBeCloseTo(expected, 6)
  })

  test('nothing held out, or not even one token to predict: no loss', async () => {
    expect(await heldOutLoss(engine(), heldOutPart(list(), tokenizer, config))).toBeNull()
    expect(await heldOutLoss(engine(), heldOutPart(text('a'), tokenizer, config))).toBeNull()
  })

  test('is abandoned when told so', async () => {
    const heldOut = heldOutPart(list(...Array<string>(2000).fill('abc')), tokenizer, config)
    expect(heldOut.count).toBeGreaterThan(10)
    const used = engine()
    let asked = 0
    expect(await heldOutLoss(used, heldOut, () => ++asked < 4)).toBeNull()
    expect(used.calls).toEqual(['evaluate', 'evaluate', 'evaluate'])
  })
})

describe('heldOutPart', () => {
  const items = (n: number): string[] =>
    Array.from({ length: n }, (_, i) => i.toString(4).replace(/./g, (digit) => 'abcd'[Number(digit)]!))
  const drawn = (corpus: Corpus, splitSeed = 1): string[] => {
    const heldOut = heldOutPart(corpus, tokenizer, { ...config, block: 16, split_seed: splitSeed })
    return Array.from({ length: heldOut.count }, (_, i) => heldOut.batch(i)).flatMap((batch) =>
      Array.from({ length: batch.rows }, (_, b) =>
        tokenizer.decode(batch.inputs.slice(b * batch.length + 1, b * batch.length + batch.lengths[b]!))
      )
    )
  }

  test('holds every item once up to the limit', () => {
    const all = items(MOST_EVALUATED)
    expect(drawn(list(...all)).toSorted()).toEqual(all.toSorted())
  })

  test('above the limit: a subset that the split seed decides', () => {
    const corpus = list(...items(MOST_EVALUATED + 500))
    const subset = drawn(corpus)
    expect(new Set(subset).size).toBe(MOST_EVALUATED)
    expect(drawn(corpus)).toEqual(subset)
    expect(drawn(corpus, 2).toSorted()).not.toEqual(subset.toSorted())
    const { used, of } = heldOutPart(corpus, tokenizer, config)
    expect([used, of]).toEqual([MOST_EVALUATED, MOST_EVALUATED + 500])
  })

  test('batches have no more rows than announced', () => {
    const settings = { batch: 100, block: 4, split_seed: 1 }
    const heldOut = heldOutPart(list(...items(1000)), tokenizer, settings)
    for (let i = 0; i < heldOut.count; i++) {
      expect(heldOut.batch(i).rows).toBeLessThanOrEqual(evaluationRows(settings))
    }
    expect(evaluationRows({ batch: 1, block: 16 })).toBe(64)
    expect(evaluationRows({ batch: 1, block: 1024 })).toBe(2)
    expect(evaluationRows({ batch: 200, block: 16 })).toBe(200)
  })
})
