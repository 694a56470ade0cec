/*
 * JSON (RFC 8259) for headers that nobody vouches for. Stricter than JSON.parse, which keeps the last of
 * two equal keys, rounds integers above 2⁵³ and lets `__proto__` through: here objects are Maps, and
 * what two readers could understand differently is refused. Numbers are whole: no header needs others.
 * Over 150 lines: one method for each part of the grammar, all moving one position.
 */

export type StrictJson = string | number | boolean | null | StrictJson[] | Map<string, StrictJson>

/** What is wrong with a text, as a short word for the error's detail. */
export type JsonProblem = 'syntax' | 'duplicate-key' | 'not-an-integer' | 'lone-surrogate' | 'too-deep'

export class StrictJsonError extends Error {
  constructor(
    readonly problem: JsonProblem,
    /** Index in the text, UTF-16 units. */
    readonly position: number
  ) {
    super(`${problem} at ${position}`)
  }
}

/** Objects and arrays inside each other; serde_json stops at 128, ours never needs more than 4. */
const MAX_DEPTH = 64

/** @throws StrictJsonError */
export function parseStrictJson(text: string): StrictJson {
  return new Parser(text).parse()
}

class Parser {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  parse(): StrictJson {
    const value = this.#value(0)
    this.#space()
    if (this.#at < this.#text.length) this.#fail('syntax')
    return value
  }

  #fail(problem: JsonProblem): never {
    throw new StrictJsonError(problem, this.#at)
  }

  #space(): void {
    const text = this.#text
    for (;;) {
      const unit = text.charCodeAt(this.#at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return
      this.#at++
    }
  }

  /** Steps over `mark` if it is next, white space before it included. */
  #take(mark: string): boolean {
    this.#space()
    if (this.#text[this.#at] !== mark) return false
    this.#at++
    return true
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) this.#fail('syntax')
  }

  #value(depth: number): StrictJson {
    if (depth > MAX_DEPTH) this.#fail('too-deep')
    this.#space()
    const first = this.#text[this.#at]
    if (first === '{') return this.#object(depth)
    if (first === '[') return this.#array(depth)
    if (first === '"') return this.#string()
    if (first === 't') return this.#word('true', true)
    if (first === 'f') return this.#word('false', false)
    if (first === 'n') return this.#word('null', null)
    return this.#number()
  }

  #object(depth: number): Map<string, StrictJson> {
    const object = new Map<string, StrictJson>()
    this.#expect('{')
    if (this.#take('}')) return object
    do {
      this.#space()
      const key = this.#string()
      if (object.has(key)) this.#fail('duplicate-key')
      this.#expect(':')
      object.set(key, this.#value(depth + 1))
    } while (this.#take(','))
    this.#expect('}')
    return object
  }

  #array(depth: number): StrictJson[] {
    const array: StrictJson[] = []
    this.#expect('[')
    if (this.#take(']')) return array
    do array.push(this.#value(depth + 1))
    while (this.#take(','))
    this.#expect(']')
    return array
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) this.#fail('syntax')
    this.#at += word.length
    return value
  }

  #number(): number {
    const pattern = /-?(?:0|[1-9][0-9]*)([.eE])?/y
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (!match) this.#fail('syntax')
    const value = Number(match[1] === undefined ? match[0] : NaN)
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) this.#fail('not-an-integer')
    this.#at = pattern.lastIndex
    return value
  }

  #string(): string {
    const text = this.#text
    const start = this.#at
    if (text[start] !== '"') this.#fail('syntax')
    let end = start + 1
    for (; text[end] !== '"'; end++) {
      if (end >= text.length || text.charCodeAt(end) < 0x20) this.#fail('syntax')
      if (text[end] === '\\') end++
    }
    const raw = text.slice(start, end + 1)
    const value = raw.includes('\\') ? this.#unescape(raw) : raw.slice(1, -1)
    this.#at = end + 1
    return value
  }

  /** The built-in parser knows the escapes; what it lets through, half surrogate pairs, is refused here. */
  #unescape(raw: string): string {
    let value = ''
    try {
      value = JSON.parse(raw) as string
    } catch {
      this.#fail('syntax')
    }
    if (/[\ud800-\udfff]/u.test(value)) this.#fail('lone-surrogate')
    return value
  }
}
