import { describe, expect, it } from 'vitest'
import * as check from './checks'
import type { Check } from './checks'

const accepts = <T>(subject: Check<T>, value: unknown, result: unknown = value): void =>
  expect(subject(value, 'x')).toEqual(result)
const refuses = (subject: Check<unknown>, ...values: unknown[]): void => {
  for (const value of values) expect(() => subject(value, 'x'), String(value)).toThrow(check.Mismatch)
}

describe('checks', () => {
  it('take texts, numbers, flags and choices', () => {
    accepts(check.text(3), 'abc')
    refuses(check.text(3), 'abcd', 1, null, undefined, new String('a'), ['a'])
    refuses(check.text(3, /^\d$/), 'a')
    accepts(check.number(0, 1), 0.5)
    refuses(check.number(0, 1), -0.1, 1.1, NaN, Infinity, '1', 1n, null)
    accepts(check.integer(-5, 5), 5)
    refuses(check.integer(), 1.5, -1, 2 ** 53, NaN, Infinity, '1')
    expect(Object.is(check.integer(-1, 1)(-0, 'x'), 0)).toBe(true)
    accepts(check.flag, false)
    refuses(check.flag, 0, 'true', null)
    accepts(check.oneOf('a', 'b'), 'b')
    refuses(check.oneOf('a', 'b'), 'c', 'toString', null)
    accepts(check.nullable(check.flag), null)
    accepts(check.isoDate, '2026-07-12T00:00:00.000Z')
    refuses(check.isoDate, 'yesterday', 1)
  })

  it('take records of exactly these fields', () => {
    const point = check.record<{ x: number; y?: number | undefined }>({
      x: check.number(),
      y: check.optional(check.number())
    })
    accepts(point, { x: 1 })
    accepts(point, { x: 1, y: 2 })
    expect(Object.keys(point({ x: 1, y: undefined }, 'p'))).toEqual(['x'])
    refuses(
      point,
      {},
      { x: '1' },
      { x: 1, z: 1 },
      [],
      null,
      'x',
      new Date(),
      new (class {
        x = 1
      })()
    )
    refuses(point, JSON.parse('{"x":1,"__proto__":{"y":2}}'), Object.create({ x: 1 }))
  })

  it('ignore fields they do not know in stored records, and drop them', () => {
    accepts(check.storedRecord<{ x: number }>({ x: check.number() }), { x: 1, later: true }, { x: 1 })
  })

  it('take parts of a record for a change', () => {
    const change = check.partial<{ a: number; b: string | null }>({
      a: check.number(),
      b: check.nullable(check.text())
    })
    accepts(change, {})
    accepts(change, { b: null })
    refuses(change, { a: null }, { c: 1 })
  })

  it('take lists, dictionaries and buffers up to a length', () => {
    accepts(check.list(check.number(), 2), [1, 2])
    refuses(check.list(check.number(), 2), [1, 2, 3], [1, 'a'], { length: 0 }, new Array(1))
    accepts(check.dictionary(check.number(), 2), { a: 1 })
    refuses(check.dictionary(check.number(), 1), { a: 1, b: 2 }, { a: 'x' }, JSON.parse('{"__proto__":1}'))
    accepts(check.buffer(4), new ArrayBuffer(4))
    refuses(check.buffer(4), new ArrayBuffer(5), new Uint8Array(4), new SharedArrayBuffer(4), 'ab')
    accepts(check.doubles(2), new Float64Array([1, NaN]))
    refuses(check.doubles(2), new Float64Array(3), new Float32Array(2), [1, 2])
  })

  it('say where and what', () => {
    const nested = check.record({ a: check.list(check.record({ b: check.integer(1, 3) }), 5) })
    expect(() => nested({ a: [{ b: 1 }, { b: 9 }] }, 'q')).toThrow('q.a[1].b: expected 1 to 3')
  })
})
