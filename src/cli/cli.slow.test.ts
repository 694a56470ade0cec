/*
 * The built command line as a child process: each command, each exit code, bad input, and what goes to
 * which stream. Models are tiny; everything happens in a folder of its own.
 */

import { execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import { readSafetensors, writeSafetensors } from '#core/formats/safetensors'
import { parameterLayout } from '#core/gpt-shape'

const ROOT = process.cwd()
const BIN = join(ROOT, 'bin', 'downhill.js')
const folder = mkdtempSync(join(tmpdir(), 'downhill-cli-'))

interface Outcome {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Without INIT_CWD of the npm that may have started the tests. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'INIT_CWD'))

/** Runs a command line in `folder`. */
function run(args: readonly string[], more: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...env, ...more }, maxBuffer: 1 << 26 }
    execFile(process.execPath, [BIN, ...args], options, (error, out, err) =>
      resolve({ code: error ? (typeof error.code === 'number' ? error.code : null) : 0, out, err })
    )
  })
}

/** Starts one, to be watched or killed. */
const start = (args: readonly string[]) => spawn(process.execPath, [BIN, ...args], { cwd: folder, env })

const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return name
}
const file = (name: string): Buffer => readFileSync(join(folder, name))
const TINY = ['--set', 'layers=1', 'width=8', 'heads=2', 'batch=4', '--engine', 'cpu']
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
  'ed',
  'dan',
  'lena'
]

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/prepare.js'], { cwd: ROOT })
  put('list.txt', `${NAMES.join('\n')}\n`)
  put('text.txt', 'The fog comes down the hill, and the hill stands still. '.repeat(40))
}, 120_000)

afterAll(() => rmSync(folder, { recursive: true }))

describe('train', () => {
  it('writes a model and every loss, and nothing to standard output', async () => {
    const args = [
      'train',
      '--corpus',
      'list.txt',
      '--steps',
      '30',
      '--out',
      'm.safetensors',
      '--losses',
      'm.csv'
    ]
    const { code, out, err } = await run([...args, ...TINY])
    expect([code, out]).toEqual([0, ''])
    expect(err).toContain('Done after 30 steps')
    expect(err).not.toContain('\r')
    const [header, ...rows] = file('m.csv').toString().trimEnd().split('\n')
    expect(header).toBe('step,train_loss,val_loss')
    expect(rows.map((row) => Number(row.split(',')[0]))).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    for (const row of rows) expect(row).toMatch(/^\d+,\d+\.\d{6,},(\d+\.\d{6,})?$/)
    expect(rows.at(-1)).toMatch(/,\d+\.\d{6,}$/)
    expect(readSafetensors(file('m.safetensors')).metadata.get('downhill.version')).toBe('1')
  })

  it('says nothing at all with --quiet, and gives the same numbers again', async () => {
    const args = [
      'train',
      '--corpus',
      'list.txt',
      '--steps',
      '30',
      '--losses',
      'again.csv',
      '--quiet',
      ...TINY
    ]
    expect(await run(args)).toEqual({ code: 0, out: '', err: '' })
    expect(file('again.csv')).toEqual(file('m.csv'))
    await run([...args.slice(0, 4), '30', '--seed', '7', '--losses', 'other.csv', '--quiet', ...TINY])
    expect(file('other.csv')).not.toEqual(file('m.csv'))
  })

  it('goes on from a model with the losses it would have had', async () => {
    const flat = [...TINY, 'schedule=constant', 'warmup=0', 'eval_every=10', '--quiet']
    const args = ['train', '--corpus', 'list.txt', ...flat]
    await run([...args, '--steps', '40', '--losses', 'whole.csv'])
    await run([...args, '--steps', '20', '--out', 'half.safetensors'])
    const rest = ['train', '--corpus', 'list.txt', '--from', 'half.safetensors', '--engine', 'cpu']
    expect(await run([...rest, '--steps', '40', '--losses', 'rest.csv', '--quiet'])).toMatchObject({
      code: 0,
      err: ''
    })
    const rows = (name: string): string[] => file(name).toString().trimEnd().split('\n')
    expect(rows('rest.csv').slice(1)).toEqual(rows('whole.csv').slice(21))
    expect(await run([...rest, '--steps', '20'])).toMatchObject({ code: 2, out: '' })
  })

  it('takes running text', async () => {
    const args = [
      'train',
      '--corpus',
      'text.txt',
      '--steps',
      '5',
      '--out',
      't.safetensors',
      ...TINY,
      'block=8'
    ]
    expect(await run(args)).toMatchObject({ code: 0, out: '' })
    const text = await run([
      'generate',
      '--model',
      't.safetensors',
      '--count',
      '1',
      '--max-tokens',
      '12',
      '--prefix',
      'The '
    ])
    expect(text.code).toBe(0)
    expect(text.out).toMatch(/^The [^]{12}\n$/)
    const score = await run(['score', '--model', 't.safetensors', '--json', 'the hill'])
    const [{ ids, log_probs, end_log_prob }] = JSON.parse(score.out) as [Record<string, number[] | null>]
    expect([ids!.length, log_probs!.length, end_log_prob]).toEqual([8, 7, null])
  })

  it('keeps a run in a library and goes on, killed or not, as if nothing had happened', async () => {
    const settings = ['--corpus', 'list.txt', '--steps', '20000', '--quiet', ...TINY, 'eval_every=500']
    expect(await run(['train', ...settings, '--losses', 'unbroken.csv'])).toMatchObject({ code: 0, err: '' })

    const killed = start(['train', ...settings, '--library', 'lib'])
    const runs = join(folder, 'lib', 'runs')
    const checkpoints = (): string[] => {
      const [id] = existsSync(runs) ? readdirSync(runs) : []
      const files = id ? join(runs, id, 'checkpoints') : ''
      return existsSync(files) ? readdirSync(files).filter((name) => name.endsWith('.safetensors')) : []
    }
    const closed = new Promise((resolve) => killed.on('close', resolve))
    while (checkpoints().length === 0 && killed.exitCode === null) await new Promise((r) => setTimeout(r, 5))
    killed.kill('SIGKILL')
    await closed

    const resumed = await run(['resume', '--library', 'lib', '--losses', 'resumed.csv', '--engine', 'cpu'])
    expect(resumed).toMatchObject({ code: 0, out: '' })
    expect(resumed.err).toMatch(/from step [1-9]/)
    expect(resumed.err).not.toContain('bit-exact')
    expect(file('resumed.csv')).toEqual(file('unbroken.csv'))
    expect(await run(['resume', '--library', 'lib'])).toMatchObject({ code: 2 }) // nothing left to do
    expect(await run(['resume', '--library', 'lib', '--run', 'nobody'])).toMatchObject({ code: 1 })
    const elsewhere = ['resume', '--library', 'lib', '--steps', '20002', '--engine', 'reference']
    expect((await run(elsewhere)).err).toContain('Not bit-exact')
  })

  it('says where an engine has no such feature, and keeps in the model what was used', async () => {
    const args = ['train', '--corpus', 'list.txt', '--steps', '2', '--features', 'f16', ...TINY]
    const { err } = await run([...args, '--out', 'plain.safetensors'])
    expect(err).toContain('computes without f16 here')
    const { out } = await run(['info', '--model', 'plain.safetensors'])
    expect(JSON.parse(out)).toMatchObject({ engine: 'cpu: CPU, WebAssembly SIMD', features: [] })
  })

  it('ends after the step on Ctrl-C and saves what was asked for', async () => {
    const args = ['train', '--corpus', 'list.txt', '--steps', '1000000', '--out', 'cut.safetensors', ...TINY]
    const child = start(args)
    let err = ''
    let asked = false // a second time would end it at once
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString()
      if (err.includes('Step 100') && !asked) asked = child.kill('SIGINT')
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    expect(code).toBe(1)
    expect(err).toMatch(/Stopped at step [\d,]+ of 1,000,000: [^\n]+\n$/)
    expect((await run(['info', '--model', 'cut.safetensors'])).code).toBe(0)
  })
})

const lines = (out: string): string[] => out.trimEnd().split('\n')

describe('generate, score, info', () => {
  it('prints as many items as asked for, the same for the same seed, alone on standard output', async () => {
    const args = ['generate', '--model', 'm.safetensors', '--seed', '5']
    const seven = await run([...args, '--count', '7'])
    expect([seven.code, seven.err]).toEqual([0, ''])
    expect(lines(seven.out)).toHaveLength(7)
    // More items do not change the first ones.
    expect(lines((await run([...args, '--count', '40'])).out).slice(0, 7)).toEqual(lines(seven.out))
    expect((await run(['generate', '--model', 'm.safetensors', '--seed', '6', '--count', '7'])).out).not.toBe(
      seven.out
    )
  })

  it('begins items with a prefix under both names, and is greedy at temperature 0', async () => {
    const args = ['generate', '--model', 'm.safetensors', '--count', '3', '--temperature', '0']
    const items = await run([...args, '--prefix', 'an'])
    expect(new Set(lines(items.out)).size).toBe(1)
    expect(items.out.startsWith('an')).toBe(true)
    expect((await run([...args, '--starts-with', 'an'])).out).toBe(items.out)
  })

  it('tells known items from new ones where the text is at hand, and leaves it open where not', async () => {
    const args = ['generate', '--model', 'm.safetensors', '--count', '30', '--format', 'csv']
    const known = await run([...args, '--corpus', 'list.txt'])
    const statuses = lines(known.out)
      .slice(1)
      .map((row) => row.split(',')[1])
    for (const status of statuses) expect(['train', 'unseen', 'held_out', 'new']).toContain(status)
    const open = await run([...args, '--out', 'items.csv'])
    expect([open.code, open.out]).toEqual([0, ''])
    expect(
      lines(file('items.csv').toString())
        .slice(1)
        .every((row) => row.split(',')[1] === '')
    ).toBe(true)
    const json = JSON.parse((await run([...args.slice(0, -1), 'json'])).out) as { items: unknown[] }
    expect(json.items).toHaveLength(30)
  })

  it('makes only what holds the constraints, drawn or searched, and tells the nearest line', async () => {
    const wishes = [
      '--starts-with',
      'a',
      '--contains',
      'n',
      '--excludes',
      'aa',
      '--max-length',
      '6',
      '--new-only'
    ]
    const args = ['generate', '--model', 'm.safetensors', '--corpus', 'list.txt', ...wishes]
    const drawn = await run([...args, '--count', '20', '--seed', '1', '--distinct'])
    expect([drawn.code, drawn.err]).toEqual([0, ''])
    expect(new Set(lines(drawn.out)).size).toBe(20)
    for (const text of lines(drawn.out)) expect(text).toMatch(/^a(?=.*n)(?!.*aa)(?!a).{0,5}$/)
    const best = await run([...args, '--best', '5', '--format', 'json'])
    const { items } = JSON.parse(best.out) as {
      items: { text: string; log_prob: number; status: string; nearest: string; nearest_distance: number }[]
    }
    expect(items.map(({ log_prob }) => log_prob)).toEqual(
      items.map(({ log_prob }) => log_prob).sort((a, b) => b - a)
    )
    const list = lines(file('list.txt').toString())
    for (const { text, status, nearest, nearest_distance } of items) {
      expect([status, list.includes(text), list.includes(nearest)]).toEqual(['new', false, true])
      expect(nearest_distance).toBeGreaterThan(0)
    }
  })

  it('gives what could be made and exit code 1 where nothing more fits', async () => {
    // All logits are 0 but the end token's: nearly every item, or every item, comes out empty.
    const write = async (name: string, end: number): Promise<void> => {
      const model = tinyModel({}, false)
      const layout = parameterLayout(model.shape)
      model.parameters.fill(0)
      model.parameters[layout.get('ln_f.bias').offset] = 1
      const { width, vocab } = model.shape
      model.parameters[layout.get('wte.weight').offset + width * (vocab - 1)] = end
      put(name, await encodeModelFile(model))
    }
    await write('ends.safetensors', 50)
    await write('mostly.safetensors', 9)
    const args = ['generate', '--count', '10', '--temperature', '1', '--engine', 'cpu', '--model']
    const none = await run([...args, 'ends.safetensors'])
    expect([none.code, none.out]).toEqual([1, ''])
    expect(none.err).toMatch(/^Only 0 of 10 items [^\n]+\n$/)
    const some = await run([...args, 'mostly.safetensors'])
    expect(some.code).toBe(1)
    const made = lines(some.out).length
    expect(made).toBeGreaterThan(0)
    expect(some.err).toContain(`Only ${made} of 10 items`)
  })

  it('scores texts for other programs', async () => {
    const { code, out, err } = await run(['score', '--model', 'm.safetensors', '--json', 'anna', '', 'bob'])
    expect([code, err]).toEqual([0, ''])
    const scores = JSON.parse(out) as {
      text: string
      ids: number[]
      tokens: string[]
      log_probs: number[]
      end_log_prob: number
    }[]
    expect(scores.map(({ text, tokens }) => [text, tokens.join('')])).toEqual([
      ['anna', 'anna'],
      ['', ''],
      ['bob', 'bob']
    ])
    for (const { ids, log_probs, end_log_prob } of scores) {
      expect(log_probs).toHaveLength(ids.length)
      for (const log of [...log_probs, end_log_prob]) expect(log).toBeLessThan(0)
    }
    expect((await run(['score', '--model', 'm.safetensors', '--', 'anna'])).out).toContain('"a"\t0\t-')
  })

  it('describes a model as JSON', async () => {
    const info = JSON.parse((await run(['info', '--model', 'm.safetensors'])).out) as Record<string, unknown>
    expect(info).toMatchObject({
      family: 'gpt2',
      layers: 1,
      heads: 2,
      width: 8,
      steps: 30,
      kind: 'list',
      vocab: 12
    })
    expect(info['val_loss']).toBeGreaterThan(0)
  })

  it('retraces microgpt to the last name', async () => {
    const names = join(ROOT, 'resources', 'corpora', 'names.txt')
    const train = await run([
      'train',
      '--corpus',
      names,
      '--preset',
      'microgpt',
      '--out',
      'micro.safetensors'
    ])
    expect(train.err).toContain('Matches the Python reference')
    const { out } = await run([
      'generate',
      '--model',
      'micro.safetensors',
      '--count',
      '20',
      '--temperature',
      '0.5'
    ])
    expect(out).toBe(readFileSync(join(ROOT, 'resources', 'reference', 'microgpt-seed42-names.txt'), 'utf8'))
  })
})

describe('places and streams', () => {
  it('resolves relative paths where npm was called, else where it stands', async () => {
    mkdirSync(join(folder, 'sub'))
    const there = await run(['info', '--model', '../m.safetensors'], { INIT_CWD: join(folder, 'sub') })
    expect(there.code).toBe(0)
    expect((await run(['info', '--model', 'm.safetensors'], { INIT_CWD: join(folder, 'sub') })).code).toBe(1)
  })

  it('ends quietly when nobody reads on', async () => {
    const child = start(['generate', '--model', 'm.safetensors', '--count', '100000'])
    let err = ''
    child.stderr.on('data', (data: Buffer) => (err += data.toString()))
    child.stdout.once('data', () => child.stdout.destroy())
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
    expect(err).toBe('')
  })

  it('prints help on standard output', async () => {
    for (const args of [['help'], ['--help'], ['help', 'train'], ['generate', '--help'], ['score', '-h']]) {
      const { code, out, err } = await run(args)
      expect([code, err]).toEqual([0, ''])
      expect(out).toContain('downhill')
    }
  })
})

describe('landscape', () => {
  interface Ground {
    alphas: number[]
    betas: number[]
    losses: (number | null)[]
    center_loss: number
    batch: { items: number; part: string }
    directions: string
    explained_variance: [number, number] | null
    path: { alpha: number; beta: number; true_loss: number; residual: number }[]
  }
  const ground = (name: string): Ground => JSON.parse(file(name).toString()) as Ground
  const around = ['landscape', '--model', 'm.safetensors', '--corpus', 'list.txt', '--size', '21']

  it('computes the surface round a model, the same for the same seed, nothing on standard output', async () => {
    const made = await run([...around, '--seed', '3', '--out', 'ground.json'])
    expect([made.code, made.out]).toEqual([0, ''])
    expect(made.err).toContain('441 points')
    const { alphas, betas, losses, center_loss, directions, explained_variance, path } = ground('ground.json')
    expect([alphas.length, betas.length, losses.length]).toEqual([21, 21, 441])
    expect([alphas[10], betas[10], losses[10 * 21 + 10]]).toEqual([0, 0, center_loss])
    expect([directions, explained_variance, path]).toEqual(['random', null, []])
    await run([...around, '--seed', '3', '--out', 'again.json', '--quiet'])
    expect(ground('again.json')).toEqual(ground('ground.json'))
    await run([...around, '--seed', '4', '--out', 'other.json', '--quiet'])
    expect(ground('other.json').losses).not.toEqual(losses)
    expect(ground('other.json').center_loss).toBe(center_loss)
  })

  it('writes every kind of file', async () => {
    for (const [name, begins] of [
      ['g.csv', ''],
      ['g.png', '\x89PNG'],
      ['g.svg', '<'],
      ['g.glb', 'glTF'],
      ['g.stl', '']
    ] as const) {
      const made = await run([...around, '--out', name, '--quiet'])
      expect([name, made.code, made.err]).toEqual([name, 0, ''])
      expect(file(name).toString('latin1').startsWith(begins)).toBe(true)
    }
    expect(lines(file('g.csv').toString()).length).toBeGreaterThanOrEqual(441)
    const stl = file('g.stl')
    expect(stl.byteLength).toBe(84 + 50 * stl.readUInt32LE(80))
  })

  it('draws the path of a run at the losses that were logged', async () => {
    const train = ['train', '--corpus', 'list.txt', '--steps', '40', '--library', 'ground-library', ...TINY]
    expect((await run([...train, '--quiet'])).code).toBe(0)
    const [id] = readdirSync(join(folder, 'ground-library', 'runs'))
    const place = join('ground-library', 'runs', id!)
    const made = await run([
      'landscape',
      '--run',
      place,
      '--size',
      '21',
      '--out',
      'run.json',
      '--engine',
      'cpu'
    ])
    expect([made.code, made.out]).toEqual([0, ''])
    const { center_loss, directions, explained_variance, path } = ground('run.json')
    expect(directions).toBe('pca')
    expect(explained_variance![0] + explained_variance![1]).toBeLessThanOrEqual(1 + 1e-9)
    expect(path.length).toBeGreaterThan(2)
    expect(path.at(-1)).toMatchObject({ true_loss: center_loss, residual: 0 })
  })

  it.each([
    [['landscape', '--out', 'x.json'], '--model FILE or --run FOLDER'],
    [['landscape', '--model', 'm.safetensors', '--out', 'x.json'], '--corpus FILE'],
    [[...around, '--out', 'x.txt'], '.json, .csv, .stl, .png'],
    [[...around.slice(0, -1), '22', '--out', 'x.json'], '21 or 23'],
    [[...around, '--directions', 'pca', '--out', 'x.json'], '--run FOLDER']
  ])('exit 2: %j', async (args, said) => {
    const { code, out, err } = await run(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(said)
  })

  it('exit 1 for a run that is not there', async () => {
    const { code, err } = await run(['landscape', '--run', 'nowhere/runs/none', '--out', 'x.json'])
    expect([code, existsSync(join(folder, 'nowhere'))]).toEqual([1, false])
    expect(err).toContain('no longer in the library')
  })
})

describe('bench', () => {
  const FIELDS = [
    ...['config', 'engine', 'threads', 'ms_per_step', 'tokens_per_s', 'gflops', 'ratio_to_reference'],
    ...['dispatches', 'submits', 'uploads']
  ]

  it('times micro and the whole job by threads, beside the reference', async () => {
    const args = ['bench', '--only', 'micro', '--seconds', '0.01', '--json', 'bench.json']
    const { code, out, err } = await run(args)
    expect(code, err).toBe(0)
    // The table alone goes to standard output.
    expect(lines(out)[0]).toMatch(/^configuration +engine +threads +ms\/step/)
    expect(err).toMatch(/Node \d+\.\d+/)
    const { rows } = JSON.parse(file('bench.json').toString()) as { rows: Record<string, unknown>[] }
    expect(rows.length).toBeGreaterThanOrEqual(5)
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining(FIELDS))
      expect(out).toContain(`${String(row['config'])} `)
      if (row['skipped'] === null) expect(row['ms_per_step']).toBeGreaterThan(0)
    }
    const cpu = rows.filter(({ config, engine }) => config === 'micro' && engine === 'cpu')
    expect(cpu.map(({ threads }) => threads).slice(0, 2)).toEqual([1, 2])
    for (const row of cpu) expect(row['ratio_to_reference']).toBeGreaterThan(1)
  })
})

describe('failures and wrong usage', () => {
  beforeAll(() => {
    put('empty.txt', '')
    put('blank.txt', '\n \r\n')
    put(
      'binary.txt',
      Uint8Array.from({ length: 2000 }, (_, i) => (i * 7) % 256)
    )
    put('one.txt', 'only one\n')
    put('letter.txt', 'a\naa\naaa\n')
    put('short.txt', 'Too short, this one.')
    const model = file('m.safetensors')
    put('cut.model', model.subarray(0, model.length - 5))
    const trailing = Buffer.concat([model, Buffer.from([0])])
    put('trailing.model', trailing)
    const flipped = Buffer.from(model)
    flipped[flipped.length - 3]! ^= 1
    put('flipped.model', flipped)
    const w = { name: 'w', dtype: 'F32', shape: [1], bytes: new Uint8Array(4) } as const
    put('foreign.model', writeSafetensors([w], new Map([['format', 'pt']])))
    put('huge.model', Buffer.concat([Buffer.from('ffffffffffffff7f', 'hex'), Buffer.from('{"a":1}')]))
    put(
      'overlap.model',
      hostile(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        8
      )
    )
    put('hole.model', hostile('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8))
    put('newer.model', writeSafetensors([w], new Map([['downhill.version', '99']])))
  })

  const hostile = (header: string, data: number): Buffer => {
    const length = Buffer.alloc(8)
    length.writeBigUInt64LE(BigInt(header.length))
    return Buffer.concat([length, Buffer.from(header), Buffer.alloc(data)])
  }

  const train = ['train', '--quiet', ...TINY, '--out', 'kept.safetensors', '--corpus']
  it.each([
    [1, [...train, 'nowhere.txt'], 'is not there'],
    [1, [...train, '.'], 'is a folder'],
    [1, [...train, 'empty.txt'], 'white space'],
    [1, [...train, 'blank.txt'], 'white space'],
    [1, [...train, 'binary.txt'], 'not plain text'],
    [1, [...train, 'one.txt'], 'at least two'],
    [1, [...train, 'letter.txt'], 'one character'],
    [1, [...train, 'short.txt', '--set', 'kind=text'], 'characters'],
    [1, [...train, 'list.txt', '--out', 'no/folder/m.safetensors'], 'could not be written'],
    [1, [...train, 'list.txt', '--losses', '.'], 'is a folder'],
    [1, ['info', '--model', 'nowhere'], 'is not there'],
    [1, ['info', '--model', 'list.txt'], 'not a safetensors file'],
    [1, ['info', '--model', 'empty.txt'], 'ends too early'],
    [1, ['info', '--model', 'cut.model'], 'ends too early'],
    [1, ['generate', '--model', 'trailing.model'], 'more data'],
    [1, ['generate', '--model', 'flipped.model'], 'checksum'],
    [1, ['generate', '--model', 'foreign.model'], 'not saved by Downhill'],
    [1, ['score', '--model', 'huge.model', 'a'], 'header of'],
    [1, ['info', '--model', 'overlap.model'], 'overlaps'],
    [1, ['info', '--model', 'hole.model'], 'hole'],
    [1, ['info', '--model', 'newer.model'], 'newer version'],
    [1, ['generate', '--model', 'm.safetensors', '--prefix', 'Ä'], '“Ä”'],
    [1, ['generate', '--model', 'm.safetensors', '--prefix', 'a'.repeat(16)], 'at most 15 fit'],
    [1, ['score', '--model', 'm.safetensors', 'anna', 'x😀'], '“x”'],
    [1, ['resume', '--library', 'none'], 'no longer in the library'],
    [2, [], 'Give a command'],
    [2, ['dance'], 'no command "dance"'],
    [2, ['help', 'dance'], 'no command "dance"'],
    [2, ['train'], '--corpus'],
    [2, ['train', '--corpus', 'list.txt', '--nope'], '--nope'],
    [2, ['train', '--corpus', 'list.txt', 'stray'], 'stray'],
    [2, ['train', '--corpus', 'list.txt', '--set', 'depth=3'], 'depth'],
    [2, ['train', '--corpus', 'list.txt', '--set', 'width=63', 'heads=4'], '60 or 64'],
    [2, ['train', '--corpus', 'list.txt', '--steps', 'many'], 'steps'],
    [2, ['train', '--corpus', 'list.txt', '--preset', 'huge'], 'microgpt, names'],
    [2, ['train', '--corpus', 'list.txt', '--engine', 'steam'], 'auto, reference'],
    [2, ['train', '--corpus', 'list.txt', '--features', 'f16,steam'], 'relaxed-simd, f16, subgroups'],
    [2, ['train', '--corpus', 'list.txt', '--set', 'tokenizer=nonsense'], 'tokenizer'],
    [2, ['generate'], '--model'],
    [2, ['generate', '--model', 'm.safetensors', '--count', '0'], '--count'],
    [2, ['generate', '--model', 'm.safetensors', '--new-only'], '--corpus'],
    [2, ['generate', '--model', 'm.safetensors', '--best', '0'], '--best'],
    [2, ['generate', '--model', 'm.safetensors', '--pattern', '['], 'cannot be [: use ? for one'],
    [1, ['generate', '--model', 'm.safetensors', '--prefix', 'a', '--excludes', 'a'], 'contradict'],
    [2, ['generate', '--model', 'm.safetensors', '--format', 'xml'], 'txt, csv, json'],
    [2, ['generate', '--model', 'm.safetensors', '--prefix', 'a', '--starts-with', 'b'], '--starts-with'],
    [2, ['score', '--model', 'm.safetensors'], 'at least one text'],
    [2, ['info', '--model', 'm.safetensors', 'more'], 'more'],
    [2, ['resume'], '--library'],
    [2, ['bench', '--only', 'cpu,micr'], 'micro, micro-job'],
    [2, ['bench', '--only', ''], 'reference'],
    [2, ['bench', '--seconds', '0'], '--seconds'],
    [2, ['bench', 'micro'], 'micro'],
    [1, ['bench', '--only', 'micro', '--json', '.'], 'folder'],
    [1, ['bench', '--only', 'micro', '--json', 'nowhere/there.json'], 'folder']
  ] as const)('exit %i: %j', async (code, args, part) => {
    const kept = put('kept.safetensors', 'what was there before')
    const outcome = await run(args)
    expect(outcome).toMatchObject({ code, out: '' })
    expect(outcome.err).toMatch(/^[^\n]+\.\n$/)
    expect(outcome.err).toContain(part)
    expect(file(kept).toString()).toBe('what was there before')
  })
})

describe('a corpus line by line', () => {
  it('scores the lines of a list and of running text, and marks their parts', async () => {
    const model = ['--model', 'm.safetensors', '--corpus', 'list.txt']
    const json = await run(['score', ...model, '--worst', '5', '--json'])
    expect(json.code).toBe(0)
    const { kind, step, parts, lines } = JSON.parse(json.out) as {
      kind: string
      step: number
      parts: Record<'train' | 'held_out', { lines: number; bits_per_char: number }>
      lines: { line: number; part: string; text: string; bits_per_char: number; bits: number[] }[]
    }
    expect([kind, step, lines.length]).toEqual(['list', 30, 5])
    expect(parts.train.lines + parts.held_out.lines).toBe(NAMES.length)
    const bits = lines.map(({ bits_per_char }) => bits_per_char)
    expect(bits).toEqual([...bits].sort((a, b) => b - a))
    const scores = await run([
      'score',
      '--model',
      'm.safetensors',
      '--json',
      ...lines.map(({ text }) => text)
    ])
    for (const [i, one] of (JSON.parse(scores.out) as { bits_per_char: number }[]).entries()) {
      expect(lines[i]!.bits_per_char).toBeCloseTo(one.bits_per_char, 4)
      expect(NAMES[lines[i]!.line - 1]).toBe(lines[i]!.text)
    }
    const held = await run(['score', ...model, '--best', '9', '--part', 'held_out'])
    const rows = held.out.trimEnd().split('\n')
    expect(rows).toHaveLength(parts.held_out.lines)
    for (const row of rows) expect(row).toMatch(/^\d+\.\d{6}\theld_out\t\d+\t"\w+"$/)
    expect(held.err).toContain('bits per character over')
  })

  it('refuses what does not go together', async () => {
    for (const args of [
      ['--corpus', 'list.txt', 'anna'],
      ['--corpus', 'list.txt', '--worst', '2', '--best', '2'],
      ['--corpus', 'list.txt', '--part', 'middle'],
      ['--worst', '3', 'anna']
    ]) {
      expect(await run(['score', '--model', 'm.safetensors', ...args])).toMatchObject({ code: 2, out: '' })
    }
  })

  it('reads a table for training as the window does', async () => {
    put('table.csv', `id,name\n${NAMES.map((name, i) => `${i},${name}`).join('\n')}\n`)
    const args = ['--steps', '5', '--losses', 'table.losses.csv', ...TINY]
    const named = await run(['train', '--corpus', 'table.csv', '--field', 'name', ...args])
    expect([named.code, named.out]).toEqual([0, ''])
    expect(named.err).toContain('table.csv: read as a table, “name”.')
    await run(['train', '--corpus', 'list.txt', '--steps', '5', '--losses', 'same.csv', ...TINY])
    expect(file('table.losses.csv')).toEqual(file('same.csv'))
  })
})
