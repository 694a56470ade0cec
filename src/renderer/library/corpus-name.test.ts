import { readdirSync, readFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { speak } from '../catalogue/language'
import { corpusName } from './corpus-name'

const FOLDER = 'resources/corpora'
const bundled = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({
    id: file.slice(0, -'.json'.length),
    name: (JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { name: string }).name
  }))

afterEach(() => speak('en'))

test.each(bundled)('$id is called in English what its record says', (corpus) => {
  speak('en')
  expect(corpusName(corpus)).toBe(corpus.name)
})

test('a bundled corpus has a German name, a text of the user keeps his own', () => {
  speak('de')
  expect(corpusName({ id: 'names', name: 'US baby names' })).toBe('US-Vornamen')
  expect(corpusName({ id: 'names-1f3a', name: 'names' })).toBe('names')
})
