/*
 * A look that stays fresh: asks the worker when what is asked changes, at once, and when the model has gone on, by turns
 * with all other looks: a training run must not wait for what is only shown. One question at a time; the last wins, and
 * what nobody waits for any more is cancelled. To be made while a component is set up. Over 150 lines: asking,
 * overtaking, waiting and stopping are one small machine.
 */

import { untrack } from 'svelte'
import type { Looking } from '#core/contracts/inside'
import type { AppError } from '#core/errors'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { inside } from '../state/inside.svelte'
import { Pace } from './pace'

/** Milliseconds between two looks of one kind at a model that trains. */
const LEAST_MS = 400
/** A look that takes longer says how far it is. */
const SOON_MS = 500

const pace = new Pace()

interface Done {
  readonly done: number
  readonly of: number
}

export class Look<T> {
  /** The last answer; kept while the next one is computed, so that nothing jumps. */
  value = $state.raw<T | null>(null)
  problem = $state.raw<AppError | null>(null)
  busy = $state(false)
  /** How far a look is that someone waits for and that takes long. */
  progress = $state.raw<Done | null>(null)
  /** Someone asked to stop: nothing is asked until what is asked changes, or `again`. */
  stopped = $state(false)
  taskId: string | null = null
  again = (): void => undefined

  /** Ends what is computed now. */
  cancel(): void {
    this.stopped = true
    this.#end()
  }

  /** Ends it for a newer question. */
  overtake(): void {
    this.#end()
  }

  #end(): void {
    if (this.taskId) void machine.call('task.cancel', { taskId: this.taskId }).catch(() => undefined)
  }
}

/**
 * @param argument what is asked; null asks nothing and forgets the answer. Must be the same in content to be taken
 *   as the same.
 * @param call sends it
 * @param live whether to ask anew when the model has gone on
 */
export function look<P extends object, T>(
  argument: () => P | null,
  call: (p: P & Looking & { readonly taskId: string }) => Promise<T>,
  live: () => boolean = () => true
): Look<T> {
  const state = new Look<T>()
  let timer = 0
  let running = false
  let waiting = false
  let ended = -Infinity
  let wanted: (P & Looking) | null = null
  let gone = false

  const refresh = (): Promise<void> => ask(true)
  async function ask(quietly = false): Promise<void> {
    const p = wanted
    if (running || gone || !p || state.stopped) return
    running = true
    waiting = false
    state.busy = true
    const began = performance.now()
    const taskId = crypto.randomUUID()
    state.taskId = taskId
    const stop = machine.on('inside.progress', ({ taskId: of, ...done }) => {
      if (of === taskId && !quietly && performance.now() - began > SOON_MS) state.progress = done
    })
    try {
      const value = await call({ ...p, taskId })
      if (!gone && p.from === wanted?.from) {
        state.value = value
        state.problem = null
      }
    } catch (thrown) {
      const { error } = asFailure(thrown)
      if (!gone && error.code !== 'cancelled') state.problem = error
    } finally {
      stop()
      ended = performance.now()
      pace.took(ended - began)
      running = false
      state.busy = false
      state.progress = null
      state.taskId = null
      if (waiting) void ask()
    }
  }
  function now(): void {
    if (running) {
      waiting = true
      state.overtake()
    } else void ask()
  }

  state.again = () => {
    state.stopped = false
    now()
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
      clearTimeout(timer)
      if (other || !training) {
        state.stopped = false
        // A message's time, so that several changes at once are one question.
        timer = window.setTimeout(now, 0)
      } else {
        timer = window.setTimeout(() => pace.ask(refresh), Math.max(0, ended + LEAST_MS - performance.now()))
      }
    })
  })
  $effect(() => () => {
    gone = true
    clearTimeout(timer)
    pace.forget(refresh)
    state.overtake()
  })
  return state
}
