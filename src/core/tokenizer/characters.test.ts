import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../errors'
import { characterTokenizer } from './characters'
import { openTokenizer, readTokenizerData } from './open'

const errorOf = (run: () => unknown): unknown => {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error
    throw thrown
  }
  return null
}

describe('characterTokenizer', () => {
  const letters = characterTokenizer([...'abcdefghijklmnopqrstuvwxyz'])

  it('numbers characters in order and puts the end token last, as microgpt does', () => {
    expect(letters.vocab).toBe(27)
    expect(letters.end).toBe(26)
    expect([...letters.encode('az')]).toEqual([0, 25])
    expect(letters.token(0)).toBe('a')
    expect(letters.token(26)).toBe('end')
  })

  it('writes nothing for the end token', () => {
    expect(letters.decode([26, 4, 12, 26, 12, 0, 26])).toBe('emma')
    expect(() => letters.decode([27])).toThrow(RangeError)
  })

  it('names a character it does not have, and where it stands', () => {
    const detail = { character: 'é', code: 'U+00E9', position: 3 }
    expect(errorOf(() => letters.encode('zoeé'))).toEqual({ code: 'unknown-character', detail })
    const beyond = errorOf(() => letters.encode('😀'))
    expect(beyond).toMatchObject({ detail: { character: '😀', code: 'U+1F600', position: 0 } })
  })

  it('counts code points, not UTF-16 units', () => {
    const mixed = characterTokenizer(['a', 'é', '你', '🏳', '😀'])
    expect([...mixed.encode('😀a你🏳é')]).toEqual([4, 0, 2, 3, 1])
    expect(mixed.encode('😀😀')).toHaveLength(2)
  })

  it('gives back every text of its alphabet', () => {
    const alphabet = ['\n', ' ', 'a', '\u0301', '\u200d', '👨', '👩']
    const tokenizer = characterTokenizer(alphabet)
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...alphabet)), (characters) => {
        const text = characters.join('')
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text)
      })
    )
  })

  it.each([[['b', 'a']], [['a', 'a']], [['ab']], [['']], [['a', '😀', '\uffff']]])(
    'refuses the alphabet %j',
    (alphabet) => {
      expect(errorOf(() => characterTokenizer(alphabet))).toMatchObject({ code: 'model-config-invalid' })
    }
  )
})

describe('openTokenizer', () => {
  it('opens what a tokenizer gave as its data', () => {
    const { data } = characterTokenizer(['a', 'b', '😀'])
    const opened = openTokenizer(readTokenizerData(JSON.parse(JSON.stringify(data))))
    expect(opened.data).toEqual(data)
    expect([...opened.encode('😀b')]).toEqual([2, 1])
  })

  it.each([null, 1, {}, { kind: 'bpe' }, { kind: 'characters' }, { kind: 'characters', characters: [1] }])(
    'refuses %j',
    (value) => {
      expect(errorOf(() => readTokenizerData(value))).toMatchObject({ code: 'model-config-invalid' })
    }
  )
})
