/*
 * Writes safetensors files as the Rust writer does: tensors by alignment, largest first, then by name;
 * the header padded with spaces so that the data begins at a multiple of 8.
 */

import { DTYPES, DTYPE_BITS, type Dtype } from './dtypes'

/** The key of the file's own texts among the tensors. */
export const METADATA = '__metadata__'

export interface TensorData {
  readonly name: string
  readonly dtype: Dtype
  /** Row-major. */
  readonly shape: readonly number[]
  /** Little-endian elements, exactly as many as the shape says. */
  readonly bytes: Uint8Array
}

/**
 * The file of these tensors in a buffer of its own.
 * @param metadata written as given, in this order
 */
export function writeSafetensors(
  tensors: readonly TensorData[],
  metadata: ReadonlyMap<string, string> = new Map()
): Uint8Array<ArrayBuffer> {
  tensors.forEach(checkTensor)
  const sorted = inFileOrder(tensors)
  const header = encodeHeader(sorted, metadata)
  const length = sorted.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const file = new Uint8Array(8 + header.length + length)
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
  file.set(header, 8)
  let at = 8 + header.length
  for (const { bytes } of sorted) {
    file.set(bytes, at)
    at += bytes.length
  }
  return file
}

/** A tensor that the reader would refuse is a mistake of the caller. */
function checkTensor({ name, dtype, shape, bytes }: TensorData): void {
  const bits = shape.reduce((product, n) => product * n, DTYPE_BITS[dtype])
  if (name === METADATA || bits !== bytes.length * 8) throw new Error(`cannot write tensor ${name}`)
}

/** The order in which tensors stand in a file. Names compare by code point, as their UTF-8 bytes would. */
export function inFileOrder(tensors: readonly TensorData[]): TensorData[] {
  const rank = (tensor: TensorData): number => DTYPES.indexOf(tensor.dtype)
  return [...tensors].sort((a, b) => rank(b) - rank(a) || compareCodePoints(a.name, b.name))
}

/** The padded header of tensors in file order. Its length depends on the lengths of its texts alone. */
export function encodeHeader(
  sorted: readonly TensorData[],
  metadata: ReadonlyMap<string, string>
): Uint8Array {
  // Pairs joined by hand: as an object, names such as `__proto__` or `7` would vanish or move.
  const pairs: string[] = []
  if (metadata.size > 0) {
    const texts = [...metadata].map(([key, text]) => `${JSON.stringify(key)}:${JSON.stringify(text)}`)
    pairs.push(`"${METADATA}":{${texts.join(',')}}`)
  }
  let begin = 0
  for (const { name, dtype, shape, bytes } of sorted) {
    const end = begin + bytes.length
    pairs.push(`${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, end] })}`)
    begin = end
  }
  const json = new TextEncoder().encode(`{${pairs.join(',')}}`)
  const padded = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20)
  padded.set(json)
  return padded
}

function compareCodePoints(a: string, b: string): number {
  const left = Array.from(a, (c) => c.codePointAt(0)!)
  const right = Array.from(b, (c) => c.codePointAt(0)!)
  const n = Math.min(left.length, right.length)
  for (let i = 0; i < n; i++) if (left[i] !== right[i]) return left[i]! - right[i]!
  return left.length - right.length
}
