import { describe, expect, test } from 'vitest'
import { NO_CONSTRAINTS } from '#core/constraints/constraints'
import type { Constraints } from '#core/constraints/constraints'
import { createJudge } from '#core/constraints/judge'
import { DEFAULT_GENERATION } from '#core/generation'
import type { GeneratedItem, GenerationSettings, Novelty } from '#core/generation'
import type { GptShape } from '#core/gpt-shape'
import { PythonRandom } from '#core/random/python'
import type { CorpusKind } from '#core/run-config'
import { generate } from './sampler'
import type { GenerateHooks } from './sampler'
import { FakeEngine, letters } from './testing.fixtures'
import type { Model } from './testing.fixtures'
import { Turns } from './turns'

const tokenizer = letters('abcdefg\n')
const [a, b, c, newline, end] = [0, 1, 2, 7, 8]
const shape: GptShape = { family: 'gpt2', layers: 1, heads: 1, width: 12, block: 6, vocab: 9 }
const options = {
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.9, epsilon: 1e-8, weightDecay: 0, clip: 0 },
  dropout: 0,
  seed: 1,
  maxRows: 4
} as const

/** Logits with these probabilities; the rest cannot be. */
const odds = (shares: Record<number, number>): number[] =>
  Array.from({ length: shape.vocab }, (_, id) => (id in shares ? Math.log(shares[id]!) : -Infinity))
const EVEN = Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((id) => [id, 1]))
const [AT_FIRST, BEGUN] = [odds({ ...EVEN, [end]: 2 }), odds({ ...EVEN, [end]: 7 })]
/** Even odds for a to g, a half for the end once an item has begun. */
const names: Model = (history) => (history.length > 1 ? BEGUN : AT_FIRST)

async function all(
  model: Model,
  settings: Partial<GenerationSettings>,
  kind: CorpusKind = 'list',
  hooks: GenerateHooks = {}
): Promise<GeneratedItem[]> {
  const engine = new FakeEngine(shape, options, model)
  const items: GeneratedItem[] = []
  try {
    for await (const some of generate(
      engine,
      tokenizer,
      kind,
      { ...DEFAULT_GENERATION, ...settings },
      hooks
    )) {
      items.push(...some)
    }
  } finally {
    expect(engine.openSessions).toBe(0)
  }
  return items
}

describe('lists', () => {
  test('gives as many non-empty items as asked for, in order', async () => {
    const items = await all(names, { count: 100 })
    expect(items.map((item) => item.index)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    expect(items.every((item) => item.text.length > 0)).toBe(true)
    expect(new Set(items.map((item) => item.text.length)).size).toBeGreaterThan(3)
  })

  test('an item depends on its seed and index alone, not on how many are made', async () => {
    const many = await all(names, { count: 70 })
    for (const count of [1, 2, 33]) expect(await all(names, { count })).toEqual(many.slice(0, count))
    expect(await all(names, { count: 70, seed: 2 })).not.toEqual(many)
  })

  test('a list goes on from any index as if it had never stopped', async () => {
    const many = await all(names, { count: 70 })
    expect(await all(names, { count: 30, first: 40 })).toEqual(many.slice(40))
    const own = () => ({ python: new PythonRandom(7) })
    const retraced = await all(names, { count: 9, seed: null }, 'list', own())
    expect(await all(names, { count: 4, first: 5, seed: null }, 'list', own())).toEqual(retraced.slice(5))
  })

  test('empty draws are drawn again from the same stream', async () => {
    // Half of all draws are empty; every item must still come.
    const model: Model = (history) => odds(history.length > 1 ? { [end]: 1 } : { [a]: 1, [b]: 1, [end]: 2 })
    const items = await all(model, { count: 200 })
    expect(items).toHaveLength(200)
    const share = items.filter((item) => item.text === 'a').length / 200
    expect(Math.abs(share - 0.5)).toBeLessThan(0.15)
  })

  test('says so when nothing fits, after the items that could be made', async () => {
    await expect(all(() => odds({ [end]: 1 }), { count: 3 })).rejects.toThrow('nothing-fits')
    await expect(all(() => odds({ [end]: 3, [a]: 1 }), { count: 3, temperature: 0 })).rejects.toThrow(
      'nothing-fits'
    )
  })

  test('an item that fills the block ends there', async () => {
    const [item] = await all(() => odds({ [a]: 1 }), { count: 1 })
    expect(item!.text).toBe('aaaaaa') // six tokens chosen from the six places of the block
  })

  test('temperature 0 is greedy', async () => {
    const model: Model = (history) =>
      odds(history.length > 2 ? { [end]: 3, [a]: 2 } : { [a]: 1, [b]: 2, [end]: 1 })
    expect((await all(model, { count: 2, temperature: 0 })).map((item) => item.text)).toEqual(['bb', 'bb'])
  })

  test('log_prob is at temperature 1, over prefix, item and end mark', async () => {
    const model: Model = (history) => odds(history.length > 3 ? { [end]: 1, [a]: 3 } : { [a]: 1, [b]: 1 })
    const items = await all(model, { count: 50, prefix: 'ab', temperature: 0.01, top_k: 2 })
    for (const { text, log_prob, bits_per_char } of items) {
      expect(text.startsWith('ab')).toBe(true)
      // Three even choices, then 1 : 3 for the end, against which this temperature almost never decides.
      expect(text).toHaveLength(6)
      expect(log_prob).toBeCloseTo(3 * Math.log(0.5) + 3 * Math.log(0.75), 5)
      expect(bits_per_char).toBeCloseTo(-log_prob / Math.LN2 / 7, 10)
    }
    const [short] = await all((history) => odds(history.length > 2 ? { [end]: 1 } : { [a]: 1, [b]: 3 }), {
      count: 1,
      temperature: 0
    })
    expect(short!.text).toBe('bb')
    expect(short!.log_prob).toBeCloseTo(2 * Math.log(0.75), 5)
  })

  test('refuses a prefix that leaves no room or cannot be written', async () => {
    expect((await all(names, { count: 1, prefix: 'abcde' }))[0]!.text).toMatch(/^abcde/)
    await expect(all(names, { prefix: 'abcdef' })).rejects.toThrow('prefix-too-long')
    await expect(all(names, { prefix: 'x' })).rejects.toThrow('unknown-character')
  })

  test("continues the model's own stream one item after another and keeps empty ones", async () => {
    const python = new PythonRandom(5)
    const expected = new PythonRandom(5)
    const texts = Array.from({ length: 20 }, () => {
      const ids: number[] = []
      for (let i = 0; i < shape.block; i++) {
        const id = expected.choices(Array.from(names([end, ...ids]), Math.exp))
        if (id === end) break
        ids.push(id)
      }
      return tokenizer.decode(ids)
    })
    expect(texts).toContain('')
    const items = await all(names, { count: 20, temperature: 1, seed: null }, 'list', { python })
    expect(items.map((item) => item.text)).toEqual(texts)
    expect(python.save()).toEqual(expected.save())
  })

  test('marks each item by what the corpus says', async () => {
    const novelty = (text: string): Novelty => (text.length === 1 ? 'train' : 'new')
    for (const item of await all(names, { count: 20 }, 'list', { novelty })) {
      expect(item.status).toBe(item.text.length === 1 ? 'train' : 'new')
    }
  })
})

describe('running text', () => {
  test('makes max_tokens tokens after the prefix and never the end token', async () => {
    const items = await all(
      () => odds({ [a]: 1, [b]: 1, [end]: 9 }),
      { count: 3, prefix: 'cc', max_tokens: 40 },
      'text'
    )
    for (const { text } of items) expect(text).toMatch(/^cc[ab]{40}$/)
  })

  test('slides the window: beyond the block the last half of it is the context', async () => {
    const lengths: number[] = []
    const model: Model = (history) => {
      lengths.push(history.length)
      return odds({ [(history.at(-1)! + 1) % 7]: 1 }) // always the next letter
    }
    const [item] = await all(model, { count: 1, prefix: 'a', max_tokens: 12 }, 'text')
    expect(item!.text).toBe('abcdefgabcdef')
    expect(lengths).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4])
  })

  test('a prefix longer than the block slides too', async () => {
    const model: Model = (history) => odds({ [(history.at(-1)! + 1) % 7]: 1 })
    const [item] = await all(model, { count: 1, prefix: 'abcdefgabc', max_tokens: 3 }, 'text')
    expect(item!.text).toBe('abcdefgabcdef')
    expect(item!.log_prob).toBeCloseTo(0, 6)
  })

  test('without a prefix it starts as after a line end', async () => {
    const seen: number[] = []
    const model: Model = (history) => {
      seen.push(history[0]!)
      return odds({ [c]: 1 })
    }
    const [item] = await all(model, { count: 1, max_tokens: 2 }, 'text')
    expect(seen[0]).toBe(newline)
    expect(item!.text).toBe('cc')
  })
})

test('refuses settings that cannot be', async () => {
  await expect(all(names, { temperature: -1 })).rejects.toThrow('setting-invalid')
})

test('stops between tokens when cancelled', async () => {
  let asked = 0
  const cancelled = (): boolean => ++asked > 10
  await expect(all(() => odds({ [a]: 1 }), { count: 50 }, 'list', { cancelled })).rejects.toThrow('cancelled')
  expect(asked).toBe(11)
})

test('gives its turn back between groups, and when left early', async () => {
  const turns = new Turns()
  const engine = new FakeEngine(shape, options, names)
  const made = generate(engine, tokenizer, 'list', { ...DEFAULT_GENERATION, count: 100 }, { turns })
  await made.next()
  let free = false
  const waiting = turns.take(() => {
    free = true
    expect(engine.openSessions).toBe(0)
  })
  expect(free).toBe(false)
  await made.return(undefined)
  await waiting
  expect(free).toBe(true)
})

test('many short items let timers and messages through as one long text does', async () => {
  let stop = false
  setTimeout(() => (stop = true), 40) // a million takes seconds
  const endless = all(names, { count: 1e6 }, 'list', { cancelled: () => stop })
  await expect(endless).rejects.toThrow('cancelled') // never comes if the timer cannot run
})

describe('constraints', () => {
  const corpus = { kind: 'list', train: ['ab', 'a', 'ba'], heldOut: ['b'], alphabet: [] } as const
  const constraints: Constraints = {
    ...NO_CONSTRAINTS,
    ...{ ends_with: 'b', contains: ['a', 'c'], excludes: ['gg', 'ab'], pattern: '[a-d]*', max_length: 5 },
    ...{ new_only: true, min_edits: 2 }
  }

  test('hold for every one of 10,000 items', async () => {
    const items = await all(names, { count: 10_000, constraints }, 'list', { corpus })
    expect(items).toHaveLength(10_000)
    const holds = createJudge(constraints, corpus)
    for (const { text } of items) {
      if (!/^(?=.*c)(?!.*gg)(?!.*ab)[a-d].*b$/.test(text) || !text.includes('a') || !holds(text)) {
        expect.fail(`${text} does not hold them`)
      }
    }
    // More often than by drawing and looking alone.
    const free = (await all(names, { count: 10_000 })).filter(({ text }) => holds(text))
    const draws = items.reduce((sum, { draws }) => sum + draws!, 0)
    expect(10_000 / draws).toBeGreaterThan((2 * free.length) / 10_000)
  })

  test('are forced where they hardly ever come by themselves', async () => {
    const rare = { ...NO_CONSTRAINTS, pattern: 'abcdef' }
    const items = await all(names, { count: 5, constraints: rare })
    expect(items.map(({ text, draws }) => [text, draws! > 1])).toEqual(Array(5).fill(['abcdef', true]))
  })

  test('leave what holds them as likely as it is', async () => {
    const plain = { count: 20_000, temperature: 1 }
    // Of the items of one or two letters that hold an a: a itself (half ends at once), aa to ag, ba to ga.
    const wanted = { ...NO_CONSTRAINTS, contains: ['a'], excludes: ['ga'] }
    const short = (await all(names, { ...plain, constraints: wanted })).filter((i) => i.text.length < 3)
    const share = (text: string): number => short.filter((item) => item.text === text).length / short.length
    expect(share('a')).toBeCloseTo(14 / 26, 1)
    expect(share('ab') / share('a')).toBeCloseTo(1 / 14, 1)
    expect(share('ba') / share('ab')).toBeCloseTo(1, 0)
  })

  test('do not depend on how many are made, nor on where the list goes on', async () => {
    const distinct = { ...NO_CONSTRAINTS, max_length: 2, distinct: true }
    const whole = await all(names, { count: 50, constraints: distinct })
    expect(new Set(whole.map(({ text }) => text)).size).toBe(50)
    expect(await all(names, { count: 7, constraints: distinct })).toEqual(whole.slice(0, 7))
    expect(await all(names, { count: 20, first: 30, constraints: distinct })).toEqual(whole.slice(30))
  })

  test('end honestly with what there is', async () => {
    const few = { ...NO_CONSTRAINTS, max_length: 1, distinct: true }
    const made: GeneratedItem[] = []
    const engine = new FakeEngine(shape, options, names)
    const making = generate(engine, tokenizer, 'list', { ...DEFAULT_GENERATION, count: 9, constraints: few })
    await expect(
      (async () => {
        for await (const some of making) made.push(...some)
      })()
    ).rejects.toMatchObject({ error: { code: 'nothing-fits', detail: { count: 9, made: 7 } } })
    expect(made.map(({ text }) => text).sort()).toEqual([...'abcdefg'])
  })

  test.each([
    [{ constraints: { ...NO_CONSTRAINTS, excludes: ['a'] }, prefix: 'a' }, 'constraints-contradict'],
    [{ constraints: { ...NO_CONSTRAINTS, min_length: 7 } }, 'constraints-contradict'],
    [{ constraints: { ...NO_CONSTRAINTS, pattern: 'x*' } }, 'constraints-contradict']
  ])('are refused where nothing can hold them: %j', async (settings, code) => {
    await expect(all(names, settings)).rejects.toThrow(code)
  })

  test('are refused for running text', async () => {
    const settings = { constraints: { ...NO_CONSTRAINTS, ends_with: 'a' } }
    await expect(all(names, settings, 'text')).rejects.toThrow('constraints-need-list')
  })
})

describe('repetition penalty', () => {
  test('makes what an item has already less likely, and the start token is no part of it', async () => {
    const greedy: Model = (history) => odds({ [a]: 0.5, [b]: 0.4, [end]: history.length > 3 ? 0.3 : 0.01 })
    const settings = { count: 1, temperature: 0 }
    expect(await all(greedy, settings)).toMatchObject([{ text: 'aaaaaa' }])
    // Logits are logs of odds below 1, so negative: twice as far down for each that was there.
    expect(await all(greedy, { ...settings, repetition_penalty: 2 })).toMatchObject([{ text: 'aba' }])
  })
})
