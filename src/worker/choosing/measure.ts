/*
 * Times one engine on one piece of work, within a limit and until it is told to stop. An engine that is
 * being made cannot be interrupted (compiling shaders in software takes half a minute): whoever asked is
 * answered at once, and the rest ends by itself as soon as it can.
 */

import { Failure } from '#core/errors'
import { timeSteps } from '../benchmark'
import type { EngineFactory } from '../engines/engine'
import { breathe } from '../turns'
import type { Turns } from '../turns'
import type { Work } from './work'

export interface MeasureLimits {
  /** Milliseconds of steps to time. */
  readonly milliseconds: number
  /** Milliseconds in all, the making of the engine included. */
  readonly limit: number
  /** Held from beginning to end: two measurements at once would disturb each other. */
  readonly turns: Turns
  readonly signal?: AbortSignal
}

/**
 * Milliseconds per step, the median over rounds.
 * @throws Failure `cancelled` by the signal, `not-measured` beyond the limit, and what the factory throws
 */
export function measureEngine(factory: EngineFactory, work: Work, limits: MeasureLimits): Promise<number> {
  const { milliseconds, limit, turns, signal } = limits
  const time = async (ended: AbortSignal): Promise<number> => {
    const before = async (): Promise<void> => {
      await breathe()
      ended.throwIfAborted()
    }
    await before()
    const hooks = { options: work.options, atMost: 2 * milliseconds, before }
    return (await timeSteps(factory, work.shape, work.batches, milliseconds, hooks)).msPerStep
  }
  return within(limit, signal, (ended) => turns.take(() => time(ended)))
}

/**
 * The outcome of `work`, or a failure as soon as the limit (milliseconds) is over or `signal` is aborted.
 * `work` is told by its own signal and not waited for.
 */
export async function within<T>(
  limit: number,
  signal: AbortSignal | undefined,
  work: (ended: AbortSignal) => Promise<T>
): Promise<T> {
  const ending = new AbortController()
  const cancel = (): void => ending.abort(new Failure('cancelled'))
  const late = (): void => ending.abort(new Failure('not-measured', { seconds: Math.round(limit / 1000) }))
  if (signal?.aborted) cancel()
  signal?.addEventListener('abort', cancel)
  const timeout = setTimeout(late, limit)
  try {
    const ended = new Promise<never>((_, reject) => {
      const end = (): void => reject(ending.signal.reason as Failure)
      if (ending.signal.aborted) end()
      else ending.signal.addEventListener('abort', end)
    })
    // What is left under way may fail later; nobody waits for it then.
    ended.catch(() => {})
    return await Promise.race([ended, work(ending.signal)])
  } finally {
    clearTimeout(timeout)
    signal?.removeEventListener('abort', cancel)
  }
}
