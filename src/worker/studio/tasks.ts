/*
 * The studio's long tasks: most probable items, panels, running text, and how far each of them is. Shares of new
 * items and influences stand beside it (shares.ts, influences.ts).
 */

import type { StudioEvents, StudioRequests } from '#core/contracts/studio'
import { Failure } from '#core/errors'
import { check, type Task } from '../landscape/pace'
import { borrow, type ModelsHost } from './models'

export interface TasksHost extends ModelsHost {
  readonly emit: <K extends keyof StudioEvents>(event: K, value: StudioEvents[K]) => void
}

export type Order<K extends keyof StudioRequests> = Parameters<StudioRequests[K]>[0]

/** Milliseconds between two words on how far something is. */
const TELL_MS = 100

/** Tells how far a task is, a few times a second. */
export function teller(host: TasksHost, taskId: string): (done: number, of: number | null) => void {
  let told = -Infinity
  return (done, of) => {
    const now = performance.now()
    if (now - told < TELL_MS && done !== of) return
    told = now
    host.emit('studio.progress', { taskId, done, of })
  }
}

/** @returns whether there is nothing more to find */
export async function search(
  host: TasksHost,
  task: Task,
  { taskId, model: wanted, order }: Order<'studio.search'>
): Promise<boolean> {
  const tell = teller(host, taskId)
  const { model, close } = await borrow(host, wanted)
  let expanded = 0
  try {
    const { count, prefix, constraints } = order
    const searching = model.mostProbable(
      { count, prefix, ...(constraints && { constraints }) },
      {
        cancelled: () => task.cancelled,
        progress: (looked) => tell((expanded = looked), null)
      }
    )
    for (let next = await searching.next(); ; next = await searching.next()) {
      if (next.done) {
        host.emit('studio.found', { taskId, items: [], expanded: next.value.expanded })
        return next.value.exhausted
      }
      host.emit('studio.found', { taskId, items: next.value, expanded })
    }
  } finally {
    await close()
  }
}

export async function compare(host: TasksHost, task: Task, { taskId, panels }: Order<'studio.compare'>) {
  for (const [panel, { model: wanted, settings }] of panels.entries()) {
    check(task)
    const { model, close } = await borrow(host, wanted)
    try {
      for await (const items of model.generate(settings, () => task.cancelled)) {
        host.emit('studio.panel', { taskId, panel, items })
      }
    } finally {
      await close()
    }
    host.emit('studio.progress', { taskId, done: panel + 1, of: panels.length })
  }
}

/** Goes on with running text and tells what is written as it comes. */
export async function goOn(host: TasksHost, task: Task, order: Order<'studio.continue'>): Promise<void> {
  const { taskId, model: wanted, prompt, settings } = order
  const { model, close } = await borrow(host, wanted)
  const { block } = model.file.shape
  const given = model.tokenizer.encode(prompt)
  let told = -Infinity
  let last: { ids: readonly number[]; position: number } = { ids: [], position: 0 }
  const say = (): void => {
    const { ids, position } = last
    const text = model.tokenizer.decode([...given, ...ids], true).slice(prompt.length)
    const slid = given.length + ids.length > block
    host.emit('studio.text', { taskId, text, tokens: ids.length, context: position, block, slid })
  }
  try {
    if (model.kind !== 'text') throw new Failure('no-model')
    const writing = model.generate(
      { ...settings, count: 1, prefix: prompt },
      () => task.cancelled,
      (_, ids, position) => {
        last = { ids, position }
        const now = performance.now()
        if (now - told < TELL_MS / 2) return
        told = now
        say()
      }
    )
    for await (const [item] of writing) {
      if (!item) continue
      const tokens = settings.max_tokens
      const text = item.text.slice(prompt.length)
      const slid = given.length + tokens > block
      host.emit('studio.text', { taskId, text, tokens, context: last.position, block, slid })
    }
  } catch (thrown) {
    // What was written before it was stopped stays.
    if (last.ids.length > 0) say()
    throw thrown
  } finally {
    await close()
  }
}
