/* The readers of model files against 100,000 damaged files: typed failures or sound results, nothing else. */

import { describe, expect, it } from 'vitest'
import { Failure } from '../errors'
import { createRandom } from '../random/random'
import { decodeModelFile, encodeModelFile, peekModelFile } from './model-file'
import { bits, decodeError, tinyModel } from './model-file.fixtures'
import { readSafetensors } from './safetensors'

/** Without moments, one layer, two positions: as small as a model gets. */
const small = tinyModel({ width: 4, heads: 1, block: 2 }, false)
const file = await encodeModelFile(small)

describe('damaged model files', () => {
  it('any one bit turned is refused or changes nothing that is read', async () => {
    let harmless = 0
    for (let bit = 0; bit < file.length * 8; bit++) {
      const turned = file.slice()
      turned[bit >> 3]! ^= 1 << (bit & 7)
      const error = await decodeError(turned)
      if (error !== null) {
        expect(error.code).toMatch(/^model-/)
        continue
      }
      harmless++
      const { parameters, ...record } = await decodeModelFile(turned)
      const { parameters: before, ...expected } = small
      expect(record).toEqual(expected)
      expect(bits(parameters)).toEqual(bits(before))
    }
    expect(harmless).toBeLessThan(2000) // the name `format`, its value, the checksum's own field
  }, 300_000)

  it('100,000 random changes: bytes, pieces moved, pieces doubled, ends cut', () => {
    const random = createRandom(2026)
    const seen = new Map<string, number>()
    for (let run = 0; run < 100_000; run++) {
      const changed = mutate(file, (n) => random.below(n))
      const code = codeOf(() => readSafetensors(changed))
      expect(code === 'none' || code.startsWith('model-')).toBe(true)
      const peeked = codeOf(() => peekModelFile(changed))
      expect(peeked === 'none' || peeked.startsWith('model-')).toBe(true)
      seen.set(code, (seen.get(code) ?? 0) + 1)
    }
    // The changes reach deep: all kinds of refusal occur, and files that are still whole.
    for (const code of ['none', 'model-truncated', 'model-header-invalid', 'model-offsets-invalid']) {
      expect(seen.get(code) ?? 0).toBeGreaterThan(50)
    }
  }, 300_000)
})

function codeOf(read: () => unknown): string {
  try {
    read()
    return 'none'
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error.code
    throw thrown
  }
}

/** One to four changes, most of them in the header. */
function mutate(bytes: Uint8Array, below: (n: number) => number): Uint8Array {
  let changed = bytes.slice()
  for (let n = below(4); n >= 0; n--) {
    const at = below(below(4) === 0 ? changed.length : Math.min(changed.length, 2600))
    const length = below(12)
    const kind = below(6)
    if (kind < 3) changed[at] = kind === 0 ? below(256) : 0x20 + below(0x5f)
    else if (kind === 3) changed.copyWithin(at, below(changed.length), below(changed.length))
    else if (kind === 4) changed = concat(changed.subarray(0, at + length), changed.subarray(at))
    else
      changed =
        below(8) === 0 ? changed.slice(0, at) : concat(changed.subarray(0, at), changed.subarray(at + length))
    if (changed.length === 0) break
  }
  return changed
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
