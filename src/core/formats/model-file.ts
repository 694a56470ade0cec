/*
 * A model as one safetensors file: weights under Hugging Face's GPT-2 names, Adam's moments, settings,
 * tokenizer and where training stood. Described for other programs in docs/formats.md. What is read is
 * checked to the last number before anything is made of it. Over 150 lines, so that writing and reading
 * stand side by side.
 */

import { Failure } from '../errors'
import { parameterLayout, type GptShape, type ParameterLayout } from '../gpt-shape'
import { shapeOf, type RunConfig } from '../run-config'
import { sha256Hex } from '../sha256'
import { openTokenizer, readTokenizerData } from '../tokenizer/open'
import { isOf } from '../tokenizer/setting'
import type { TokenizerData } from '../tokenizer/tokenizer'
import { typedArray } from './dtypes'
import { parse, readConfig, readTraining, type TrainingRecord } from './records'
import { readHeader, readSafetensors, type SafetensorsFile, type SafetensorsHeader } from './safetensors'
import { encodeHeader, inFileOrder, writeSafetensors, type TensorData } from './safetensors-writer'

export type { TrainingRecord } from './records'

/** What this program writes, and the newest it reads. */
const VERSION = 1

/** Prefixes of the parameters and of Adam's first and second moments. */
const ARRAYS = { parameters: '', m: 'adam.m.', v: 'adam.v.' } as const

/** Everything a model file says besides its numbers. */
export interface ModelFileRecord {
  readonly config: RunConfig
  readonly shape: GptShape
  readonly tokenizer: TokenizerData
  readonly training: TrainingRecord
}

export interface ModelFile extends ModelFileRecord {
  /** Arena order (parameterLayout), as are the moments; both moments or none. */
  readonly parameters: Float32Array
  readonly m: Float32Array | null
  readonly v: Float32Array | null
}

/**
 * The file of a model, in a buffer of its own. The numbers are written bit by bit as they are.
 * @throws Failure `model-not-finite`, naming the tensor; `model-config-invalid`.
 */
export async function encodeModelFile(model: ModelFile): Promise<Uint8Array<ArrayBuffer>> {
  const layout = parameterLayout(model.shape)
  if ((model.m === null) !== (model.v === null)) throw new Error('moments come in pairs')
  const tensors: TensorData[] = []
  for (const [array, prefix] of Object.entries(ARRAYS) as [keyof typeof ARRAYS, string][]) {
    const values = model[array]
    if (!values) continue
    if (values.length !== layout.total)
      throw new Error(`${array}: ${values.length} of ${layout.total} numbers`)
    for (const { name, shape, offset, size } of layout.tensors) {
      const part = values.subarray(offset, offset + size)
      checkFinite(prefix + name, part)
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      tensors.push({ name: prefix + name, dtype: 'F32', shape, bytes })
    }
  }
  const sorted = inFileOrder(tensors)
  const metadata = await metadataOf(model)
  const file = writeSafetensors(sorted, metadata)
  // The digest is of the data as it stands in the file; a header with it is as long as the one without.
  metadata.set('downhill.sha256', await sha256Hex(readSafetensors(file).data))
  file.set(encodeHeader(sorted, metadata), 8)
  return file
}

/** The texts of the header, read back first: nothing is written that could not be opened again. */
async function metadataOf({ config, tokenizer, training }: ModelFileRecord): Promise<Map<string, string>> {
  const texts = [
    JSON.stringify(readConfig(JSON.stringify(config))),
    JSON.stringify(readTokenizerData(tokenizer)),
    JSON.stringify(readTraining(JSON.stringify(training)))
  ] as const
  const checksum = await recordChecksum(...texts)
  return new Map([
    ['format', 'pt'],
    ['downhill.version', String(VERSION)],
    ['downhill.config', texts[0]],
    ['downhill.tokenizer', texts[1]],
    ['downhill.training', `${texts[2].slice(0, -1)},"checksum":"${checksum}"}`],
    ['downhill.sha256', '0'.repeat(64)]
  ])
}

/**
 * Reads a whole model file.
 * @throws Failure of the codes `model-…` and no other, whatever the bytes are.
 */
export async function decodeModelFile(bytes: Uint8Array): Promise<ModelFile> {
  const file = readSafetensors(bytes)
  const record = readRecord(file)
  await checkSums(file)
  const layout = parameterLayout(record.shape)
  const hasMoments = [...file.tensors.keys()].some((name) => name.startsWith('adam.'))
  const wanted = Object.entries(ARRAYS).filter(([array]) => hasMoments || array === 'parameters')
  const prefixes = wanted.map(([, prefix]) => prefix)
  checkTensors(file, layout, prefixes) // before anything is allocated: the file holds all of it
  const [parameters, m, v] = prefixes.map((prefix) => gather(file, layout, prefix))
  return { ...record, parameters: parameters!, m: m ?? null, v: v ?? null }
}

/**
 * What a model file says about itself, from its header alone; `bytes` may end after the header. Neither
 * checksums nor tensors are looked at.
 * @throws Failure of the codes `model-…`.
 */
export function peekModelFile(bytes: Uint8Array): ModelFileRecord & { readonly resumable: boolean } {
  const header = readHeader(bytes)
  const resumable = [...header.tensors.keys()].some((name) => name.startsWith(ARRAYS.v))
  return { ...readRecord(header), resumable }
}

function readRecord({ metadata }: SafetensorsHeader): ModelFileRecord {
  const version = metadata.get('downhill.version')
  if (version === undefined) throw new Failure('model-foreign')
  if (!/^[1-9]\d{0,8}$/.test(version)) throw new Failure('model-config-invalid', { key: 'version' })
  if (Number(version) > VERSION) throw new Failure('model-newer-version', { version, known: VERSION })
  const config = readConfig(metadata.get('downhill.config'))
  const tokenizer = readTokenizerData(parse(metadata.get('downhill.tokenizer'), 'tokenizer'))
  if (!isOf(tokenizer, config.tokenizer)) throw new Failure('model-config-invalid', { key: 'tokenizer' })
  const training = readTraining(metadata.get('downhill.training'))
  return { config, shape: shapeOf(config, openTokenizer(tokenizer).vocab), tokenizer, training }
}

async function checkSums({ metadata, data }: SafetensorsFile): Promise<void> {
  if (metadata.get('downhill.sha256') !== (await sha256Hex(data))) throw new Failure('model-checksum')
  // Other programs may write the training record without its checksum; ours always does.
  const written = /^(.*),"checksum":"([0-9a-f]{64})"\}$/s.exec(metadata.get('downhill.training') ?? '')
  if (!written) return
  const texts = ['downhill.config', 'downhill.tokenizer'].map((key) => metadata.get(key) ?? '')
  const checksum = await recordChecksum(texts[0]!, texts[1]!, `${written[1]}}`)
  if (checksum !== written[2]) throw new Failure('model-checksum')
}

/** Guards the texts of the header, which the digest of the data does not cover. */
function recordChecksum(config: string, tokenizer: string, training: string): Promise<string> {
  return sha256Hex([config, tokenizer, training].join('\n'))
}

/** Every tensor of the model in single precision and its own shape, and no other. */
function checkTensors(file: SafetensorsFile, layout: ParameterLayout, prefixes: readonly string[]): void {
  const names = new Set<string>()
  for (const prefix of prefixes) {
    for (const { name, shape } of layout.tensors) {
      const info = file.tensors.get(prefix + name)
      if (!info) throw new Failure('model-tensor-missing', { name: prefix + name })
      if (info.dtype !== 'F32' || info.shape.join() !== shape.join()) {
        const found = `${info.dtype} [${info.shape.join(', ')}]`.slice(0, 80)
        throw new Failure('model-tensor-shape', {
          name: prefix + name,
          found,
          expected: `F32 [${shape.join(', ')}]`
        })
      }
      names.add(prefix + name)
    }
  }
  for (const name of file.tensors.keys()) {
    if (!names.has(name))
      throw new Failure('model-header-invalid', { problem: 'tensor', name: name.slice(0, 80) })
  }
}

function gather(file: SafetensorsFile, layout: ParameterLayout, prefix: string): Float32Array {
  const arena = new Float32Array(layout.total)
  for (const { name, offset } of layout.tensors) {
    const values = typedArray('F32', file.bytes(prefix + name)!)
    checkFinite(prefix + name, values)
    arena.set(values, offset)
  }
  return arena
}

function checkFinite(name: string, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new Failure('model-not-finite', { name })
  }
}
