/* The built command line with tokenizers: tokenize, train-bpe, and models that are trained with any of them. */

import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSafetensors } from '#core/formats/safetensors'

const ROOT = process.cwd()
const BIN = join(ROOT, 'bin', 'downhill.js')
const folder = mkdtempSync(join(tmpdir(), 'downhill-tokenizers-'))
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'INIT_CWD'))

function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { cwd: folder, env, maxBuffer: 1 << 26 }, (error, out, err) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : null) : 0, out, err })
    )
  })
}
const parsed = async <T>(...args: string[]): Promise<T> => JSON.parse((await run(...args)).out) as T

interface Tokenized {
  readonly ids: number[]
  readonly tokens: string[]
}
const tokenize = (encoding: string, text: string): Promise<Tokenized> =>
  parsed('tokenize', '--encoding', encoding, '--json', text)

const NAMES = [
  'anna',
  'otto',
  'hannah',
  'bob',
  'eve',
  'ada',
  'elle',
  'lil',
  'nan',
  'viv',
  'abba',
  'dan',
  'lena'
]
const TINY = ['--engine', 'cpu', '--set', 'layers=1', 'width=8', 'heads=2', 'batch=4']

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/prepare.js'], { cwd: ROOT })
  writeFileSync(join(folder, 'list.txt'), `${NAMES.join('\n')}\n`)
  writeFileSync(
    join(folder, 'text.txt'),
    'The fög comes down the hill, and the hill stands still. '.repeat(40)
  )
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

it('doctor tells what is wrong with a text, in tokens of the tokenizer that is asked for', async () => {
  writeFileSync(
    join(folder, 'dirty.txt'),
    `${[...NAMES, ...NAMES.slice(0, 3), 'Anna', '-', 'hannahhannah'].join('\n')}\n`
  )
  interface Report {
    readonly kind: string
    readonly findings: { readonly about: string; readonly mark: string; readonly count: number }[]
  }
  const about = async (what: string, ...more: string[]) => {
    const report = await parsed<Report>(
      'doctor',
      '--corpus',
      'dirty.txt',
      '--json',
      '--set',
      'block=8',
      ...more
    )
    return report.findings.find((finding) => finding.about === what)
  }
  expect(await about('copies')).toMatchObject({ mark: 'mended', count: 3 })
  expect(await about('copies', 'deduplicate=false')).toMatchObject({ mark: 'look', count: 3 })
  expect(await about('variants')).toMatchObject({ count: 1 })
  expect(await about('nearEmpty')).toMatchObject({ count: 1 })
  expect(await about('length')).toMatchObject({ count: 1, cut: 4 })
  expect(await about('length', 'tokenizer=bpe:64')).toMatchObject({ count: 0 })
  const { code, out } = await run('doctor', '--corpus', 'dirty.txt')
  expect([code, out.split('\n')[0]]).toEqual([
    0,
    expect.stringMatching(/^mended\t3\tlines repeat an earlier one/)
  ])
  expect((await run('doctor', '--corpus', 'dirty.txt', 'block=8')).code).toBe(2)
})

it('train-bpe and tokenize give the ids of the textbook', async () => {
  writeFileSync(join(folder, 'textbook.txt'), 'aaabdaaabac\n')
  const trained = await run(
    'train-bpe',
    '--corpus',
    'textbook.txt',
    '--vocab',
    '259',
    '--out',
    'textbook.json'
  )
  expect(trained).toMatchObject({ code: 0, out: '' })
  expect(trained.err).toContain('256 bytes and 3 merges')
  expect((await tokenize('bpe:textbook.json', 'aaabdaaabac')).ids).toEqual([258, 100, 258, 97, 99])
  const plain = await run('tokenize', '--encoding', 'bpe:textbook.json', 'aaab d')
  expect(plain.out).toBe('"aaab"\t258\n" "\t32\n"d"\t100\n')
})

it('tokenize knows the encodings', async () => {
  expect((await tokenize('r50k_base', 'hello world')).ids).toEqual([31373, 995])
  expect((await tokenize('cl100k_base', 'hello world')).ids).toEqual([15339, 1917])
  const special = ['<', '|', 'end', 'of', 'text', '|', '>']
  expect((await tokenize('p50k_base', '<|endoftext|>')).tokens).toEqual(special)
  expect((await tokenize('characters', 'baa')).ids).toEqual([1, 0, 0])
  expect((await tokenize('graphemes', 'ee\u0301')).tokens).toEqual(['e', 'e\u0301'])
})

it.each(['graphemes', 'bpe:80', 'bpe:own.json', 'r50k_base'])(
  'a list: a model with %s is trained, told about, scored, goes on and writes',
  async (tokenizer) => {
    await run('train-bpe', '--corpus', 'list.txt', '--vocab', '270', '--out', 'own.json', '--quiet')
    const args = [
      '--corpus',
      'list.txt',
      ...TINY,
      `tokenizer=${tokenizer}`,
      '--steps',
      '8',
      '--library',
      'lib'
    ]
    const trained = await run('train', ...args, '--out', 'm.safetensors')
    expect(trained).toMatchObject({ code: 0, out: '' })
    expect(trained.err).toContain('bits per character')

    const told = await parsed<Record<string, unknown>>('info', '--model', 'm.safetensors')
    expect(told['config']).toMatchObject({ tokenizer })
    expect(told['val_bits_per_char']).toBeTypeOf('number')
    interface Scored {
      log_probs: number[]
      end_log_prob: number
      bits_per_char: number
    }
    const [score] = await parsed<Scored[]>('score', '--model', 'm.safetensors', '--json', 'anna')
    const nats = -score!.log_probs.reduce((sum, log) => sum + log, score!.end_log_prob)
    expect(score!.bits_per_char).toBeCloseTo(nats / 5 / Math.LN2, 10)
    const made = await run('generate', '--model', 'm.safetensors', '--count', '3', '--prefix', 'an')
    expect(made.code).toBe(0)
    for (const line of made.out.trimEnd().split('\n')) expect(line).toMatch(/^an/)
    expect(await run('resume', '--library', 'lib', '--steps', '12', '--quiet')).toEqual({
      code: 0,
      out: '',
      err: ''
    })
    const ids = (await parsed<Tokenized>('tokenize', '--model', 'm.safetensors', '--json', 'anna')).ids
    expect(ids).toHaveLength(score!.log_probs.length)
  }
)

it('running text: a model of merges writes whole characters', async () => {
  const args = ['--corpus', 'text.txt', ...TINY, 'kind=text', 'block=16', 'tokenizer=bpe:64', '--steps', '30']
  expect((await run('train', ...args, '--out', 't.safetensors', '--quiet')).err).toBe('')
  const made = await run(
    'generate',
    '--model',
    't.safetensors',
    '--prefix',
    'The f',
    '--count',
    '1',
    '--temperature',
    '0'
  )
  expect(made).toMatchObject({ code: 0, err: '' })
  expect(made.out).toMatch(/^The f/)
})

it('a model keeps the name of a tokenizer file, not where it lay', async () => {
  mkdirSync(join(folder, 'private'), { recursive: true })
  await run('train-bpe', '--corpus', 'list.txt', '--vocab', '270', '--out', 'private/1234', '--quiet')
  const args = ['--corpus', 'list.txt', ...TINY, 'tokenizer=bpe:private/1234', '--steps', '2', '--quiet']
  expect((await run('train', ...args, '--out', 'n.safetensors')).code).toBe(0)
  const { metadata } = readSafetensors(readFileSync(join(folder, 'n.safetensors')))
  expect(metadata.get('downhill.config')).toContain('"bpe:./1234"')
})

it.each([
  [1, ['train', '--corpus', 'list.txt', '--set', 'tokenizer=bpe:nowhere.json'], 'is not there'],
  [1, ['train', '--corpus', 'list.txt', '--set', 'tokenizer=bpe:list.txt'], 'not a tokenizer'],
  [2, ['train', '--corpus', 'list.txt', '--set', 'tokenizer=bpe:63'], 'bpe:64'],
  [2, ['tokenize', 'a'], '--encoding'],
  [2, ['tokenize', '--encoding', 'gpt2', 'a'], 'r50k_base'],
  [2, ['tokenize', '--encoding', 'bpe:512', 'a'], 'bpe:FILE'],
  [2, ['tokenize', '--encoding', 'r50k_base'], 'one TEXT'],
  [1, ['tokenize', '--encoding', 'bpe:nowhere', 'a'], 'is not there'],
  [2, ['train-bpe', '--corpus', 'list.txt', '--out', 'x.json'], '--vocab'],
  [2, ['train-bpe', '--corpus', 'list.txt', '--out', 'x.json', '--vocab', '63'], '64 to 32768'],
  [1, ['train-bpe', '--corpus', 'nowhere.txt', '--out', 'x.json', '--vocab', '64'], 'is not there']
] as const)('exit %i: %j', async (code, args, part) => {
  const outcome = await run(...args)
  expect(outcome).toMatchObject({ code, out: '' })
  expect(outcome.err).toMatch(/^[^\n]+\.\n$/)
  expect(outcome.err).toContain(part)
})
