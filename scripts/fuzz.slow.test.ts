/*
 * Every reader of files from outside against damaged ones: 100,000 for each of our own parsers, 2,000 for those of Word,
 * EPUB, PDF and Parquet, which are not ours and are ended when they hang, 3,000 for tables and JSON. No crash, no hang, no
 * more than 500 MB, always a code of its own. `npm run fuzz` reads a million of each.
 */
import { expect, it } from 'vitest'
import { fuzz, tableOf } from './fuzz.js'

const OWN = { safetensors: 100_000, tokenizers: 100_000, archives: 100_000 }
const TEXTS = { csv: 3000, json: 3000, jsonl: 3000 }
const OTHERS = { docx: 2000, epub: 2000, pdf: 2000, parquet: 2000 }
/** The same in every run: what CI says must be the change's doing. `npm run fuzz` takes another each time. */
const SEED = 2026

it(`damaged files of every kind, seed ${SEED}`, { timeout: 900_000 }, async () => {
  const counts = { ...OWN, ...TEXTS, ...OTHERS }
  const results = await fuzz({ counts, seed: SEED, atOnce: 2 })
  console.log(tableOf(results))
  expect(results.flatMap(({ faults }) => faults)).toEqual([])
  for (const { target, inputs, outcomes } of results) {
    expect(inputs, target).toBe(counts[target as keyof typeof counts])
    // The damage reaches deep: some files are still whole, and each is refused for several reasons.
    expect(outcomes['sound'] ?? 0, target).toBeGreaterThan(inputs / 1000)
    expect((outcomes['hung and ended'] ?? 0) + (outcomes['died'] ?? 0), target).toBeLessThan(inputs / 20)
  }
  const [models] = results
  for (const code of [
    'model-truncated',
    'model-header-invalid',
    'model-offsets-invalid',
    'model-trailing-data'
  ])
    expect(models?.outcomes[code] ?? 0, code).toBeGreaterThan(50)
})

it('finds what it is there to find', async () => {
  const [result] = await fuzz({ counts: { control: 12 }, seed: 3, atOnce: 1 })
  const kinds = result?.faults.map((fault) => fault.replace(/^.*?: /, '').split('\n')[0]) ?? []
  expect(kinds).toEqual(expect.arrayContaining(['the code internal', 'TypeError: a fault']))
  expect(kinds.some((kind) => /^1\d\d\d ms of processor time$/.test(kind ?? ''))).toBe(true)
  expect(result?.outcomes['tokenizer-invalid'] ?? 0).toBeGreaterThan(0)
})
