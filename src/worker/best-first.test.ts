import { describe, expect, test } from 'vitest'
import { NO_CONSTRAINTS } from '#core/constraints/constraints'
import { createJudge } from '#core/constraints/judge'
import type { GptShape } from '#core/gpt-shape'
import { createRandom } from '#core/random/random'
import { logSoftmax } from '#core/sampling'
import { mostProbable } from './best-first'
import type { SearchHooks, SearchSettings } from './best-first'
import { FakeEngine, letters } from './testing.fixtures'

const tokenizer = letters('abc')
const end = tokenizer.end
const shape: GptShape = { family: 'gpt2', layers: 1, heads: 1, width: 4, block: 5, vocab: 4 }
const options = {
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0, clip: 0 },
  dropout: 0,
  seed: 1,
  maxRows: 4
} as const

/** A model with odds of its own after every history. */
function wild(history: readonly number[]): Float32Array {
  const random = createRandom(
    7,
    history.reduce((sum, id) => sum * 5 + id + 1, 0)
  )
  return Float32Array.from({ length: shape.vocab }, () => 4 * random.uniform())
}

interface Found {
  readonly text: string
  readonly log_prob: number
}

/** Every item there is, in falling probability. */
function everything(): Found[] {
  const items: Found[] = []
  const go = (ids: number[], logProb: number): void => {
    if (ids.length === shape.block) items.push({ text: tokenizer.decode(ids), log_prob: logProb })
    else {
      const logs = logSoftmax(wild([end, ...ids]))
      if (ids.length > 0) items.push({ text: tokenizer.decode(ids), log_prob: logProb + logs[end]! })
      for (let id = 0; id < end; id++) go([...ids, id], logProb + logs[id]!)
    }
  }
  go([], 0)
  return items.sort((a, b) => b.log_prob - a.log_prob)
}

async function search(settings: SearchSettings, hooks: SearchHooks = {}) {
  const engine = new FakeEngine(shape, options, wild)
  const found: Found[] = []
  const searching = mostProbable(engine, tokenizer, settings, hooks)
  let step = await searching.next()
  for (; !step.done; step = await searching.next()) {
    found.push(...step.value.map(({ text, log_prob }) => ({ text, log_prob })))
  }
  expect(engine.openSessions).toBe(0)
  return { found, end: step.value }
}

const near = (items: readonly Found[]) =>
  items.map(({ text, log_prob }) => ({ text, log_prob: expect.closeTo(log_prob, 6) as unknown }))

describe('the most probable items', () => {
  test('are those of brute force, in order', async () => {
    const all = everything()
    expect(all).toHaveLength(3 + 9 + 27 + 81 + 243)
    for (const count of [1, 10, 100]) {
      const { found, end } = await search({ count, prefix: '' })
      expect(found).toEqual(near(all.slice(0, count)))
      expect(end.exhausted).toBe(false)
    }
  })

  test('are all there are, where fewer are than asked for', async () => {
    const { found, end } = await search({ count: 1000, prefix: '' })
    expect(found).toEqual(near(everything()))
    expect(end.exhausted).toBe(true)
  })

  test('begin as asked, the beginning counting with its probability', async () => {
    const all = everything().filter(({ text }) => text.startsWith('cab'))
    expect((await search({ count: 5, prefix: 'cab' })).found).toEqual(near(all.slice(0, 5)))
  })

  test('hold the constraints and stay out of the corpus', async () => {
    const all = everything()
    const corpus = {
      kind: 'list',
      train: all.slice(0, 40).map(({ text }) => text),
      heldOut: all.slice(40, 60).map(({ text }) => text),
      alphabet: ['a', 'b', 'c']
    } as const
    const constraints = { ...NO_CONSTRAINTS, new_only: true, contains: ['b'], ends_with: 'a', min_length: 3 }
    const holds = createJudge(constraints, corpus)
    const wanted = all.filter(({ text }) => holds(text))
    const { found } = await search({ count: 25, prefix: '', constraints }, { corpus })
    expect(found).toEqual(near(wanted.slice(0, 25)))
    expect(found.every(({ text }) => /^(?=.*b).{2,}a$/.test(text))).toBe(true)
  })

  test('looks at few beginnings for few items', async () => {
    const engine = new FakeEngine({ ...shape, block: 12 }, options, (history) => {
      // One way is far likelier than all others.
      return [0, 1, 2, 3].map((id) => (id === (history.length < 8 ? 0 : end) ? 9 : 0))
    })
    let looked = 0
    const searching = mostProbable(
      engine,
      tokenizer,
      { count: 1, prefix: '' },
      { progress: (n) => (looked = n) }
    )
    const first = await searching.next()
    expect(first.value).toMatchObject([{ text: 'aaaaaaa' }])
    expect(looked).toBeLessThan(600)
  })

  test('end when cancelled', async () => {
    await expect(search({ count: 1000, prefix: '' }, { cancelled: () => true })).rejects.toThrow('cancelled')
  })

  test('contradicting wishes are refused', async () => {
    const constraints = { ...NO_CONSTRAINTS, excludes: ['a'] }
    await expect(search({ count: 1, prefix: 'a', constraints })).rejects.toThrow('constraints-contradict')
  })
})
