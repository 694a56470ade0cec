import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { prepareCorpus } from '../corpus'
import { PRESETS, type PresetName, type RunConfig } from '../run-config'
import { adviseOnSize } from './advice'
import { characterTokenizer } from '../tokenizer/characters'
import { TokenCollector } from './token-sizes'

const read = (id: string): string => readFileSync(`resources/corpora/${id}.txt`, 'utf8')

function advise(text: string, preset: PresetName, change: Partial<RunConfig> = {}) {
  const config = { ...PRESETS[preset], ...change }
  const corpus = prepareCorpus(text, config)
  const tokenizer = characterTokenizer(corpus.alphabet)
  const collector = new TokenCollector(tokenizer)
  for (const part of corpus.train) {
    if (corpus.kind === 'list') collector.addItem(part, true)
    else collector.addText(part)
  }
  return adviseOnSize(collector.finish(), corpus.kind, config, tokenizer.vocab)
}

it('has nothing to say of the bundled corpora on the presets that suit them', () => {
  const names = advise(read('names'), 'names')
  expect(names).toMatchObject({ verdict: 'fits', tokens: 191_541 })
  expect(names.perParameter).toBeCloseTo(names.tokens / names.parameters, 10)
  expect(names.passes).toBeCloseTo((4000 * 32) / 26_724, 10)
  expect(advise(read('names'), 'microgpt').verdict).toBe('fits')
  expect(advise(read('towns'), 'names').verdict).toBe('fits')
  expect(advise(read('novel'), 'text-small').verdict).toBe('fits')
})

it('offers no fewer steps than any model needs, and is content with those', () => {
  const tiny = read('names').split('\n').slice(0, 50).join('\n')
  expect(advise(tiny, 'names')).toMatchObject({ verdict: 'text-small', steps: 50 })
  expect(advise(tiny, 'names', { steps: 50, warmup: 5 }).verdict).toBe('fits')
})

it('warns where a model learns by heart, and tells the width and the steps that do not', () => {
  const few = [...new Set(read('names').trim().split('\n'))].slice(0, 3000).join('\n')
  const advice = advise(few, 'names')
  expect(advice.verdict).toBe('text-small')
  expect(advise(few, 'names', { width: advice.width! }).verdict).toBe('fits')
  expect(advise(few, 'names', { steps: advice.steps!, warmup: 10 }).verdict).toBe('fits')
  // The preset for graphics cards, on a novel: 76 passes with ten times more parameters than characters.
  expect(advise(read('novel'), 'text')).toMatchObject({ verdict: 'text-small', steps: 1000 })
})

it('warns where a text could feed a larger model, and tells the width', () => {
  const small = { layers: 1, width: 16 }
  const advice = advise(read('names'), 'names', small)
  expect(advice.verdict).toBe('model-small')
  expect(advise(read('names'), 'names', { ...small, width: advice.width! }).verdict).toBe('fits')
  // In a few steps it sees too little to need one.
  expect(advise(read('names'), 'names', { ...small, steps: 100, warmup: 10 }).verdict).toBe('fits')
})
