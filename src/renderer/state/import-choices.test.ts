import { describe, expect, it } from 'vitest'
import type { CleaningReport, ReviewedFile } from '#core/contracts/imports'
import { changesOf, chosenEncoding, needsChoice, overall, usable } from './import-choices'

const file: ReviewedFile = {
  ...{ id: '1', name: 'towns.txt', bytes: 10, type: 'text', kind: 'text' },
  encoding: { name: 'utf-8', ground: 'valid' },
  ...{ fields: [], field: null, sample: ['a'], refusal: null }
}
const field = (name: string) => ({ name, samples: [] })

describe('choices', () => {
  it('asks nothing about a plain text whose encoding is certain', () => {
    expect(needsChoice(file)).toBe(false)
    expect(needsChoice({ ...file, kind: 'csv', fields: [field('name')], field: 'name' })).toBe(false)
  })
  it('asks where columns differ or an encoding is a guess', () => {
    expect(needsChoice({ ...file, kind: 'csv', fields: [field('a'), field('b')], field: 'a' })).toBe(true)
    expect(needsChoice({ ...file, encoding: { name: 'windows-1252', ground: 'guessed' } })).toBe(true)
  })
  it('asks only for an encoding that was chosen', () => {
    expect(chosenEncoding(file)).toEqual({})
    const chosen = { ...file, encoding: { name: 'koi8-r', ground: 'chosen' } } as const
    expect(chosenEncoding(chosen)).toEqual({ encoding: 'koi8-r' })
  })
  it('cannot read models and refused files', () => {
    expect(usable({ ...file, kind: null, type: 'model' })).toBe(false)
    expect(usable({ ...file, refusal: { code: 'corpus-binary' } })).toBe(false)
    expect(usable(file)).toBe(true)
  })
})

describe('progress over several files', () => {
  it('adds the files before to the bytes of this one', () => {
    expect(overall([10, 30, 60], 1, 15)).toEqual({ done: 25, of: 100 })
    expect(overall([10, 30, 60], 2, 999)).toEqual({ done: 100, of: 100 })
  })
})

describe('what cleaning changed', () => {
  it('tells only what happened', () => {
    const report: CleaningReport = {
      ...{ kind: 'text', encoding: 'utf-8', ground: 'valid', field: null, mark: true, parts: 1 },
      ...{ lineEnds: 3, noBreakSpaces: 0, controls: 1, normalised: 0, replaced: 0, mixed: 0 }
    }
    expect(changesOf(report)).toEqual([
      ['lineEnds', 3],
      ['controls', 1]
    ])
  })
})
