/* Files of tokenizers, damaged 100,000 times: each is refused with its code or is still sound, and quickly. */

import { expect, it } from 'vitest'
import { Failure } from '../errors'
import { createRandom } from '../random/random'
import { readBpeFile, writeBpeFile } from './bpe-file'
import { trainBpeAtOnce } from './bpe-train'
import { openTokenizer, readTokenizerData } from './open'

const CASES = 50_000
const random = createRandom(7)
const SPLICES = [
  '[',
  ']',
  '{',
  '}',
  ',',
  '-',
  '1e999',
  '0',
  '97',
  '300',
  '"',
  'null',
  '[0,0]',
  '__proto__',
  ':',
  '\\u0000',
  '9'.repeat(30)
]

function damaged(text: string): string {
  let result = text
  for (let n = 1 + random.below(3); n > 0; n--) {
    const at = random.below(result.length + 1)
    const cut = random.below(2) === 0 ? random.below(6) : 0
    const put =
      random.below(4) === 0 ? String.fromCharCode(random.below(256)) : SPLICES[random.below(SPLICES.length)]!
    result = result.slice(0, at) + put + result.slice(at + cut)
    if (random.below(20) === 0) result = result.slice(0, random.below(result.length + 1))
  }
  return result
}

function survives(codes: readonly string[], read: () => void): boolean {
  try {
    read()
    return true
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    expect(codes).toContain(thrown.error.code)
    return false
  }
}

it(`a file of merges, ${CASES} times`, () => {
  const text = writeBpeFile(trainBpeAtOnce(['abracadabra banana bandana'], { vocab: 64 }))
  let sound = 0
  for (let i = 0; i < CASES; i++) {
    const broken = damaged(text)
    if (survives(['tokenizer-invalid'], () => void openTokenizer(readBpeFile(broken)))) sound++
  }
  expect(sound).toBeLessThan(CASES / 2)
})

it(`data in a model, ${CASES} times`, () => {
  const { bytes, merges } = trainBpeAtOnce(['abracadabra'], { vocab: 300 })
  const ids = Array.from({ length: 256 + merges.length }, (_, i) => (i < 256 ? i : 2 * i))
  const kinds = [
    { kind: 'characters', characters: ['a', 'b', '😀'] },
    { kind: 'graphemes', graphemes: ['a', 'e\u0301', '😀'] },
    { kind: 'bpe', pattern: 'gpt2', bytes, merges },
    { kind: 'gpt', encoding: 'r50k_base', ids, merges }
  ].map((data) => JSON.stringify(data))
  for (let i = 0; i < CASES; i++) {
    let value: unknown
    try {
      value = JSON.parse(damaged(kinds[i % kinds.length]!))
    } catch {
      continue // JSON itself is read elsewhere
    }
    survives(['model-config-invalid'], () => {
      const data = readTokenizerData(value)
      expect(readTokenizerData(JSON.parse(JSON.stringify(data)))).toEqual(data)
    })
  }
})
