import { describe, expect, it } from 'vitest'
import { toFloat32, typedArray } from './dtypes'

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

describe('toFloat32', () => {
  it('converts every F16 exactly', () => {
    const halves = Uint16Array.from({ length: 65536 }, (_, i) => i)
    const floats = toFloat32('F16', bytesOf(halves))!
    for (let half = 0; half < 65536; half++) {
      const sign = half & 0x8000 ? -1 : 1
      const exponent = (half >> 10) & 31
      const fraction = half & 1023
      const magnitude =
        exponent === 31
          ? fraction === 0
            ? Infinity
            : NaN
          : exponent === 0
            ? fraction * 2 ** -24
            : (1 + fraction / 1024) * 2 ** (exponent - 15)
      expect(floats[half]).toBe(sign * magnitude)
    }
  })

  it('converts every BF16 exactly: the upper half of a float', () => {
    const halves = Uint16Array.from({ length: 65536 }, (_, i) => i)
    const floats = toFloat32('BF16', bytesOf(halves))!
    const view = new DataView(new ArrayBuffer(4))
    for (let half = 0; half < 65536; half++) {
      view.setUint16(0, half)
      expect(floats[half]).toBe(view.getFloat32(0))
    }
  })

  it('rounds doubles, copies floats, and leaves whole numbers alone', () => {
    expect([...toFloat32('F64', bytesOf(Float64Array.of(0.1, -0)))!]).toEqual([Math.fround(0.1), -0])
    const floats = Float32Array.of(1, 2)
    const copy = toFloat32('F32', bytesOf(floats))!
    floats[0] = 9
    expect([...copy]).toEqual([1, 2])
    expect(toFloat32('I32', new Uint8Array(4))).toBeNull()
  })
})

describe('typedArray', () => {
  it('looks at aligned bytes and copies others', () => {
    const buffer = new Uint8Array(20)
    new DataView(buffer.buffer).setFloat32(8, 1.5, true)
    new DataView(buffer.buffer).setFloat32(13, -2.5, true)
    const inPlace = typedArray('F32', buffer.subarray(8, 12))
    const copied = typedArray('F32', buffer.subarray(13, 17))
    expect([inPlace[0], copied[0]]).toEqual([1.5, -2.5])
    expect(inPlace.buffer).toBe(buffer.buffer)
    expect(copied.buffer).not.toBe(buffer.buffer)
  })
})
