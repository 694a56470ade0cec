import { describe, expect, it } from 'vitest'
import type { CorpusFacts } from '#core/corpus-types'
import { findings } from './findings'

const facts: CorpusFacts = {
  kind: 'list',
  lines: 12,
  distinctLines: 10,
  characters: 60,
  vocabulary: 9,
  longestLine: { length: 8, text: 'jacintha' },
  train: 9,
  heldOut: 1,
  lengths: [0, 0, 0, 0, 2, 3, 2, 2, 1],
  sample: [],
  repeated: ['emma', 'ava'],
  rarest: { character: 'q', count: 1, examples: ['quinn'] }
}

describe('findings', () => {
  it('calls copies mended when they are left out and to look at when they are kept', () => {
    expect(findings(facts, true, 16)[0]).toEqual({
      about: 'copies',
      mark: 'mended',
      count: 2,
      examples: ['emma', 'ava']
    })
    expect(findings(facts, false, 16)[0]).toMatchObject({ about: 'copies', mark: 'look', count: 2 })
    expect(findings({ ...facts, distinctLines: 12 }, true, 16)[0]).toMatchObject({ mark: 'fine', count: 0 })
  })
  it('looks at a character used less than once in 500', () => {
    expect(findings(facts, true, 16)[1]).toMatchObject({ about: 'rarest', mark: 'fine', count: 1, of: 60 })
    expect(findings({ ...facts, characters: 501 }, true, 16)[1]).toMatchObject({ mark: 'look' })
  })
  it('counts the items that do not fit the context with their end mark', () => {
    expect(findings(facts, true, 9)[2]).toMatchObject({ about: 'length', mark: 'fine', count: 0, block: 9 })
    expect(findings(facts, true, 8)[2]).toMatchObject({ mark: 'look', count: 1 })
    expect(findings(facts, true, 5)[2]).toMatchObject({ count: 8 })
  })
  it('says of running text only what holds for it', () => {
    const rows = findings({ ...facts, kind: 'text', lengths: [] }, true, 4)
    expect(rows.map(({ about }) => about)).toEqual(['rarest'])
  })
})
