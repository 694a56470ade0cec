/*
 * One token per character (code point), ids in code-point order, and one end token after them: the
 * vocabulary of microgpt, whose BOS is the last id. Nothing is normalised or replaced.
 */

import { Failure } from '../errors'
import type { Tokenizer } from './tokenizer'

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

  return {
    data: { kind: 'characters', characters: [...alphabet] },
    vocab: end + 1,
    end,
    encode(text) {
      const ids = new Int32Array(text.length)
      let length = 0
      for (let i = 0; i < text.length; i++) {
        const code = text.codePointAt(i)!
        const id = idOf[code] ?? -1
        if (id < 0) throw unknownCharacter(code, length)
        ids[length++] = id
        if (code > 0xffff) i++
      }
      return length === text.length ? ids : ids.slice(0, length)
    },
    decode(ids) {
      const pieces: string[] = []
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i]!
        if (id !== end) pieces.push(characterOf(alphabet, id))
      }
      return pieces.join('')
    },
    token: (id) => (id === end ? 'end' : characterOf(alphabet, id))
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

function characterOf(alphabet: readonly string[], id: number): string {
  const character = alphabet[id]
  if (character === undefined) throw new RangeError(`no token ${id}`)
  return character
}

/** Names the character, its code point as `U+00E9`, and its place in the text (0-based). */
function unknownCharacter(code: number, position: number): Failure {
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  return new Failure('unknown-character', { character: String.fromCodePoint(code), code: name, position })
}
