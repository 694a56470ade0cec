/*
 * Small validators for data that comes from outside: stored files, and messages from the page.
 * Each takes anything, returns a fresh value of its type holding known fields only, or throws a
 * Mismatch that says where it stood and what was expected. Callers turn that into their own Failure.
 * Over 150 lines: one small validator for each kind of value.
 */

export type Check<T> = (value: unknown, at: string) => T

/** Data that is not what it should be. `at` is a path such as `config.width`. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
  readonly at: string
  readonly expected: string

  constructor(at: string, expected: string) {
    super(`${at}: expected ${expected}`)
    this.at = at
    this.expected = expected
  }
}

/** A string of at most `max` UTF-16 units that matches `pattern`. */
export function text(max = 200, pattern?: RegExp): Check<string> {
  return (value, at) => {
    if (typeof value !== 'string') throw new Mismatch(at, 'text')
    if (value.length > max) throw new Mismatch(at, `at most ${max} characters`)
    if (pattern && !pattern.test(value)) throw new Mismatch(at, String(pattern))
    return value
  }
}

/** A finite number, both ends included. */
export function number(min = -Number.MAX_VALUE, max = Number.MAX_VALUE): Check<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Mismatch(at, 'a number')
    if (value < min || value > max) throw new Mismatch(at, `${min} to ${max}`)
    return value
  }
}

/** A whole number JavaScript holds exactly; −0 becomes 0. */
export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Check<number> {
  const inRange = number(min, max)
  return (value, at) => {
    const n = inRange(value, at)
    if (!Number.isSafeInteger(n)) throw new Mismatch(at, 'a whole number')
    return n + 0
  }
}

export const flag: Check<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw new Mismatch(at, 'true or false')
  return value
}

/** One of these strings. */
export function oneOf<T extends string>(...values: readonly T[]): Check<T> {
  return (value, at) => {
    const found = values.find((candidate) => candidate === value)
    if (found === undefined) throw new Mismatch(at, values.join(', '))
    return found
  }
}

export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, at) => (value === null ? null : check(value, at))
}

/** May be missing; a missing field is left out of the result of `record`. */
export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, at) => (value === undefined ? undefined : check(value, at))
}

/** A date as `Date.toISOString` writes it. */
export const isoDate: Check<string> = (value, at) => {
  const string = text(40)(value, at)
  if (Number.isNaN(Date.parse(string))) throw new Mismatch(at, 'a date')
  return string
}

/** A dense array of at most `max`. */
export function list<T>(item: Check<T>, max: number): Check<T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw new Mismatch(at, 'a list')
    if (value.length > max) throw new Mismatch(at, `at most ${max} items`)
    return Array.from(value, (element: unknown, index) => item(element, `${at}[${index}]`))
  }
}

/** A plain object from short names to values, at most `max` of them. */
export function dictionary<T>(item: Check<T>, max: number): Check<Record<string, T>> {
  return (value, at) => {
    const entries = Object.entries(plainObject(value, at))
    if (entries.length > max) throw new Mismatch(at, `at most ${max} entries`)
    const result: Record<string, T> = {}
    for (const [key, element] of entries) {
      if (key === '__proto__' || key.length > 100) throw new Mismatch(at, 'ordinary keys')
      result[key] = item(element, `${at}.${key}`)
    }
    return result
  }
}

type Shape<T> = { readonly [K in keyof T]-?: Check<T[K]> }

/** A plain object with these fields and no other. */
export function record<T extends object>(shape: Shape<T>): Check<T> {
  const known = new Set(Object.keys(shape))
  const read = storedRecord(shape)
  return (value, at) => {
    const surplus = Object.keys(plainObject(value, at)).find((key) => !known.has(key))
    if (surplus !== undefined) throw new Mismatch(`${at}.${surplus.slice(0, 40)}`, 'no such field')
    return read(value, at)
  }
}

/** A plain object with at least these fields; others are ignored, as later versions may add some. */
export function storedRecord<T extends object>(shape: Shape<T>): Check<T> {
  return (value, at) => {
    const source = plainObject(value, at)
    const result: Record<string, unknown> = {}
    for (const key of Object.keys(shape)) {
      const check = shape[key as keyof T] as Check<unknown>
      const field = check(Object.hasOwn(source, key) ? source[key] : undefined, `${at}.${key}`)
      if (field !== undefined) result[key] = field
    }
    return result as T
  }
}

/** Any of these fields and no other: what an update carries. */
export function partial<T extends object>(shape: Shape<T>): Check<Partial<T>> {
  const fields: Record<string, Check<unknown>> = {}
  for (const key of Object.keys(shape)) fields[key] = optional(shape[key as keyof T] as Check<unknown>)
  return record(fields) as Check<unknown> as Check<Partial<T>>
}

/** A buffer of bytes of its own, at most `max` long. */
export function buffer(max: number): Check<ArrayBuffer> {
  return (value, at) => {
    if (!(value instanceof ArrayBuffer)) throw new Mismatch(at, 'an ArrayBuffer')
    if (value.byteLength > max) throw new Mismatch(at, `at most ${max} bytes`)
    return value
  }
}

/** A Float64Array of at most `max` numbers, NaN allowed. */
export function doubles(max: number): Check<Float64Array> {
  return (value, at) => {
    if (!(value instanceof Float64Array)) throw new Mismatch(at, 'a Float64Array')
    if (value.length > max) throw new Mismatch(at, `at most ${max} numbers`)
    return value
  }
}

function plainObject(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Mismatch(at, 'an object')
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) throw new Mismatch(at, 'a plain object')
  return value as Record<string, unknown>
}
