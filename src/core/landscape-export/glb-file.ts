/*
 * The container of binary glTF 2.0 (.glb): numbers gathered into one binary chunk with their views and accessors, and
 * both chunks under one header. What the numbers mean is glb.ts's business.
 */

const FLOAT = 5126
const UNSIGNED_INT = 5125
const ARRAY = 34962
const ELEMENTS = 34963

/** Gathers the parts of the binary chunk with their views and accessors. */
export class Parts {
  readonly views: object[] = []
  readonly accessors: object[] = []
  readonly #pieces: Uint8Array[] = []
  length = 0

  /** @returns the accessor's number. */
  add(data: Float32Array | Uint32Array, type: 'SCALAR' | 'VEC3', bounds = false): number {
    const [components, bytes] = [
      type === 'VEC3' ? 3 : 1,
      new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    ]
    const elements = data instanceof Uint32Array
    this.views.push({
      buffer: 0,
      byteOffset: this.length,
      byteLength: bytes.length,
      target: elements ? ELEMENTS : ARRAY
    })
    this.accessors.push({
      bufferView: this.views.length - 1,
      componentType: elements ? UNSIGNED_INT : FLOAT,
      count: data.length / components,
      type,
      ...(bounds && boundsOf(data))
    })
    this.#pieces.push(bytes)
    this.length += bytes.length
    return this.accessors.length - 1
  }

  /** Every piece is made of 4-byte numbers, so nothing needs padding. */
  copyTo(target: Uint8Array, at: number): void {
    for (const piece of this.#pieces) {
      target.set(piece, at)
      at += piece.length
    }
  }
}

function boundsOf(data: Float32Array | Uint32Array): { min: number[]; max: number[] } {
  const [min, max] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity]
  ]
  data.forEach((value, i) => {
    min[i % 3] = Math.min(min[i % 3]!, value)
    max[i % 3] = Math.max(max[i % 3]!, value)
  })
  return { min, max }
}

/** Header, JSON chunk padded with spaces, binary chunk. */
export function packed(json: object, parts: Parts): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(json))
  const padded = Math.ceil(text.length / 4) * 4
  const bytes = new Uint8Array(12 + 8 + padded + 8 + parts.length)
  const view = new DataView(bytes.buffer)
  const words = [0x46546c67, 2, bytes.length, padded, 0x4e4f534a]
  words.forEach((word, i) => view.setUint32(i * 4, word, true))
  bytes.fill(0x20, 20, 20 + padded)
  bytes.set(text, 20)
  view.setUint32(20 + padded, parts.length, true)
  view.setUint32(24 + padded, 0x004e4942, true)
  parts.copyTo(bytes, 28 + padded)
  return bytes
}
