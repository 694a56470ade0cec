/*
 * The element types of safetensors files and how their bytes become numbers. Files are little-endian,
 * as is every machine this runs on.
 */

/** Bits of one element, in the order of alignment that the writer sorts by (largest last). */
export const DTYPE_BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64
} as const

export type Dtype = keyof typeof DTYPE_BITS

export const DTYPES = Object.keys(DTYPE_BITS) as readonly Dtype[]

export function isDtype(name: unknown): name is Dtype {
  return typeof name === 'string' && Object.hasOwn(DTYPE_BITS, name)
}

/** Types with an array type of their own. */
const ARRAYS = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  I16: Int16Array,
  U16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  F32: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array
} as const

type ArrayOf = { [D in keyof typeof ARRAYS]: InstanceType<(typeof ARRAYS)[D]> }

/**
 * The elements of a tensor, in place where the bytes lie at a multiple of their size, else copied.
 * @param bytes a whole number of elements
 */
export function typedArray<D extends keyof ArrayOf>(dtype: D, bytes: Uint8Array): ArrayOf[D] {
  const type = ARRAYS[dtype]
  const size = type.BYTES_PER_ELEMENT
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice()
  const { buffer, byteOffset, byteLength } = aligned
  return new type(buffer as ArrayBuffer, byteOffset, byteLength / size) as ArrayOf[D]
}

/**
 * Elements of type F32, F16, BF16 or F64 as single-precision numbers, always a copy. Halves convert
 * exactly; doubles are rounded. Returns null for any other type.
 */
export function toFloat32(dtype: Dtype, bytes: Uint8Array): Float32Array | null {
  if (dtype === 'F32') return typedArray('F32', bytes).slice()
  if (dtype === 'F64') return Float32Array.from(typedArray('F64', bytes))
  if (dtype === 'F16') return floatsFromBits(bytes, halfBits)
  if (dtype === 'BF16') return floatsFromBits(bytes, (half) => half << 16)
  return null
}

/** Turns 16-bit patterns into those of single precision, so that NaN payloads and −0 pass unchanged. */
function floatsFromBits(bytes: Uint8Array, bitsOf: (half: number) => number): Float32Array {
  const halves = typedArray('U16', bytes)
  const floats = new Float32Array(halves.length)
  const bits = new Uint32Array(floats.buffer)
  for (let i = 0; i < halves.length; i++) bits[i] = bitsOf(halves[i]!)
  return floats
}

/** Single-precision bits of an IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction. */
function halfBits(half: number): number {
  const sign = (half & 0x8000) << 16
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return sign | 0x7f80_0000 | (fraction << 13)
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13)
  if (fraction === 0) return sign
  // Subnormal: fraction · 2⁻²⁴, normal in single precision once its leading 1 is shifted out.
  const shift = Math.clz32(fraction) - 21
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13)
}
