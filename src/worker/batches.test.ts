import { describe, expect, test } from 'vitest'
import type { Corpus } from '#core/corpus-types'
import { PythonRandom } from '#core/random/python'
import { createBatches } from './batches'
import type { Batch } from './engines/engine'
import { letters } from './testing.fixtures'

const tokenizer = letters('abcdefgh')
const list: Corpus = {
  kind: 'list',
  train: ['ab', 'c', 'defg', 'h', 'ha', 'bad', 'cab'],
  heldOut: [],
  alphabet: [...'abcdefgh']
}
const text: Corpus = { ...list, kind: 'text', train: ['abcdefghabcdefghhgfedcba'] }
const config = { batch: 3, block: 4, seed: 1, random: 'downhill' } as const

const read = (batch: Batch): string[] =>
  Array.from({ length: batch.rows }, (_, b) => {
    const row = batch.targets.slice(b * batch.length, b * batch.length + batch.lengths[b]!)
    return [...row].map((id) => (id === tokenizer.end ? '.' : tokenizer.decode([id]))).join('')
  })

describe('lists', () => {
  test('rows are start, item, end; padded to the longest, cut at the block', () => {
    const batches = createBatches({ ...list, train: ['ab', 'defgh'] }, tokenizer, { ...config, batch: 2 })
    const batch = batches.next()
    const rows = read(batch)
    expect(rows.toSorted()).toEqual(['ab.', 'defg'])
    const short = rows.indexOf('ab.')
    expect(batch.length).toBe(4)
    expect([...batch.inputs.slice(short * 4, short * 4 + 4)]).toEqual([8, 0, 1, 0])
    expect([...batch.targets.slice(short * 4, short * 4 + 4)]).toEqual([0, 1, 8, -1])
    expect([...batch.lengths].toSorted()).toEqual([3, 4])
  })

  test('every item once per pass, in another order each pass, batches running over', () => {
    const batches = createBatches(list, tokenizer, config)
    const drawn = Array.from({ length: 14 }, () => read(batches.next())).flat()
    const passes = Array.from({ length: 6 }, (_, p) => drawn.slice(p * 7, p * 7 + 7))
    const all = ['ab.', 'c.', 'defg', 'h.', 'ha.', 'bad.', 'cab.'].toSorted()
    for (const pass of passes) expect(pass.toSorted()).toEqual(all)
    expect(new Set(passes.map(String)).size).toBeGreaterThan(4)
  })

  test('a batch larger than the corpus runs over several passes', () => {
    const batches = createBatches({ ...list, train: ['ab', 'c'] }, tokenizer, { ...config, batch: 5 })
    expect(read(batches.next())).toHaveLength(5)
    expect(batches.save().position).toBe(1)
  })

  test('knows which items have been reached', () => {
    const batches = createBatches(list, tokenizer, config)
    expect(list.train.filter((item) => batches.reached(item))).toEqual([])
    const first = read(batches.next())
    const reached = list.train.filter((item) => batches.reached(item))
    expect(reached.map((item) => (item + '.').slice(0, 4)).toSorted()).toEqual(first.toSorted())
    expect(batches.reached('zz')).toBe(false)
    for (let i = 0; i < 3; i++) batches.next()
    expect(list.train.every((item) => batches.reached(item))).toBe(true)
  })
})

test('running text: windows of the whole block at every possible place, all equally likely', () => {
  const batches = createBatches(text, tokenizer, config)
  const seen = new Map<string, number>()
  for (let i = 0; i < 2000; i++) {
    const batch = batches.next()
    expect(batch.length).toBe(4)
    for (const [b, row] of read(batch).entries()) {
      const first = tokenizer.decode([batch.inputs[b * 4]!])
      seen.set(first + row, (seen.get(first + row) ?? 0) + 1)
    }
  }
  const whole = text.train[0]!
  const expected = new Map<string, number>()
  for (let i = 0; i + 5 <= whole.length; i++) {
    const window = whole.slice(i, i + 5)
    expected.set(window, (expected.get(window) ?? 0) + 6000 / 20)
  }
  expect([...seen.keys()].toSorted()).toEqual([...expected.keys()].toSorted())
  for (const [window, count] of expected) expect(Math.abs(seen.get(window)! - count)).toBeLessThan(120)
})

test('running text that does not fill one window is refused', () => {
  const short = { ...text, train: ['abcd'] }
  expect(() => createBatches(short, tokenizer, config)).toThrow('corpus-too-short')
  expect(read(createBatches({ ...text, train: ['abcde'] }, tokenizer, config).next())[0]).toBe('bcde')
})

test('python: one shuffle, then items in that order, over and over', () => {
  const python = new PythonRandom(42)
  const batches = createBatches(list, tokenizer, { ...config, seed: 42, batch: 1, random: 'python' }, python)
  // random.seed(42); docs = list(train); random.shuffle(docs)
  const docs = ['c', 'h', 'ha', 'defg', 'cab', 'ab', 'bad'].map((item) => (item + '.').slice(0, 4))
  const drawn = Array.from({ length: 14 }, () => read(batches.next())).flat()
  expect(drawn).toEqual([...docs, ...docs])
})

describe.each([
  ['list', list, 'downhill'],
  ['text', text, 'downhill'],
  ['python list', list, 'python'],
  ['python text', text, 'python']
] as const)('%s', (_, corpus, random) => {
  test('a run taken up anew before every step sees the very same batches', () => {
    const settings = { ...config, random }
    const fresh = (): PythonRandom | undefined => (random === 'python' ? new PythonRandom(1) : undefined)
    const straight = createBatches(corpus, tokenizer, settings, fresh())
    let saved = straight.save()
    for (let step = 0; step < 12; step++) {
      const python = fresh() && PythonRandom.restore(saved.random)
      const resumed = createBatches(corpus, tokenizer, settings, python, { ...saved, step })
      expect(resumed.next()).toEqual(straight.next())
      for (const item of list.train) expect(resumed.reached(item)).toBe(straight.reached(item))
      saved = resumed.save()
      expect(saved).toEqual(straight.save())
    }
  })

  test('refuses a position that does not fit', () => {
    if (corpus.kind === 'text' || random === 'python') return
    const saved = createBatches(corpus, tokenizer, config).save()
    const from = { ...saved, position: 8, step: 3 }
    expect(() => createBatches(corpus, tokenizer, config, undefined, from)).toThrow('model-config-invalid')
  })
})
