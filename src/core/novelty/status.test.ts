import { describe, expect, it } from 'vitest'
import type { Corpus } from '../corpus-types'
import { createNovelty } from './status'

const list: Corpus = {
  kind: 'list',
  train: ['anna', 'otto', 'both'],
  heldOut: ['hannah', 'both'],
  alphabet: [...'abhnot']
}

describe('novelty', () => {
  it('tells the training part, the held-out part and new items apart', () => {
    const novelty = createNovelty(list)
    expect(novelty('anna')).toBe('train')
    expect(novelty('hannah')).toBe('held_out')
    expect(novelty('ann')).toBe('new')
    expect(novelty('')).toBe('new')
  })

  it('ignores white space around an item and prefers the training part', () => {
    const novelty = createNovelty(list)
    expect(novelty(' otto')).toBe('train')
    expect(novelty('both')).toBe('train')
  })

  it('names items of the training part that training has not reached', () => {
    const novelty = createNovelty(list, (text) => text === 'anna')
    expect(novelty('anna')).toBe('train')
    expect(novelty('otto')).toBe('unseen')
    expect(novelty('hannah')).toBe('held_out')
  })

  it('looks for running text word for word', () => {
    const novelty = createNovelty({
      kind: 'text',
      train: ['to be or not'],
      heldOut: [' to be'],
      alphabet: []
    })
    expect(novelty('or not')).toBe('train')
    expect(novelty('not to')).toBe('new')
    const tail = createNovelty({ kind: 'text', train: ['abc'], heldOut: ['xyz'], alphabet: [] })
    expect(tail('yz')).toBe('held_out')
  })
})
