/*
 * A decode session: rows with a key/value cache each. Every row is computed by itself, so that its logits
 * cannot depend on its neighbours.
 */

import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import type { DecodeSession } from '../engine'
import { Decoder } from './decoder'

/** The session works on `parameters` as given: the caller makes the copy. */
export function decodeSession(
  shape: GptShape,
  layout: ParameterLayout,
  parameters: Float32Array,
  rows: number
): DecodeSession {
  const { vocab: V, block } = shape
  const model = new Decoder(shape, layout, parameters)
  let caches = Array.from({ length: rows }, () => model.emptyCache())
  let position = 0
  let open = true
  const check = (): void => {
    if (!open) throw new Error('the decode session is disposed')
  }
  return {
    get rows() {
      return caches.length
    },
    get position() {
      return position
    },
    advance: (tokens) => {
      check()
      if (tokens.length !== caches.length)
        throw new RangeError(`${tokens.length} tokens for ${caches.length} rows`)
      if (position >= block) throw new RangeError(`the block of ${block} tokens is full`)
      const logits = new Float32Array(caches.length * V)
      caches.forEach((cache, row) => {
        model.advance(tokens[row]!, position, cache, logits.subarray(row * V, (row + 1) * V))
      })
      position++
      return logits
    },
    keep: (kept) => {
      check()
      const used = new Set<number>()
      caches = Array.from(kept, (row) => {
        const cache = caches[row]
        if (!cache) throw new RangeError(`no row ${row}`)
        // The first use of a row takes its cache over; a repetition needs one of its own.
        if (!used.has(row)) {
          used.add(row)
          return cache
        }
        return { keys: cache.keys.map((k) => k.slice()), values: cache.values.map((v) => v.slice()) }
      })
    },
    reset: (count) => {
      check()
      caches = Array.from({ length: count }, () => model.emptyCache())
      position = 0
    },
    dispose: () => {
      open = false
      caches = []
    }
  }
}
