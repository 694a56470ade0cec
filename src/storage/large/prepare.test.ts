import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LargeProgress } from '#core/contracts/large'
import { corpusFacts, prepareCorpus } from '#core/corpus'
import { countingLosses } from '#core/counting-models'
import { toAppError } from '#core/errors'
import { tokensOfBytes } from '#core/formats/token-file'
import { createRandom } from '#core/random/random'
import { tokenizerFor } from '#core/tokenizer/choose'
import { openTokenizer } from '#core/tokenizer/open'
import { nodeDisk } from '../disk'
import { libraryPaths } from '../paths'
import { LARGE_SIZES, prepareLarge, type LargePlace, type LargeSizes } from './prepare'
import { readWindows } from './token-files'

/** Small pieces, samples as large as the text: what comes out must be what the text held whole gives. */
const SIZES: LargeSizes = { ...LARGE_SIZES, piece: 1000, learned: 1000, fitted: 1000, scored: 1000 }

let root: string
let place: LargePlace
const folder = (): string[] => {
  try {
    return readdirSync(place.paths.large(place.id)).sort()
  } catch {
    return []
  }
}
function put(text: string): LargePlace {
  const paths = libraryPaths(root)
  mkdirSync(paths.corpora, { recursive: true })
  writeFileSync(paths.corpusText('a'), text)
  return (place = {
    ...{ paths, id: 'a', text: paths.corpusText('a') },
    sha256: createHash('sha256').update(text).digest('hex')
  })
}

/** Prose with accents, signs, numbers, repeated lines, long and blank ones, and characters of four bytes. */
function prose(lines: number): string {
  const random = createRandom(5)
  const words = [
    'the',
    'river',
    'Größe',
    "don't",
    '1,234',
    'seen',
    'été',
    '😀',
    'and',
    'walked',
    '語',
    'town.'
  ]
  return Array.from({ length: lines }, (_, i) => {
    if (i % 17 === 0) return i % 34 === 0 ? '' : 'A line that stands again and again.'
    const line = Array.from({ length: 3 + random.below(12) }, () => words[random.below(words.length)]).join(
      ' '
    )
    return i === 40 ? `${line} ß… and a much longer one ${line} ${line} ${line}` : `  ${line}. `
  }).join('\n')
}

beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'downhill-large-'))))
afterEach(() => rmSync(root, { recursive: true }))

const split = (held_out: number) => ({ kind: 'auto', held_out }) as const
const whole = (text: string, held_out: number) =>
  prepareCorpus(text, { kind: 'auto', deduplicate: true, held_out, split_seed: 1 })

describe.each([0.1, 0.33, 0])('a streamed text with %d held out', (held_out) => {
  const text = prose(900)
  const corpus = whole(text, held_out)

  it('has the facts, the split and the counting models of one that is held', async () => {
    const found = await prepareLarge(put(text), { want: 'facts', split: split(held_out) }, { sizes: SIZES })
    if (found.kind === 'list') throw new Error('not running text')
    expect(found.facts).toEqual(corpusFacts(text, { ...split(held_out), deduplicate: true, split_seed: 1 }))
    expect(found.counting).toEqual(countingLosses(corpus))
    expect(found.alphabet).toEqual(corpus.alphabet)
    expect(found.beginnings).toEqual({ train: corpus.train[0], heldOut: corpus.heldOut[0] ?? '' })
  })

  it.each(['characters', 'graphemes', 'bpe:300', 'r50k_base', 'o200k_base'])(
    'has the tokenizer and the tokens of %s',
    async (setting) => {
      put(text)
      const data = await prepareLarge(
        place,
        { want: 'tokenizer', setting, split: split(held_out) },
        { sizes: SIZES }
      )
      const expected = await tokenizerFor(setting, corpus)
      expect(data).toEqual(expected.data)
      const tokenizer = openTokenizer(data)
      const order = { want: 'tokens', tokenizer: data, split: split(held_out) } as const
      const { key, train, heldOut, width } = await prepareLarge(place, order, { sizes: SIZES })
      const parts = [tokenizer.encode(corpus.train.join('')), tokenizer.encode(corpus.heldOut.join(''))]
      expect([train, heldOut]).toEqual(parts.map(({ length }) => length))
      const path = join(place.paths.large('a'), `${key}.tokens`)
      const bytes = readFileSync(path)
      expect([...tokensOfBytes(bytes.subarray(0, (train + heldOut) * width), width)]).toEqual(
        parts.flatMap((ids) => [...ids])
      )
      const windows = tokensOfBytes(await readWindows(nodeDisk, path, [0, 7, train - 5], 5), width)
      expect([...windows]).toEqual([0, 7, train - 5].flatMap((at) => [...parts[0]!.subarray(at, at + 5)]))
      await expect(readWindows(nodeDisk, path, [train + heldOut - 4], 5)).rejects.toThrow('bad-request')
    }
  )
})

describe('a large text', () => {
  it('that is a list says so, unless it is to be read as running text', async () => {
    put('Anna\nBert\nClara\nDoris\nEmil\nFrida\nGeorg\nHanna\n')
    const facts = (kind: 'auto' | 'text') =>
      prepareLarge(place, { want: 'facts', split: { kind, held_out: 0.1 } }, { sizes: SIZES })
    expect(await facts('auto')).toEqual({ kind: 'list' })
    expect((await facts('text')).kind).toBe('text')
  })

  it('is told on samples where it is larger than they are', async () => {
    const text = prose(4000)
    const sizes = { ...SIZES, learned: 3, fitted: 3, scored: 2 }
    put(text)
    const found = await prepareLarge(place, { want: 'facts', split: split(0.1) }, { sizes })
    const exact = countingLosses(whole(text, 0.1))
    if (found.kind === 'list') throw new Error('not running text')
    expect(found.counting.sampled?.characters).toBeGreaterThan(2000)
    expect(found.counting.sampled?.of).toBe(found.facts.train)
    expect(found.counting.letters).toBeCloseTo(exact.letters, 1)
    const order = { want: 'tokenizer', setting: 'bpe:300', split: split(0.1) } as const
    const data = await prepareLarge(place, order, { sizes })
    expect(openTokenizer(data).decode(openTokenizer(data).encode(text))).toBe(text)
  })

  it('is computed once, and anew where the text or a file has changed', async () => {
    put(prose(300))
    const stages: string[] = []
    const tell = ({ stage }: LargeProgress): void => void (stages.at(-1) === stage || stages.push(stage))
    const hooks = { sizes: SIZES, tell }
    const data = await prepareLarge(
      place,
      { want: 'tokenizer', setting: 'bpe:280', split: split(0.1) },
      hooks
    )
    expect(stages.splice(0)).toEqual(['reading', 'counting', 'merging'])
    const order = { want: 'tokens', tokenizer: data, split: split(0.1) } as const
    const { key } = await prepareLarge(place, order, hooks)
    expect(stages.splice(0)).toEqual(['tokens'])
    await prepareLarge(place, order, hooks)
    expect(stages.splice(0)).toEqual(['checking'])
    const path = join(place.paths.large('a'), `${key}.tokens`)
    const bytes = readFileSync(path)
    bytes[100]! ^= 1
    writeFileSync(path, bytes)
    await prepareLarge(place, order, hooks)
    expect(stages.splice(0)).toEqual(['checking', 'tokens'])
    truncateSync(path, 60)
    await prepareLarge(place, order, hooks)
    expect(stages.splice(0)).toEqual(['tokens'])
    put(prose(299))
    await prepareLarge(place, order, hooks)
    expect(stages).toEqual(['reading', 'counting', 'checking', 'tokens'])
  })

  it('that was changed behind our back is refused', async () => {
    put(prose(300))
    writeFileSync(place.text, prose(301))
    const facts = prepareLarge(place, { want: 'facts', split: split(0.1) }, { sizes: SIZES })
    await expect(facts).rejects.toThrow('library-corrupt')
    expect(folder()).toEqual([])
  })

  it.each(['reading', 'counting', 'merging', 'tokens'] as const)(
    'leaves nothing of what is cancelled while %s',
    async (stage) => {
      put(prose(2000))
      const stop = new AbortController()
      const tell = (progress: LargeProgress): void => {
        const far = stage === 'merging' || progress.done >= progress.of / 4
        if (progress.stage === stage && far) stop.abort()
      }
      if (stage === 'tokens')
        await prepareLarge(place, { want: 'facts', split: split(0.1) }, { sizes: SIZES })
      if (stage === 'merging')
        await prepareLarge(place, { want: 'facts', split: split(0.1) }, { sizes: SIZES })
      const before = folder()
      const order =
        stage === 'tokens'
          ? ({
              want: 'tokens',
              split: split(0.1),
              tokenizer: (await tokenizerFor('characters', whole(prose(2000), 0.1))).data
            } as const)
          : ({ want: 'tokenizer', setting: 'bpe:900', split: split(0.1) } as const)
      const failed = await prepareLarge(place, order, { sizes: SIZES, tell, signal: stop.signal }).catch(
        toAppError
      )
      expect(failed).toMatchObject({ code: 'cancelled' })
      // What was complete before is kept.
      expect(folder()).toEqual(stage === 'counting' ? ['read.json'] : before)
    }
  )

  it.each([
    ['', 'corpus-empty'],
    ['  \n \n', 'corpus-empty'],
    ['too short a text.', 'corpus-too-short'],
    ['a'.repeat(2000), 'corpus-one-character'],
    [`${'words and words. '.repeat(100)}\0`, 'corpus-binary'],
    ['\u0001\u0002 words. '.repeat(100), 'corpus-binary']
  ])('is refused as one that is held: %j', async (text, code) => {
    const chosen = { kind: 'text', held_out: 0.1 } as const
    expect(() => prepareCorpus(text, { ...chosen, deduplicate: true, split_seed: 1 })).toThrow(code)
    const facts = prepareLarge(put(text), { want: 'facts', split: chosen }, { sizes: SIZES })
    await expect(facts).rejects.toThrow(code)
    expect(folder().filter((name) => name !== 'read.json')).toEqual([])
  })

  it('may have marks, other line ends and lines of any length', async () => {
    const text = `\ufeffOne line,\r\nanother one;\r${'a line without any end '.repeat(9000)}\r\n${prose(50)}\r`
    const found = await prepareLarge(put(text), { want: 'facts', split: split(0.2) }, { sizes: SIZES })
    if (found.kind === 'list') throw new Error('not running text')
    const { longestLine, ...facts } = found.facts
    const { longestLine: expected, ...others } = corpusFacts(text, {
      ...split(0.2),
      deduplicate: true,
      split_seed: 1
    })
    expect(facts).toEqual(others)
    expect(longestLine).toEqual(expected)
    expect(found.counting).toEqual(countingLosses(whole(text, 0.2)))
  })
})
