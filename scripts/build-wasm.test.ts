import { expect, test } from 'vitest'
import { generatedModule, structures } from './build-wasm.js'

const SOURCE = `
/** Not shared: no decorator. */
class Own { a: i32 }

// @ts-ignore: decorator
@unmanaged
export class Shared {
  // --- part: one
  first: i32
  /** Bytes: of a row. */
  second: usize

  /*
   * third: gone
   */
  third: f64
}
@unmanaged
class Second {
  only: u64
}
`

test('finds the fields of unmanaged classes, in order and without what comments say', () => {
  expect(structures(SOURCE)).toEqual({
    Shared: [
      ['first', 'i32'],
      ['second', 'usize'],
      ['third', 'f64']
    ],
    Second: [['only', 'u64']]
  })
})

test('writes them and the module as TypeScript', () => {
  const text = generatedModule(Uint8Array.of(0, 97, 115, 109), {
    Pair: [
      ['a', 'i32'],
      ['b', 'f32']
    ]
  })
  expect(text).toContain(`export const Pair = [\n  ['a', 'i32'],\n  ['b', 'f32']\n] as const`)
  expect(text).toContain(`export const MODULE = 'AGFzbQ=='`)
})
