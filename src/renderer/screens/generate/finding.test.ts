/* The headline says what the list is like, and nothing that cannot be known. */
import { expect, test } from 'vitest'
import { NAMES } from '../../catalogue/corpus'
import { countStatuses, findingOf, type GenerateFacts } from './finding'

const base: GenerateFacts = {
  model: { name: 'quiet-ridge', step: 1840, heldOut: 2.164 },
  nouns: NAMES,
  counts: { new: 0, held_out: 0, train: 0, unseen: 0 },
  heldOutItem: null,
  canTell: true,
  going: null,
  search: null,
  onlyNew: false
}
const title = (facts: Partial<GenerateFacts>) => findingOf({ ...base, ...facts }).title
const line = (facts: Partial<GenerateFacts>) =>
  findingOf({ ...base, ...facts })
    .line.map(({ text }) => text)
    .join('')
const counts = (fresh: number, held: number, train: number, unseen = 0) => ({
  counts: { new: fresh, held_out: held, train, unseen }
})

test('before anything is written', () => {
  expect(title({ model: null })).toBe('Nothing to write with yet')
  expect(title({})).toBe('quiet-ridge is ready to write')
  expect(line({})).toBe('Trained for 1,840 steps, held-out loss 2.164.')
  expect(title({ going: { done: 0, of: 200 } })).toBe('It begins to write names')
})

test('the list of the mockup', () => {
  const facts = { ...counts(168, 1, 31), heldOutItem: 'devan' }
  expect(title(facts)).toBe('168 of 200 names are new')
  expect(line(facts)).toBe(
    '31 stand in the part it was trained on. One, devan, it had never seen, yet it is in the held-out part.'
  )
})

test('one, all, none', () => {
  expect(title(counts(1, 0, 1))).toBe('1 of 2 names is new')
  expect(title(counts(5, 0, 0))).toBe('All 5 names are new')
  expect(title(counts(1, 0, 0))).toBe('The one name is new')
  expect(title(counts(0, 1, 4))).toBe('None of the 5 names is new')
  expect(line(counts(5, 0, 0))).toBe('None stands in the part it was trained on.')
  expect(line(counts(3, 2, 1))).toBe(
    'One stands in the part it was trained on. 2 it had never seen, yet they are in the held-out part.'
  )
})

test('not reached yet counts as standing in the training part', () => {
  expect(line(counts(3, 0, 1, 1))).toBe('2 stand in the part it was trained on.')
})

test('without its corpus nothing is called new', () => {
  const facts = { ...counts(200, 0, 0), canTell: false }
  expect(title(facts)).toBe('200 names written')
  expect(line(facts)).toContain('cannot be told apart')
})

test('while it writes the line counts', () => {
  expect(line({ ...counts(50, 0, 7), going: { done: 57, of: 200 } })).toBe('Writing: 57 of 200.')
})

test('statuses are counted', () => {
  expect(countStatuses([{ status: 'new' }, { status: 'new' }, { status: 'unseen' }])).toEqual({
    new: 2,
    held_out: 0,
    train: 0,
    unseen: 1
  })
})

test('the most probable are called a proof only where the search came to its end', () => {
  const search = { expanded: 1200, exhausted: false, ended: true }
  const facts = { ...counts(20, 0, 0), search, onlyNew: true }
  expect(title(facts)).toBe('The 20 names most probable of the unseen ones')
  expect(line(facts)).toMatch(/^A proof, not a sample: after 1,200 beginnings, nothing else that fits/)
  expect(line({ ...facts, search: { ...search, exhausted: true } })).toContain(
    'there is nothing else that fits'
  )
  expect(line({ ...facts, search: { ...search, ended: false } })).toMatch(/^Ended early/)
  expect(line({ ...facts, going: { done: 3, of: 20 } })).toBe(
    'Searching: 3 of 20 proven, 1,200 beginnings looked at.'
  )
  expect(title({ ...facts, onlyNew: false })).toBe('The 20 names most probable')
})
