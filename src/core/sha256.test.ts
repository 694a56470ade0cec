import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sha256Hex } from './sha256'

describe('sha256Hex', () => {
  it('gives the digests of FIPS 180-4', async () => {
    expect(await sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(await sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('reads a view only as far as it reaches, and texts as UTF-8', async () => {
    const bytes = new TextEncoder().encode('xxzoë 😀yy')
    const expected = createHash('sha256').update('zoë 😀').digest('hex')
    expect(await sha256Hex(bytes.subarray(2, -2))).toBe(expected)
    expect(await sha256Hex('zoë 😀')).toBe(expected)
  })
})
