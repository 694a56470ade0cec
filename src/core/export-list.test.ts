/* The three formats, read back by a reader written here; awkward texts survive. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listAs, type ListRecipe } from './export-list'
import { DEFAULT_GENERATION, type GeneratedItem } from './generation'

const recipe: ListRecipe = { model: 'quiet-ridge', step: 1840, settings: DEFAULT_GENERATION }
const item = (text: string, index = 0): GeneratedItem => ({
  index,
  text,
  status: 'held_out',
  log_prob: -12.25,
  bits_per_char: 2.5
})

/** A small reader of RFC 4180. */
function readTable(table: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < table.length) {
    let field = ''
    if (table[at] === '"') {
      at++
      while (table[at] !== '"' || table[at + 1] === '"') {
        if (table[at] === '"') at++
        field += table[at++]
      }
      at++
    } else {
      while (at < table.length && table[at] !== ',' && table[at] !== '\r') field += table[at++]
    }
    row.push(field)
    if (table[at] === ',') at++
    else {
      expect(table.slice(at, at + 2)).toBe('\r\n')
      at += 2
      rows.push(row)
      row = []
    }
  }
  return rows
}

test('plain lines', () => {
  expect(listAs('txt', [item('anna'), item('devan')], recipe)).toBe('anna\ndevan\n')
  expect(listAs('txt', [], recipe)).toBe('')
})

test('running text: pieces with line breaks stand apart', () => {
  expect(listAs('txt', [item('a\nb'), item('c')], recipe)).toBe('a\nb\n\nc\n')
})

test('a table to the letter', () => {
  expect(listAs('csv', [item('anna')], recipe)).toBe(
    'text,status,log_prob,bits_per_char,nearest,nearest_distance\r\nanna,held_out,-12.25,2.5,,\r\n'
  )
})

test('whatever stands in a text comes back from the table', () => {
  const texts = fc.array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('a,b', '"', 'x\r\ny', '""\n,', ''))
  )
  fc.assert(
    fc.property(texts, (all) => {
      const rows = readTable(listAs('csv', all.map(item), recipe))
      expect(rows.slice(1).map(([text]) => text)).toEqual(all)
      expect(rows.every((row) => row.length === 6)).toBe(true)
    })
  )
})

test('JSON holds the recipe and the items without their index', () => {
  const read: unknown = JSON.parse(listAs('json', [item('ærø "x"', 3)], recipe))
  expect(read).toEqual({
    recipe,
    items: [
      {
        ...{ text: 'ærø "x"', status: 'held_out', log_prob: -12.25, bits_per_char: 2.5 },
        ...{ nearest: null, nearest_distance: null }
      }
    ]
  })
})

test('a figure that is not finite is empty or null', () => {
  const strange = { ...item('a'), log_prob: -Infinity }
  expect(listAs('csv', [strange], recipe)).toContain('a,held_out,,2.5,,\r\n')
  expect(listAs('json', [strange], recipe)).toContain('"log_prob": null')
})

test('texts that a spreadsheet would run are defused only if asked to', () => {
  const items = ['=1+1', '-a', '@b', '+c', 'd-e'].map((text) => item(text))
  const column = (table: string): string[] => readTable(table).map((row) => row[0]!)
  expect(column(listAs('csv', items, recipe))).toEqual(['text', '=1+1', '-a', '@b', '+c', 'd-e'])
  const safe = listAs('csv', items, recipe, { spreadsheet: true })
  expect(column(safe)).toEqual(['text', "'=1+1", "'-a", "'@b", "'+c", 'd-e'])
  expect(readTable(safe)[1]![2]).toBe('-12.25')
})

test('a status that is not known is empty in a table and null in JSON', () => {
  const unknown = { ...item('anna'), status: null }
  expect(listAs('csv', [unknown], recipe)).toContain('anna,,-12.25,2.5')
  expect(listAs('json', [unknown], recipe)).toContain('"status": null')
})

test('the nearest line and its distance stand in both', () => {
  const near = { ...item('anna'), nearest: 'anja', nearest_distance: 1 }
  expect(listAs('csv', [near], recipe)).toContain('anna,held_out,-12.25,2.5,anja,1\r\n')
  expect(JSON.parse(listAs('json', [near], recipe))).toMatchObject({
    items: [{ nearest: 'anja', nearest_distance: 1 }]
  })
})
