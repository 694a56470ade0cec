/* Runs with tokenizers other than characters: losses per character, files, texts cut in the middle of one. */

import { describe, expect, test } from 'vitest'
import { codePoints } from '#core/corpus-text'
import type { Corpus } from '#core/corpus-types'
import { Failure } from '#core/errors'
import { decodeModelFile, encodeModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import { logSoftmax } from '#core/sampling'
import { PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { bpeTokenizer } from '#core/tokenizer/bpe'
import { tokenizerFor } from '#core/tokenizer/choose'
import { referenceFactory } from './engines/reference/index'
import { OpenedModel } from './opened-model'
import { prepareRun, Run } from './run'
import { generate } from './sampler'
import { scoreTexts } from './score'
import { FakeEngine } from './testing.fixtures'
import { heldOutBits, heldOutPart } from './training/evaluate'
import type { StepNumbers } from './training/progress'

const names =
  'anna hannah ann johanna susanna dan dana daniela ella stella elle bella 😀 zoë noë chloë'.split(' ')
const list = names.join('\n')
const prose = 'Über den Hügel, over the hill 😀, comes the fög; and the hill is still. '.repeat(8)
const small: RunConfig = {
  ...PRESETS.names,
  layers: 1,
  heads: 1,
  width: 8,
  block: 8,
  batch: 4,
  steps: 6,
  warmup: 0,
  held_out: 0.2,
  eval_every: 3
}
const factory = referenceFactory('cpu')
const SETTINGS = ['characters', 'graphemes', 'bpe:64', 'bpe:300', 'r50k_base', 'o200k_base'] as const

describe.each(SETTINGS)('a run with %s', (tokenizer) => {
  test.each([
    ['list', list],
    ['text', prose]
  ] as const)('of a %s tells bits per character, and comes back from its file', async (kind, text) => {
    const prepared = await prepareRun({ text, corpus: null, config: { ...small, kind, tokenizer } })
    const run = await Run.open(prepared, factory)
    const reports: StepNumbers[] = []
    // The same batches once more, to count what each step predicted.
    const again = (await prepareRun({ text, corpus: null, config: { ...small, kind, tokenizer } })).batches
    await run.train({ onSteps: (report) => reports.push(report) })
    const train = reports.flatMap(({ train }) => [...train])
    const bits = reports.flatMap(({ bits }) => [...bits])
    expect(bits).toHaveLength(6)
    for (const [i, loss] of train.entries()) {
      const { targets, length, lengths } = again.next()
      let symbols = 0
      for (const [b, n] of lengths.entries()) {
        const ids = [...targets.subarray(b * length, b * length + n)]
        const ends = ids.filter((id) => id === prepared.tokenizer.end).length
        const bytes = ids.flatMap((id) => [...prepared.tokenizer.bytes(id)])
        symbols += ends + bytes.filter((byte) => byte < 0x80 || byte >= 0xc0).length
      }
      const tokens = lengths.reduce((sum, n) => sum + n, 0)
      expect(bits[i]).toBeCloseTo((loss * tokens) / symbols / Math.LN2, 10)
    }
    const last = reports.flatMap(({ val }) => val).at(-1)!
    expect(last).toMatchObject({ step: 6, loss: run.valLoss, bits: run.valBits })
    if (tokenizer === 'characters') expect(last.bits).toBe(last.loss / Math.LN2)

    const bytes = await run.capture()
    const file = await decodeModelFile(bytes)
    expect(file.tokenizer).toEqual(prepared.tokenizer.data)
    expect(file.training.val_bits_per_char).toBe(run.valBits)
    const own = await prepareRun({ text, corpus: null, config: file.config, from: file })
    const model = await OpenedModel.open('m', file, factory, own)
    expect(model.report()).toMatchObject({ vocab: prepared.tokenizer.vocab, valBits: run.valBits })
    const settings = {
      ...DEFAULT_GENERATION,
      count: 3,
      prefix: kind === 'list' ? 'an' : 'hill',
      max_tokens: 9
    }
    for await (const items of model.generate(settings, () => false)) {
      for (const item of items) expect(item.text.startsWith(settings.prefix)).toBe(true)
    }
    await model.close()
    const more = await prepareRun({ text, corpus: null, config: { ...file.config, steps: 8 }, from: file })
    expect(more.continues).toBe(true)
    expect(more.tokenizer.data).toEqual(prepared.tokenizer.data)
    run.dispose()
  })
})

describe('the held-out part', () => {
  const corpus = (kind: Corpus['kind'], heldOut: string[]): Corpus => ({
    kind,
    train: [prose],
    heldOut,
    alphabet: []
  })
  const config = { batch: 2, block: 7, split_seed: 1 }

  test.each(['graphemes', 'bpe:70', 'bpe:300', 'cl100k_base'])(
    'counts characters as they are: %s',
    async (setting) => {
      const items = ['Über 😀', 'hill', 'fög']
      const parts = { train: [prose], heldOut: items, alphabet: [] }
      const tokenizer = await tokenizerFor(setting, parts)
      const whole = heldOutPart(corpus('list', items), tokenizer, { ...config, block: 64 })
      expect(whole.characters).toBe(codePoints(items.join('')) + items.length)
      expect(whole.tokens).toBe(items.reduce((sum, item) => sum + tokenizer.encode(item).length + 1, 0))

      // The first token is context; wherever windows are cut, every other character counts once.
      const windows = heldOutPart(corpus('text', [prose]), tokenizer, config)
      const [first] = tokenizer.encode(prose)
      expect(windows.tokens).toBe(tokenizer.encode(prose).length - 1)
      expect(windows.characters).toBe(codePoints(prose) - tokenizer.characters[first!]!)
      expect(heldOutBits(2, windows)).toBeCloseTo((2 * windows.tokens) / windows.characters / Math.LN2, 12)
    }
  )
})

test('scores tell bits per character of what was predicted', async () => {
  const tokenizer = await tokenizerFor('bpe:300', { train: [prose], heldOut: [], alphabet: [] })
  const shape = { family: 'gpt2', layers: 1, heads: 1, width: 4, block: 64, vocab: tokenizer.vocab } as const
  const even = new Float32Array(tokenizer.vocab)
  const fake = {
    shape,
    forward: (ids: Int32Array) => Promise.resolve({ logits: repeat(even, ids.length), taps: {} })
  }
  const nats = -logSoftmax(even)[0]!
  const text = 'hill 😀'
  const n = tokenizer.encode(text).length
  const [item] = await scoreTexts(fake as unknown as FakeEngine, tokenizer, 'list', [text])
  expect(item!.bits_per_char).toBeCloseTo(((n + 1) * nats) / (6 + 1) / Math.LN2, 5)
  const [piece] = await scoreTexts(fake as unknown as FakeEngine, tokenizer, 'text', [text])
  const context = tokenizer.characters[tokenizer.encode(text)[0]!]!
  expect(piece!.bits_per_char).toBeCloseTo(((n - 1) * nats) / (6 - context) / Math.LN2, 5)
  expect(
    (await scoreTexts(fake as unknown as FakeEngine, tokenizer, 'text', ['']))[0]!.bits_per_char
  ).toBeNull()
})

function repeat(row: Float32Array, times: number): Float32Array {
  const rows = new Float32Array(row.length * times)
  for (let i = 0; i < times; i++) rows.set(row, i * row.length)
  return rows
}

test('a character whose bytes come one by one is put together, and half of one is left out', async () => {
  const bytes = [...new TextEncoder().encode('a😀')].sort((a, b) => a - b)
  const tokenizer = bpeTokenizer({ kind: 'bpe', pattern: 'gpt2', bytes, merges: [] })
  const shape = { family: 'gpt2', layers: 1, heads: 1, width: 8, block: 16, vocab: tokenizer.vocab } as const
  const optimizer = { kind: 'adam', beta1: 0, beta2: 0, epsilon: 1, weightDecay: 0, clip: 0 } as const
  const smile = [...tokenizer.encode('😀')]
  // After a or a whole smile comes the smile, byte by byte.
  const engine = new FakeEngine(shape, { optimizer, dropout: 0, seed: 1, maxRows: 1 }, (history) => {
    const at = smile.indexOf(history.at(-1)!)
    return Array.from({ length: shape.vocab }, (_, id) => (id === smile[(at + 1) % 4] ? 0 : -Infinity))
  })
  const texts: string[] = []
  for (const max_tokens of [4, 5, 7, 8]) {
    const settings = { ...DEFAULT_GENERATION, count: 1, prefix: 'a', max_tokens }
    for await (const [item] of generate(engine, tokenizer, 'text', settings)) texts.push(item!.text)
  }
  expect(texts).toEqual(['a😀', 'a😀', 'a😀', 'a😀😀'])
})

describe('a model file', () => {
  const code = (attempt: Promise<unknown>): Promise<string> =>
    attempt.then(
      () => 'none',
      (thrown: unknown) => (thrown instanceof Failure ? thrown.error.code : 'other')
    )

  test('whose tokenizer is not that of its weights or of its settings is refused', async () => {
    const config = { ...small, kind: 'list', tokenizer: 'bpe:300' } as const
    const run = await Run.open(await prepareRun({ text: list, corpus: null, config }), factory)
    const file = await decodeModelFile(await run.capture())
    run.dispose()
    const written = await encodeModelFile(file)
    // Its tokenizer with one merge less, and without the sum that would tell.
    const text = new TextDecoder('latin1').decode(written)
    expect(text).toContain('bpe:300')
    const merges = file.tokenizer.kind === 'bpe' ? file.tokenizer.merges : []
    const last = JSON.stringify(merges.at(-1)).replaceAll('"', '\\"')
    const cut = text.replace(`,${last}]`, `]${' '.repeat(last.length + 1)}`)
    expect(cut).not.toBe(text)
    const withoutSums = cut.replace(/,\\"checksum\\":\\"[0-9a-f]{64}\\"/, (found) => ' '.repeat(found.length))
    const bytes = Uint8Array.from(withoutSums, (character) => character.charCodeAt(0))
    expect(await code(decodeModelFile(bytes))).toBe('model-tensor-shape')
    const misnamed = { ...file, config: { ...file.config, tokenizer: 'characters' } }
    expect(await code(encodeModelFile(misnamed).then(decodeModelFile))).toBe('model-config-invalid')
  })
})
