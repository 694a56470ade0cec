import { describe, expect, it } from 'vitest'
import type { Failure } from '../errors'
import { type AppError, type ErrorCode, type ErrorDetail } from '../errors'
import { applySettings, PRESETS } from '../run-config'
import { sentenceOf, wordingOf } from './errors'

/** Every code with details as they are thrown; the compiler keeps the list complete. */
const DETAILS: Record<ErrorCode, ErrorDetail> = {
  'corpus-empty': { name: 'list.txt' },
  'corpus-binary': { name: 'photo.txt' },
  'corpus-encoding': { name: 'old.txt' },
  'corpus-one-line': { lines: 1 },
  'corpus-one-character': { character: 'a' },
  'corpus-too-short': { characters: 12, least: 32 },
  'corpus-not-found': { id: 'abc' },
  'corpus-too-large': { bytes: 3e8, limit: 268435456 },
  'corpus-large': { name: 'books' },
  'corpus-list-large': { name: 'towns', bytes: 3e8, limit: 268435456 },
  'token-file-invalid': { what: 'count' },
  'import-damaged': { name: 'a.docx', what: 'Word' },
  'import-field': { name: 'a.csv', field: 'town' },
  'import-gave-up': { name: 'a.parquet' },
  'import-locked': { name: 'a.pdf' },
  'import-no-text': { name: 'a.pdf' },
  'file-missing': { name: 'list.txt' },
  'file-unreadable': { name: 'list.txt' },
  'file-is-folder': { name: 'lists' },
  'file-changed': { name: 'list.txt' },
  'disk-full': { name: 'm.safetensors', folder: '/data' },
  'write-failed': { name: 'm.safetensors', folder: '/data' },
  'model-truncated': { bytes: 1, needed: 8 },
  'model-not-safetensors': {},
  'model-header-too-large': { bytes: '18446744073709551615', limit: 100000000 },
  'model-header-invalid': { problem: 'duplicate-key' },
  'model-offsets-invalid': { problem: 'offsets', name: 'wte.weight' },
  'model-trailing-data': { bytes: 12, needed: 10 },
  'model-foreign': {},
  'model-newer-version': { version: '2', known: 1 },
  'model-config-invalid': { key: 'steps' },
  'model-tensor-missing': { name: 'wte.weight' },
  'model-tensor-shape': { name: 'wte.weight', found: 'F16 [2]', expected: 'F32 [27, 16]' },
  'model-not-finite': { name: 'wte.weight' },
  'model-checksum': {},
  'tokenizer-invalid': { name: 'bpe.json', problem: 'content' },
  'library-corrupt': { name: 'run.json', aside: 'run.json.damaged' },
  'library-in-use': { folder: '/data', pid: 77 },
  'archive-text-large': { name: 'War', bytes: 300_000_000, limit: 268_435_456 },
  'library-taken': { host: 'attic' },
  'run-in-use': { pid: 77 },
  'library-newer-version': { name: 'run.json', version: 2 },
  'run-not-found': { id: 'abc' },
  'run-name-taken': { name: 'quiet-ridge' },
  'branch-shape': { key: 'layers', has: 4, wanted: 6 },
  'not-recorded': {},
  'branch-steps': { step: 500, steps: 400 },
  'archive-invalid': { name: 'run.zip', problem: 'checksum', entry: 'run.json' },
  'archive-newer-version': { name: 'run.zip', version: 2 },
  'export-family': { format: 'GGUF' },
  'export-tokenizer': { format: 'GGUF', tokenizer: 'graphemes' },
  'export-too-large': { parameters: 124439808, limit: 64000000 },
  'folder-not-empty': { name: 'gpt' },
  'folder-inside': { name: 'runs' },
  'import-file': { name: 'config.json', problem: 'missing' },
  'import-config': { key: 'n_layer', value: '36', limit: '1 to 24' },
  'import-tokenizer': { problem: 'rows', tokens: 50257, rows: 50304 },
  'import-run': { name: 'quiet-ridge' },
  'setting-unknown': { key: 'depth' },
  'setting-invalid': { key: 'width', value: '62', problem: 'heads', nearest: '60, 64' },
  'engine-unavailable': { engine: 'webgpu', reason: 'no-adapter' },
  'gpu-error': { step: 1840 },
  'gpu-lost': { step: 1840 },
  'gpu-memory': {},
  'gpu-wrong': { quantity: 'attention', worst: 'h.0.attn.c_attn.weight', difference: 0.5 },
  'not-measured': { seconds: 60 },
  'loss-not-finite': { step: 12 },
  'run-busy': {},
  'machine-stopped': {},
  'no-model': {},
  'unknown-character': { character: 'é', code: 'U+00E9', position: 3 },
  'prefix-too-long': { length: 20, longest: 15, unit: 'tokens' },
  'nothing-fits': { count: 20, made: 3 },
  'constraints-contradict': {},
  'constraints-need-list': {},
  'search-too-wide': { made: 12, count: 100 },
  'influence-too-large': { parameters: 10_000_000, most: 1_000_000 },
  'landscape-closed': {},
  'landscape-no-path': {},
  'landscape-unfinished': { done: 3, of: 1681 },
  'video-unsupported': {},
  cancelled: {},
  'bad-request': { at: 'x' },
  internal: {}
}

const cases = Object.entries(DETAILS).flatMap(([code, detail]): [string, AppError][] => [
  [code, { code: code as ErrorCode, detail }],
  [`${code} without details`, { code: code as ErrorCode }],
  [
    `${code} with empty details`,
    { code: code as ErrorCode, detail: { name: '', key: '', problem: '', nearest: '' } }
  ]
])

describe('wording', () => {
  it.each(cases)('of %s follows the rules', (_, error) => {
    const { title, safe, mend } = wordingOf(error)
    for (const sentence of [title, safe, mend]) {
      expect(sentence).not.toMatch(/!|please|oops|\bAI\b|undefined|NaN|null|\s\s|^\s|\s$|“”/i)
      if (sentence !== '') expect(sentence).toMatch(/^[\p{Lu}“].*[^.\s]\.$/u)
    }
    expect(title).not.toBe('')
    if (error.code !== 'cancelled') expect(mend).not.toBe('')
    expect(sentenceOf(error)).toMatch(/^[^\n]+\.$/)
  })

  it('fills its gaps', () => {
    expect(wordingOf({ code: 'gpu-lost', detail: { step: 1840 } }).title).toBe(
      'The graphics card stopped answering at step 1,840.'
    )
    expect(sentenceOf({ code: 'file-missing', detail: { name: 'names.txt' } })).toBe(
      '“names.txt” is not there: check the name and the folder, or choose another file.'
    )
    expect(sentenceOf({ code: 'model-truncated', detail: { bytes: 7, needed: 8 } })).toContain(
      '7 bytes of at least 8'
    )
  })

  it('keeps hostile names on one line', () => {
    expect(sentenceOf({ code: 'file-missing', detail: { name: 'a\nb\u001b[31m' } })).not.toMatch(/[\n\u001b]/)
  })

  it.each([
    ['width=62', 'Use a multiple of the number of heads: 60 or 64.'],
    ['layers=0', 'Use a whole number from 1 to 24.'],
    ['layers=1.5', 'Use a whole number from 1 to 24.'],
    ['learning_rate=fast', 'Use a number from 0.000001 to 1.'],
    ['schedule=step', 'Use one of constant, linear, cosine.'],
    ['deduplicate=yes', 'Use true or false.'],
    ['warmup=5000', 'Use at most the number of steps, 4000.']
  ])('says what a setting takes: %s', (setting, mend) => {
    try {
      applySettings(PRESETS.names, [setting])
      expect.unreachable()
    } catch (thrown) {
      expect(wordingOf((thrown as Failure).error).mend).toBe(mend)
    }
  })
})
