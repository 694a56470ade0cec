/*
 * Patterns with wildcards as small automata: `?` is any one character, `*` any run of them (also none),
 * `[aeiou]` one of these, `[a-f]` one of a range, `[^…]` none of these; a backslash takes the next character as it
 * is. Characters are code points. A state is the set of places in the pattern that may be reached.
 */

import { Failure } from '../errors'

/** One symbol of a pattern: a test for one character, or a run of anything. */
type Symbol = ((character: string) => boolean) | '*'

/** Places reached, as a bit each. */
export type Places = bigint

export class Glob {
  readonly start: Places
  readonly #last: number
  /** Per place: characters still needed from there. */
  readonly #needed: readonly number[]

  private constructor(private readonly symbols: readonly Symbol[]) {
    this.#last = symbols.length
    const needed = Array<number>(symbols.length + 1).fill(0)
    for (let i = symbols.length - 1; i >= 0; i--) needed[i] = needed[i + 1]! + (symbols[i] === '*' ? 0 : 1)
    this.#needed = needed
    this.start = this.#closed(1n)
  }

  /** @throws Failure `setting-invalid` if a bracket is not closed or empty, or a range runs backwards. */
  static parse(pattern: string): Glob {
    return new Glob(symbolsOf([...pattern], pattern))
  }

  /** A pattern of these characters as they are, between wildcards where asked. */
  static literal(text: string, { before = false, after = false } = {}): Glob {
    const characters = [...text].map(
      (wanted): Symbol =>
        (character) =>
          character === wanted
    )
    return new Glob([...(before ? ['*' as const] : []), ...characters, ...(after ? ['*' as const] : [])])
  }

  /** Places after one more character; 0n if the pattern cannot be met any more. */
  step(places: Places, character: string): Places {
    let next = 0n
    for (let i = 0; i < this.#last; i++) {
      if (!(places & (1n << BigInt(i)))) continue
      const symbol = this.symbols[i]!
      if (symbol === '*') next |= 1n << BigInt(i)
      else if (symbol(character)) next |= 1n << BigInt(i + 1)
    }
    return this.#closed(next)
  }

  accepts(places: Places): boolean {
    return (places & (1n << BigInt(this.#last))) !== 0n
  }

  /** The fewest characters after which it can be met; Infinity if it cannot. */
  needed(places: Places): number {
    let least = Infinity
    for (let i = 0; i <= this.#last; i++) {
      if (places & (1n << BigInt(i))) least = Math.min(least, this.#needed[i]!)
    }
    return least
  }

  /** A run may be empty: its place opens the one after it. */
  #closed(places: Places): Places {
    for (let i = 0; i < this.#last; i++) {
      if (places & (1n << BigInt(i)) && this.symbols[i] === '*') places |= 1n << BigInt(i + 1)
    }
    return places
  }
}

function symbolsOf(characters: readonly string[], pattern: string): Symbol[] {
  const symbols: Symbol[] = []
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i]!
    if (character === '*') {
      if (symbols.at(-1) !== '*') symbols.push('*')
    } else if (character === '?') symbols.push(() => true)
    else if (character === '[') {
      const end = characters.indexOf(']', i + 2)
      if (end < 0) throw invalid(pattern)
      symbols.push(oneOf(characters.slice(i + 1, end), pattern))
      i = end
    } else {
      const wanted = character === '\\' && i + 1 < characters.length ? characters[++i]! : character
      symbols.push((given) => given === wanted)
    }
  }
  return symbols
}

/** The test of a bracket. */
function oneOf(inside: readonly string[], pattern: string): (character: string) => boolean {
  const none = inside[0] === '^'
  const listed = none ? inside.slice(1) : inside
  if (listed.length === 0) throw invalid(pattern)
  const ranges: [number, number][] = []
  for (let i = 0; i < listed.length; i++) {
    const first = listed[i]!.codePointAt(0)!
    const range = listed[i + 1] === '-' && i + 2 < listed.length
    const last = range ? listed[i + 2]!.codePointAt(0)! : first
    if (last < first) throw invalid(pattern)
    ranges.push([first, last])
    if (range) i += 2
  }
  return (character) => {
    const point = character.codePointAt(0)!
    return ranges.some(([first, last]) => first <= point && point <= last) !== none
  }
}

function invalid(pattern: string): Failure {
  return new Failure('setting-invalid', { key: 'pattern', value: pattern, problem: 'pattern', nearest: '*' })
}
