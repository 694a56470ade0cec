import { describe, expect, it } from 'vitest'
import { Failure } from '../errors'
import { createRandom } from '../random/random'
import {
  decodeTokenFooter,
  encodeTokenFooter,
  TOKEN_FOOTER,
  tokenBytesOf,
  tokensOfBytes,
  type TokenFileInfo
} from './token-file'

const info: TokenFileInfo = {
  ...{ width: 2, vocab: 30, train: 90, heldOut: 10, share: 0.1, checksum: 0xfedc_ba98 },
  ...{ text: 'ab'.repeat(32), tokenizer: '0f'.repeat(32) }
}
const size = 100 * 2 + TOKEN_FOOTER
const problem = (footer: Uint8Array, of = size): unknown => {
  try {
    return decodeTokenFooter(footer, of)
  } catch (thrown) {
    return (
      thrown instanceof Failure && thrown.error.code === 'token-file-invalid' && thrown.error.detail?.['what']
    )
  }
}

describe('the footer', () => {
  it('says what was written', () => {
    expect(decodeTokenFooter(encodeTokenFooter(info), size)).toEqual(info)
    const wide = { ...info, width: 4, vocab: 70_000, train: 2 ** 31, heldOut: 0 } as const
    expect(decodeTokenFooter(encodeTokenFooter(wide), 2 ** 33 + TOKEN_FOOTER)).toEqual(wide)
  })

  it('refuses whatever is not as it must be', () => {
    expect(problem(encodeTokenFooter(info), size + 2)).toBe('count')
    expect(problem(encodeTokenFooter({ ...info, vocab: 70_000 }))).toBe('vocab')
    expect(problem(encodeTokenFooter({ ...info, vocab: 1 }))).toBe('vocab')
    expect(problem(encodeTokenFooter({ ...info, share: 0.7 }))).toBe('share')
    expect(problem(encodeTokenFooter({ ...info, share: NaN }))).toBe('share')
    expect(problem(encodeTokenFooter(info).subarray(1))).toBe('length')
    expect(problem(new Uint8Array(TOKEN_FOOTER))).toBe('magic')
  })

  it('notices every flipped bit', () => {
    const random = createRandom(3)
    for (let round = 0; round < 500; round++) {
      const footer = encodeTokenFooter(info)
      footer[random.below(TOKEN_FOOTER)]! ^= 1 << random.below(8)
      expect(typeof problem(footer)).toBe('string')
    }
  })
})

it('keeps tokens of two and of four bytes, little-endian', () => {
  const ids = [0, 1, 258, 65_535]
  expect([...tokenBytesOf(ids, 2)]).toEqual([0, 0, 1, 0, 2, 1, 255, 255])
  expect([...tokensOfBytes(tokenBytesOf(ids, 2), 2)]).toEqual(ids)
  expect([...tokensOfBytes(tokenBytesOf([70_000, 3], 4), 4)]).toEqual([70_000, 3])
})
