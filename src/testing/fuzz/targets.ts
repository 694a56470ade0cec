/*
 * What is fuzzed: every reader of files that others made. Here are those of our own formats, those of the importer are
 * in imported.ts. A fault is also an answer that the target itself calls wrong (a damaged archive whose contents differ
 * from the whole one's).
 * Over 150 lines: each target with its sound files, the damage done to them and what it calls wrong.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { Failure } from '#core/errors'
import { toHuggingFace } from '#core/exports/hugging-face'
import { decodeModelFile, encodeModelFile, peekModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import { readSafetensors } from '#core/formats/safetensors'
import { fromHuggingFace } from '#core/imports/hugging-face'
import { readBpeFile, writeBpeFile } from '#core/tokenizer/bpe-file'
import { trainBpeAtOnce } from '#core/tokenizer/bpe-train'
import { openTokenizer, readTokenizerData } from '#core/tokenizer/open'
import { openArchive } from '#storage/archive/read'
import { openLibrary } from '#storage/library'
import { CONFIG } from '#storage/testing/fixtures'
import { damageBytes, damageText } from './damage'
import { IMPORTED } from './imported'
import { outcomeOf, sample, type Target } from './target'

const utf8 = new TextEncoder()
const text = new TextDecoder()

/** Headers that look like those of safetensors and are wrong in every field now and then. */
const header = fc.dictionary(
  fc.oneof(fc.constantFrom('__metadata__', 'a', 'b', '__proto__'), fc.string({ maxLength: 4 })),
  fc.oneof(
    fc.record(
      {
        dtype: fc.oneof(fc.constantFrom('F32', 'U8', 'BF16', 'F4', 'x'), fc.jsonValue({ maxDepth: 1 })),
        shape: fc.oneof(
          fc.array(fc.oneof(fc.nat(4), fc.maxSafeNat(), fc.double())),
          fc.jsonValue({ maxDepth: 1 })
        ),
        data_offsets: fc.oneof(fc.tuple(fc.nat(64), fc.nat(64)), fc.jsonValue({ maxDepth: 1 }))
      },
      { requiredKeys: [] }
    ),
    fc.jsonValue({ maxDepth: 2 })
  ),
  { maxKeys: 4 }
)

function safetensorsOf(json: string, data: number): Uint8Array {
  const body = utf8.encode(json)
  const bytes = new Uint8Array(8 + body.length + data)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(body.length), true)
  bytes.set(body, 8)
  return bytes
}

async function safetensors(): Promise<Target> {
  const file = await encodeModelFile(tinyModel({ width: 4, heads: 1, block: 2 }, false))
  return {
    codes: /^model-/,
    input: (random) =>
      random.below(8) === 0
        ? safetensorsOf(JSON.stringify(sample(header, random)), random.below(65))
        : damageBytes(file, random, 2600),
    async read(bytes) {
      const peeked = await outcomeOf(() => peekModelFile(bytes))
      if (peeked !== 'sound' && !peeked.startsWith('model-')) return peeked
      const decoded = await outcomeOf(() => decodeModelFile(bytes))
      if (decoded !== 'sound' && !decoded.startsWith('model-')) return decoded
      return outcomeOf(() => readSafetensors(bytes))
    }
  }
}

function tokenizers(): Target {
  const merges = writeBpeFile(trainBpeAtOnce(['abracadabra banana bandana'], { vocab: 64 }))
  const trained = trainBpeAtOnce(['abracadabra'], { vocab: 300 })
  const ids = Array.from({ length: 256 + trained.merges.length }, (_, i) => (i < 256 ? i : 2 * i))
  const data = [
    { kind: 'characters', characters: ['a', 'b', '😀'] },
    { kind: 'graphemes', graphemes: ['a', 'e\u0301', '😀'] },
    { kind: 'bpe', pattern: 'gpt2', bytes: trained.bytes, merges: trained.merges },
    { kind: 'gpt', encoding: 'r50k_base', ids, merges: trained.merges }
  ].map((each) => JSON.stringify(each))
  const folder = toHuggingFace(tinyModel({}, false))
  const config = folder.get('config.json')
  const weights = folder.get('model.safetensors')
  const json = text.decode(folder.get('tokenizer.json'))
  if (!config || !weights || json === '') throw new Error('the export has other files now')
  return {
    codes: /^(tokenizer-invalid|model-|import-)/,
    input(random) {
      const kind = random.below(3)
      const damaged =
        kind === 0
          ? damageText(merges, random)
          : damageText(kind === 1 ? data[random.below(4)]! : json, random)
      return utf8.encode(String(kind) + damaged)
    },
    read: (bytes) =>
      outcomeOf(async () => {
        const all = text.decode(bytes)
        const file = all.slice(1)
        if (all.startsWith('0')) openTokenizer(readBpeFile(file))
        else if (all.startsWith('2')) await fromHuggingFace({ config, weights, tokenizer: utf8.encode(file) })
        else {
          let value: unknown
          try {
            value = JSON.parse(file)
          } catch {
            throw new Failure('model-header-invalid') // Within a model the header's own reader refuses it.
          }
          const read = readTokenizerData(value)
          if (JSON.stringify(readTokenizerData(JSON.parse(JSON.stringify(read)))) !== JSON.stringify(read))
            throw new Error('what was read is not what is written')
        }
      })
  }
}

async function archives(): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const { corpora, runs, archives: shelf } = await openLibrary({ root: join(folder, 'data') })
  const { id, name, sha256 } = await corpora.addText('Names', 'ada\nbea\nzoë\n')
  const run = await runs.create({ config: CONFIG, corpus: { id, name, sha256 } })
  await runs.appendMetrics(run.id, { first: 1, train: Float64Array.of(3, 2, 1), val: [] })
  await runs.writeCheckpoint(run.id, 12, await encodeModelFile(tinyModel({ width: 4, heads: 1 }, false)), 2)
  await runs.update(run.id, { state: 'stopped' })
  const path = join(folder, 'run.zip')
  const program = { version: '0.1.0', platform: 'linux x64', runtime: 'node 20' }
  await shelf.exportRun(run.id, path, { corpus: true, program })
  const whole = readFileSync(path)
  const damaged = join(folder, 'damaged.zip')
  const contentOf = async (bytes: Uint8Array): Promise<string> => {
    writeFileSync(damaged, bytes)
    const archive = await openArchive(damaged)
    try {
      const { list } = archive
      const files = [...list.checkpoints, list.metrics, ...(list.corpus ? [list.corpus] : [])]
      const contents: string[] = []
      for (const file of files) contents.push(Buffer.from(await archive.read(file)).toString('base64'))
      return JSON.stringify([list, contents])
    } finally {
      archive.close()
    }
  }
  const sound = await contentOf(whole)
  return {
    codes: /^archive-/,
    input: (random) => damageBytes(whole, random),
    read: (bytes) =>
      outcomeOf(async () => {
        if ((await contentOf(bytes)) !== sound) throw new Error('a damaged archive was read as another one')
      })
  }
}

/** What the fuzzer must find, in its own test: faults of every kind, one after another. */
const control: Target = {
  codes: /^tokenizer-invalid$/,
  input: (random) => Uint8Array.of(random.below(256)),
  read: (bytes) =>
    outcomeOf(() => {
      const kind = (bytes[0] ?? 0) % 4
      if (kind === 0) throw new Failure('tokenizer-invalid')
      if (kind === 1) throw new Failure('internal')
      if (kind === 2) throw new TypeError('a fault')
      const spent = (): number => process.cpuUsage().user + process.cpuUsage().system
      for (const before = spent(); spent() - before < 1.2e6;) Math.hypot(3, 4)
    })
}

/** Every target by name. */
export const TARGETS: Readonly<Record<string, () => Promise<Target>>> = {
  control: () => Promise.resolve(control),
  safetensors,
  tokenizers: () => Promise.resolve(tokenizers()),
  archives,
  ...IMPORTED
}
