/*
 * A look that stays fresh: asks the worker when what is asked changes, at once, and when the model has gone on, not
 * too often: a training run must not wait for what is only shown. One question at a time; the last wins. To be made
 * while a component is set up.
 */

import { untrack } from 'svelte'
import type { Looking } from '#core/contracts/inside'
import type { AppError } from '#core/errors'
import { asFailure } from '../bridge/app-client'
import { inside } from '../state/inside.svelte'

/** Milliseconds between two looks at a model that trains, and how many times as long as a look took. */
const LEAST_MS = 400
const REST = 4

class Look<T> {
  /** The last answer; kept while the next one is computed, so that nothing jumps. */
  value = $state.raw<T | null>(null)
  problem = $state.raw<AppError | null>(null)
  busy = $state(false)
}

/**
 * @param argument what is asked; null asks nothing and forgets the answer. Must be the same in content to be taken
 *   as the same.
 * @param call sends it
 * @param live whether to ask anew when the model has gone on
 */
export function look<P extends object, T>(
  argument: () => P | null,
  call: (p: P & Looking) => Promise<T>,
  live: () => boolean = () => true
): Look<T> {
  const state = new Look<T>()
  let timer = 0
  let running = false
  let waiting = false
  let ended = -Infinity
  let took = 0
  let wanted: (P & Looking) | null = null
  let gone = false

  async function ask(): Promise<void> {
    const p = wanted
    if (running || gone || !p) return
    running = true
    waiting = false
    state.busy = true
    const began = performance.now()
    try {
      const value = await call(p)
      if (!gone && p.from === wanted?.from) {
        state.value = value
        state.problem = null
      }
    } catch (thrown) {
      const { error } = asFailure(thrown)
      if (!gone && error.code !== 'cancelled') state.problem = error
    } finally {
      ended = performance.now()
      took = ended - began
      running = false
      state.busy = false
      if (waiting) void ask()
    }
  }
  function soon(ms: number): void {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      if (running) waiting = true
      else void ask()
    }, ms)
  }

  let before = ''
  $effect(() => {
    const p = argument()
    const { from, identity, training } = inside
    const version = live() ? inside.version : null
    untrack(() => {
      if (!p || !from) {
        wanted = null
        before = ''
        state.value = null
        state.problem = null
        return
      }
      wanted = { ...p, from }
      const key = JSON.stringify([p, from, identity], (_, value: unknown) =>
        ArrayBuffer.isView(value) ? undefined : value
      )
      const other = key !== before
      before = key
      void version
      const rest = training ? Math.max(LEAST_MS, REST * took) : 0
      soon(other ? 0 : Math.max(0, ended + rest - performance.now()))
    })
  })
  $effect(() => () => {
    gone = true
    clearTimeout(timer)
  })
  return state
}
