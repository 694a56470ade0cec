/*
 * safetensors files (github.com/huggingface/safetensors, "Format"): u64 header length | JSON header | data.
 * The reader makes every check of the format's Rust reader, in its order, and those its description asks
 * for beyond (first byte `{`, no key twice): no hole, overlap or trailing byte survives. Knows nothing
 * of models. The writer stands in safetensors-writer.ts. Over 150 lines: the checks belong in one view.
 */

import { Failure } from '../errors'
import { DTYPE_BITS, isDtype, type Dtype } from './dtypes'
import { METADATA } from './safetensors-writer'
import { parseStrictJson, StrictJsonError, type StrictJson } from './strict-json'

/** The longest header, in bytes, as in the Rust reader. */
export const MAX_HEADER = 100_000_000

const OPEN_BRACE = 0x7b

export { writeSafetensors, type TensorData } from './safetensors-writer'

export interface TensorInfo {
  readonly dtype: Dtype
  /** Row-major; empty for a single number. */
  readonly shape: readonly number[]
  /** First byte and the one after the last, counted from the start of the data. */
  readonly begin: number
  readonly end: number
}

export interface SafetensorsHeader {
  readonly metadata: ReadonlyMap<string, string>
  /** By name, in the order of the data. */
  readonly tensors: ReadonlyMap<string, TensorInfo>
  /** Where the data begins in the file, in bytes. */
  readonly dataStart: number
  /** Length of the data, in bytes. */
  readonly dataLength: number
}

export interface SafetensorsFile extends SafetensorsHeader {
  /** The data section, a view. */
  readonly data: Uint8Array
  /** The bytes of one tensor, a view; undefined if there is none of that name. */
  bytes(name: string): Uint8Array | undefined
}

/**
 * Reads a whole file without copying it.
 * @throws Failure with one of `model-truncated`, `model-not-safetensors`, `model-header-too-large`,
 *   `model-header-invalid`, `model-offsets-invalid`, `model-trailing-data`; nothing else.
 */
export function readSafetensors(file: Uint8Array): SafetensorsFile {
  const header = readHeader(file)
  const size = header.dataStart + header.dataLength
  if (file.length < size) throw new Failure('model-truncated', { bytes: file.length, needed: size })
  if (file.length > size) throw new Failure('model-trailing-data', { bytes: file.length, needed: size })
  const data = file.subarray(header.dataStart)
  return {
    ...header,
    data,
    bytes: (name) => {
      const info = header.tensors.get(name)
      return info && data.subarray(info.begin, info.end)
    }
  }
}

/**
 * Reads the header alone; `file` may end anywhere after it.
 * @throws as `readSafetensors`, without the checks of the file's length.
 */
export function readHeader(file: Uint8Array): SafetensorsHeader {
  if (file.length < 8) throw new Failure('model-truncated', { bytes: file.length, needed: 8 })
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true)
  // Other files give a random length; what follows tells them from a damaged file of the right kind.
  const foreign = file.length > 8 && file[8] !== OPEN_BRACE
  if (foreign) throw new Failure('model-not-safetensors')
  if (length > BigInt(MAX_HEADER)) {
    throw new Failure('model-header-too-large', { bytes: String(length), limit: MAX_HEADER })
  }
  const dataStart = 8 + Number(length)
  if (dataStart > file.length) throw new Failure('model-truncated', { bytes: file.length, needed: dataStart })
  const { metadata, entries } = parseHeader(file.subarray(8, dataStart))
  const { tensors, dataLength } = checkOffsets(entries)
  return { metadata, tensors, dataStart, dataLength }
}

type Entry = readonly [name: string, info: TensorInfo]

function parseHeader(bytes: Uint8Array): { metadata: Map<string, string>; entries: Entry[] } {
  const header = parseJson(bytes)
  if (!(header instanceof Map)) throw invalid('not-an-object')
  const metadata = new Map<string, string>()
  const entries: Entry[] = []
  for (const [name, value] of header) {
    if (!(value instanceof Map)) throw invalid('entry', name)
    if (name !== METADATA) entries.push([name, tensorInfo(name, value)])
    else {
      for (const [key, text] of value) {
        if (typeof text !== 'string') throw invalid('metadata', key)
        metadata.set(key, text)
      }
    }
  }
  return { metadata, entries }
}

function parseJson(bytes: Uint8Array): StrictJson {
  let text = ''
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw invalid('utf-8')
  }
  try {
    return parseStrictJson(text)
  } catch (thrown) {
    if (thrown instanceof StrictJsonError) throw invalid(thrown.problem)
    throw thrown
  }
}

function tensorInfo(name: string, value: ReadonlyMap<string, StrictJson>): TensorInfo {
  const dtype = value.get('dtype')
  const shape = value.get('shape')
  const offsets = value.get('data_offsets')
  if (!isDtype(dtype)) throw invalid('dtype', name)
  if (!isCounts(shape)) throw invalid('shape', name)
  if (!isCounts(offsets) || offsets.length !== 2) throw invalid('data_offsets', name)
  return { dtype, shape, begin: offsets[0]!, end: offsets[1]! }
}

function isCounts(value: StrictJson | undefined): value is number[] {
  return Array.isArray(value) && value.every((n) => typeof n === 'number' && n >= 0)
}

/** Tensors in the order of their data must follow each other without gap and be as long as they say. */
function checkOffsets(entries: Entry[]): { tensors: Map<string, TensorInfo>; dataLength: number } {
  const sorted = [...entries].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)
  let end = 0
  for (const [name, info] of sorted) {
    if (info.begin !== end || info.end < info.begin) throw wrongOffsets('offsets', name)
    const bits = bitsOf(info)
    if (bits === null) throw wrongOffsets('overflow', name)
    if (bits % 8n !== 0n) throw wrongOffsets('misaligned', name)
    if (BigInt(info.end - info.begin) !== bits / 8n) throw wrongOffsets('size', name)
    end = info.end
  }
  return { tensors: new Map(sorted), dataLength: end }
}

/** Bits of a tensor, or null if their number does not fit 64 bits on the way. */
function bitsOf({ dtype, shape }: TensorInfo): bigint | null {
  let bits = 1n
  for (const factor of [...shape, DTYPE_BITS[dtype]]) {
    bits *= BigInt(factor)
    if (bits >= 1n << 64n) return null
  }
  return bits
}

function invalid(problem: string, name?: string): Failure {
  return new Failure('model-header-invalid', {
    problem,
    ...(name !== undefined && { name: name.slice(0, 80) })
  })
}

function wrongOffsets(problem: string, name: string): Failure {
  return new Failure('model-offsets-invalid', { problem, name: name.slice(0, 80) })
}
