/* A model file with every bit of it turned once: refused, or nothing that is read has changed. Random damage: scripts/fuzz.js. */

import { describe, expect, it } from 'vitest'
import { decodeModelFile, encodeModelFile } from './model-file'
import { bits, decodeError, tinyModel } from './model-file.fixtures'

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
})
