/*
 * Exported models in programs that are not ours: llama.cpp continues as we do, token for token; Hugging Face's
 * tokenizers cut as we do. And the commands `export` and `import` as they are shipped.
 */

import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anyModel, LINES, TOKENIZERS } from '#core/exports/programs.fixtures'
import { toHuggingFace } from '#core/exports/hugging-face'
import { decodeModelFile, encodeModelFile, type ModelFile } from '#core/formats/model-file'
import { openTokenizer } from '#core/tokenizer/open'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import { cpuFactory } from '#worker/engines/cpu/index'
import { engineOptions } from '#worker/run'
import { askPeer, installPeers, PEERS_RUN } from '../testing/peers'

const BIN = join(process.cwd(), 'bin', 'downhill.js')
const NAMES = join(process.cwd(), 'resources', 'corpora', 'names.txt')
const folder = mkdtempSync(join(tmpdir(), 'downhill-exchange-'))
const at = (name: string): string => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'INIT_CWD'))

interface Outcome {
  readonly code: unknown
  readonly out: string
  readonly err: string
}

function run(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: error ? error.code : 0, out, err })
    )
  })
}

async function ran(...args: string[]): Promise<string> {
  const { code, out, err } = await run(...args)
  expect(err).toBe('')
  expect(code).toBe(0)
  return out
}

/** Greedy tokens of ours after these, until the end token (which is among them), `most`, or the block is full. */
async function greedy(model: ModelFile, tokenizer: Tokenizer, ids: readonly number[], most: number) {
  const engine = await cpuFactory({ threads: 1 }).create(model.shape, engineOptions(model.config))
  try {
    await engine.write({ parameters: model.parameters })
    const session = engine.decode(1)
    const list = model.training.split.kind !== 'text'
    let logits!: Float32Array
    for (const id of list ? [tokenizer.end, ...ids] : ids) logits = await session.advance(Int32Array.of(id))
    const next: number[] = []
    for (;;) {
      const token = logits.indexOf(logits.reduce((a, b) => Math.max(a, b)))
      next.push(token)
      if (token === tokenizer.end || next.length === most || session.position >= model.shape.block)
        return next
      logits = await session.advance(Int32Array.of(token))
    }
  } finally {
    engine.dispose()
  }
}

const TINY = [
  '--set',
  'layers=2',
  'width=32',
  'heads=2',
  'batch=16',
  '--engine',
  'cpu',
  '--quiet',
  '--steps',
  '150'
]
const TEXT = `It is a long way down to the sea, said the old man; the children laughed.
"Is it?" they asked. "We've been there twice, in 1987 and in 2003: naïve, but true — it's 12 km."\n\n`.repeat(
  8
)

const train = async (name: string, ...more: string[]): Promise<ModelFile> => {
  await ran('train', ...more, ...TINY, '--out', `${name}.safetensors`)
  return decodeModelFile(readFileSync(at(`${name}.safetensors`)))
}

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/prepare.js'])
  if (PEERS_RUN) await installPeers()
  writeFileSync(at('text.txt'), TEXT)
}, 300_000)

describe.runIf(PEERS_RUN)('llama.cpp', () => {
  const list = ['a', 'b', 'em', 'jo', 'kar', 'li', 'ma', 'san', 'th', 'zo']
  const prose = ['It is', 'a long', '"Is', 'the', "We've", ' in 19', 'naïve', '—', 'children', 'said the old']
  it.each([
    ['characters', ['--corpus', NAMES, '--set', 'tokenizer=characters'], list],
    ['bpe', ['--corpus', NAMES, '--set', 'tokenizer=bpe:300'], list],
    ['text-characters', ['--corpus', 'text.txt', '--set', 'kind=text', 'block=32'], prose],
    ['text-bpe', ['--corpus', 'text.txt', '--set', 'kind=text', 'block=32', 'tokenizer=bpe:300'], prose],
    ['text-gpt', ['--corpus', 'text.txt', '--set', 'kind=text', 'block=32', 'tokenizer=r50k_base'], prose]
  ])(
    '%s: ten prompts are cut and continued as ours, token for token',
    async (name, settings, prompts) => {
      const model = await train(name, ...settings)
      await ran('export', '--model', `${name}.safetensors`, '--to', 'gguf', '--out', `${name}.gguf`)
      const begin = model.training.split.kind !== 'text'
      const question = { model: at(`${name}.gguf`), prompts, begin, tokens: 12 }
      const answers = await askPeer<{ ids: number[]; next: number[] }[]>('llama.js', question)
      const tokenizer = openTokenizer(model.tokenizer)
      expect(answers).toHaveLength(10)
      for (const [i, { ids, next }] of answers.entries()) {
        const own = [...tokenizer.encode(prompts[i]!)]
        expect(ids).toEqual(own)
        // Beyond the block llama.cpp would read positions that the model does not have.
        const wanted = await greedy(model, tokenizer, own, 12)
        expect(next.slice(0, wanted.length)).toEqual(wanted)
      }
    },
    120_000
  )
})

describe.runIf(PEERS_RUN)("Hugging Face's tokenizers", () => {
  const more = ["it's  a\n\ttest 123456", 'Ünïcode — ok?', '  x', 'a\r\nb', '']
  it.each(
    TOKENIZERS.flatMap((tokenizer) => [
      { tokenizer, kind: 'list' },
      { tokenizer, kind: 'text' }
    ])
  )('cut as ours: %o', async (change) => {
    const model = await anyModel(change as object)
    const files = toHuggingFace(model)
    const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(files.get(name)))
    const whole = change.tokenizer === 'bpe:270' || change.tokenizer.endsWith('_base')
    const texts = whole ? [...LINES, ...more] : LINES
    const question = { tokenizer: json('tokenizer.json'), config: json('tokenizer_config.json'), texts }
    const answers = await askPeer<{ ids: number[]; special: number[]; text: string }[]>(
      'tokenizers.js',
      question
    )
    const ours = openTokenizer(model.tokenizer)
    for (const [i, line] of texts.entries()) {
      const ids = [...ours.encode(line)]
      expect(answers[i]!.ids).toEqual(ids)
      expect(answers[i]!.special).toEqual(change.kind === 'list' ? [ours.end, ...ids] : ids)
      expect(answers[i]!.text).toBe(line)
    }
  })
})

describe('export and import', () => {
  it('a model goes out as a folder and comes back', async () => {
    const model = { ...(await anyModel({ tokenizer: 'bpe:270' })), m: null, v: null }
    writeFileSync(at('out.safetensors'), await encodeModelFile(model))
    await ran('export', '--model', 'out.safetensors', '--to', 'hf', '--out', 'folder')
    const names = [
      'config.json',
      'generation_config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json'
    ]
    expect(readdirSync(at('folder')).sort()).toEqual(names)
    await ran('import', 'folder', '--out', 'back.safetensors')
    const back = await decodeModelFile(readFileSync(at('back.safetensors')))
    expect(back).toEqual(model)
    await ran('import', 'folder/model.safetensors', '--out', 'again.safetensors')
    expect(readFileSync(at('again.safetensors'))).toEqual(readFileSync(at('back.safetensors')))
    const filled = await run('export', '--model', 'out.safetensors', '--to', 'hf', '--out', 'folder')
    expect(filled).toMatchObject({ code: 1, out: '' })
    expect(filled.err).toContain('There is something in the folder “folder” already')
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('pages, programs and runs are written', async () => {
    writeFileSync(at('any.safetensors'), await encodeModelFile(await anyModel()))
    await ran(
      'export',
      '--model',
      'any.safetensors',
      '--to',
      'html',
      '--out',
      'page.html',
      '--name',
      'My names'
    )
    expect(readFileSync(at('page.html'), 'utf8')).toContain('<title>My names</title>')
    await ran('export', '--model', 'any.safetensors', '--to', 'python', '--out', 'names.py')
    expect(readFileSync(at('names.py'), 'latin1')).toMatch(/^#!\/usr\/bin\/env python3\n/)
    await ran('export', '--model', 'any.safetensors', '--to', 'zip', '--out', 'run.zip')
    await ran('import', 'run.zip', '--out', 'from-zip.safetensors')
    expect(readFileSync(at('from-zip.safetensors'))).toEqual(readFileSync(at('any.safetensors')))
  })

  it('what was trained on elsewhere becomes a checkpoint of its run', async () => {
    await ran('train', '--corpus', NAMES, ...TINY, '--steps', '20', '--library', 'library')
    const [id] = readdirSync(at('library/runs'))
    const runFolder = `library/runs/${id}`
    await ran('resume', '--run', runFolder, '--steps', '22', '--engine', 'cpu', '--quiet')
    await ran('export', '--run', runFolder, '--to', 'machine', '--out', 'machine')
    const rows = readFileSync(at('machine/dataset/train.jsonl'), 'utf8').trimEnd().split('\n')
    const row = JSON.parse(rows[0]!) as { input_ids: number[]; labels: number[] }
    expect(row.labels.slice(0, -1)).toEqual(row.input_ids.slice(1))
    const program = readFileSync(at('machine/train.py'), 'utf8')
    expect(program.split('\n').length).toBeLessThan(60)
    const settings = JSON.parse(readFileSync(at('machine/settings.json'), 'utf8')) as { trainer: object }
    expect(settings.trainer).toMatchObject({ max_steps: 22, learning_rate: 0.003, adam_beta2: 0.99 })
    expect(existsSync(at('machine/dataset/validation.jsonl'))).toBe(true)
    const repeated = await run('import', 'machine', '--run', runFolder)
    expect(repeated).toMatchObject({ code: 2 })
    // As the script leaves it.
    const config = JSON.parse(readFileSync(at('machine/config.json'), 'utf8')) as {
      downhill: { training: { step: number } }
    }
    config.downhill.training.step = 5000
    writeFileSync(at('machine/config.json'), JSON.stringify(config))
    expect((await run('import', 'machine', '--run', runFolder)).code).toBe(0)
    expect(readdirSync(at(`${runFolder}/checkpoints`))).toContainEqual(expect.stringContaining('5000'))
    // Another model is none of this run.
    mkdirSync(at('other'))
    for (const [name, bytes] of toHuggingFace(await anyModel())) writeFileSync(at(`other/${name}`), bytes)
    const other = await run('import', 'other', '--run', runFolder)
    expect(other).toMatchObject({ code: 1 })
    expect(other.err).toContain('does not belong to the run')
  })

  it('refuses in one sentence what no other program knows', async () => {
    writeFileSync(at('micro.safetensors'), await encodeModelFile(await anyModel({ family: 'microgpt' })))
    for (const to of ['hf', 'gguf', 'machine']) {
      const { code, err } = await run(
        'export',
        '--model',
        'micro.safetensors',
        '--to',
        to,
        '--out',
        `m-${to}`,
        '--corpus',
        NAMES
      )
      expect(code).toBe(1)
      expect(err).toMatch(/^Models of the family microgpt cannot be exported[^\n]*\n$/)
      expect(existsSync(at(`m-${to}`))).toBe(false)
    }
    writeFileSync(at('graph.safetensors'), await encodeModelFile(await anyModel({ tokenizer: 'graphemes' })))
    const { code, err } = await run(
      'export',
      '--model',
      'graph.safetensors',
      '--to',
      'gguf',
      '--out',
      'g.gguf'
    )
    expect(code).toBe(1)
    expect(err).toMatch(/^GGUF cannot hold the tokenizer graphemes[^\n]*\n$/)
    expect((await run('export', '--model', 'micro.safetensors', '--to', 'onnx', '--out', 'x')).code).toBe(2)
    expect((await run('import', 'nowhere', '--out', 'x.safetensors')).code).toBe(1)
    expect((await run('import', 'micro.safetensors')).code).toBe(2)
  })
})
