/*
 * 16-bit floats (IEEE 754 binary16) for tests of kernels that store them: two to a 32-bit word, as WGSL's
 * pack2x16float lays them. Only for finite numbers of at most 65,504.
 */

/** Bits of the nearest half; ties to even. */
function halfBits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (size === 0) return sign
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  // In units of the last place; a half has ten bits behind the point.
  const scaled = size / 2 ** (exponent - 10)
  const below = Math.floor(scaled)
  const rest = scaled - below
  const units = below + (rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? 1 : 0)
  // A normal number's leading one is the carry into the exponent; a subnormal one has none.
  return sign + ((exponent + 14) << 10) + units
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}

/** The words that hold these numbers, two each; an odd count ends with a zero. */
export function packHalves(values: Float32Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(values.length / 2))
  values.forEach((value, i) => (words[i >> 1]! |= halfBits(value) << (16 * (i & 1))))
  return words
}

/** The numbers in the words of a buffer that was read back as floats. */
export function unpackHalves(read: Float32Array, count: number): Float32Array {
  const words = new Uint16Array(read.buffer, read.byteOffset, read.length * 2)
  return Float32Array.from({ length: count }, (_, i) => halfValue(words[i]!))
}

/** The numbers as they come back from 16 bits. */
export function rounded(values: Float32Array): Float32Array {
  return Float32Array.from(values, (value) => halfValue(halfBits(value)))
}
