/*
 * Writes GGUF version 3 files (ggml-org/ggml, docs/gguf.md): magic, counts, key-value pairs, tensor
 * descriptions, data. Little-endian, single precision only. Knows nothing of models.
 */

/** The numbers of the format's value types. */
const TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const

/** Every part of the data begins at a multiple of this; the format's default. */
const ALIGNMENT = 32
const VERSION = 3
/** ggml's number for single precision. */
const F32 = 0

export type GgufValue =
  | { readonly u32: number }
  | { readonly f32: number }
  | { readonly bool: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly i32s: readonly number[] }

export interface GgufTensor {
  /** At most 64 bytes. */
  readonly name: string
  /** As ggml counts dimensions: the one that varies fastest first, so a row-major [out, in] matrix is (in, out). */
  readonly dimensions: readonly number[]
  readonly values: Float32Array
}

/** The whole file in a buffer of its own. Keys keep their order. */
export function writeGguf(
  values: ReadonlyMap<string, GgufValue>,
  tensors: readonly GgufTensor[]
): Uint8Array<ArrayBuffer> {
  const head = new Bytes()
  head.raw(new TextEncoder().encode('GGUF'))
  head.u32(VERSION)
  head.u64(tensors.length)
  head.u64(values.size)
  for (const [key, value] of values) {
    head.string(key)
    writeValue(head, value)
  }
  let offset = 0
  for (const { name, dimensions, values: numbers } of tensors) {
    if (dimensions.reduce((product, n) => product * n, 1) !== numbers.length) {
      throw new Error(`${name}: ${numbers.length} numbers for ${dimensions.join(' × ')}`)
    }
    head.string(name)
    head.u32(dimensions.length)
    for (const dimension of dimensions) head.u64(dimension)
    head.u32(F32)
    head.u64(offset)
    offset += aligned(numbers.byteLength)
  }
  const start = aligned(head.length)
  const file = new Uint8Array(start + offset)
  file.set(head.take())
  let at = start
  for (const { values: numbers } of tensors) {
    file.set(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), at)
    at += aligned(numbers.byteLength)
  }
  return file
}

function writeValue(out: Bytes, value: GgufValue): void {
  if ('u32' in value) {
    out.u32(TYPES.u32)
    out.u32(value.u32)
  } else if ('f32' in value) {
    out.u32(TYPES.f32)
    out.f32(value.f32)
  } else if ('bool' in value) {
    out.u32(TYPES.bool)
    out.raw(Uint8Array.of(value.bool ? 1 : 0))
  } else if ('string' in value) {
    out.u32(TYPES.string)
    out.string(value.string)
  } else if ('strings' in value) {
    out.u32(TYPES.array)
    out.u32(TYPES.string)
    out.u64(value.strings.length)
    for (const text of value.strings) out.string(text)
  } else {
    out.u32(TYPES.array)
    out.u32(TYPES.i32)
    out.u64(value.i32s.length)
    for (const number of value.i32s) out.u32(number >>> 0)
  }
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT
}

/** Bytes that grow. */
class Bytes {
  #view = new DataView(new ArrayBuffer(1 << 16))
  length = 0

  raw(bytes: Uint8Array): void {
    this.#need(bytes.length)
    new Uint8Array(this.#view.buffer).set(bytes, this.length)
    this.length += bytes.length
  }

  u32(value: number): void {
    this.#need(4)
    this.#view.setUint32(this.length, value, true)
    this.length += 4
  }

  u64(value: number): void {
    this.#need(8)
    this.#view.setBigUint64(this.length, BigInt(value), true)
    this.length += 8
  }

  f32(value: number): void {
    this.#need(4)
    this.#view.setFloat32(this.length, value, true)
    this.length += 4
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text)
    this.u64(bytes.length)
    this.raw(bytes)
  }

  /** What was written. */
  take(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.length)
  }

  #need(more: number): void {
    const length = this.length + more
    if (length <= this.#view.byteLength) return
    const grown = new Uint8Array(Math.max(length, this.#view.byteLength * 2))
    grown.set(this.take())
    this.#view = new DataView(grown.buffer)
  }
}
