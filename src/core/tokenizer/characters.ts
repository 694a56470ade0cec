/*
 * One token per character (code point), ids in code-point order, and one end token after them: the
 * vocabulary of microgpt, whose BOS is the last id. Nothing is normalised.
 */

import { Failure } from '../errors'
import type { Tokenizer } from './tokenizer'
import { unknownCharacter } from './unknown-character'
import { bytesOf, toByteString } from './utf8'
import { wellFormed } from './well-formed'

/**
 * The tokenizer of an alphabet.
 * @param alphabet distinct characters, one code point each, sorted by code point: V − 1 of them
 * @throws Failure `model-config-invalid` if it is anything else.
 */
export function characterTokenizer(alphabet: readonly string[]): Tokenizer {
  const codes = codesOf(alphabet)
  const end = codes.length
  const idOf = new Int32Array((codes.at(-1) ?? 0) + 1).fill(-1)
  codes.forEach((code, id) => (idOf[code] = id))
  const characterOf = (id: number): string => {
    const character = alphabet[id]
    if (character === undefined) throw new RangeError(`no token ${id}`)
    return character
  }

  return {
    data: { kind: 'characters', characters: [...alphabet] },
    vocab: end + 1,
    end,
    characters: new Int32Array(end + 1).fill(1),
    encode(given) {
      const { text } = wellFormed(given)
      const ids = new Int32Array(text.length)
      let length = 0
      for (let i = 0; i < text.length; i++) {
        const code = text.codePointAt(i)!
        const id = idOf[code] ?? -1
        if (id < 0) throw unknownCharacter(String.fromCodePoint(code), length)
        ids[length++] = id
        if (code > 0xffff) i++
      }
      return length === text.length ? ids : ids.slice(0, length)
    },
    decode(ids) {
      const pieces: string[] = []
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i]!
        if (id !== end) pieces.push(characterOf(id))
      }
      return pieces.join('')
    },
    bytes: (id) => bytesOf(id === end ? '' : toByteString(characterOf(id))),
    token: (id) => (id === end ? 'end' : characterOf(id))
  }
}

function codesOf(alphabet: readonly string[]): number[] {
  let last = -1
  return alphabet.map((character) => {
    const code = character.codePointAt(0) ?? -1
    if (code <= last || character !== String.fromCodePoint(code)) {
      throw new Failure('model-config-invalid', { key: 'tokenizer' })
    }
    last = code
    return code
  })
}
