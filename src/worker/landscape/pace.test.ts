/* Shares of the time on a clock that moves when it is told to: a training loop in slices against the landscape. */

import { describe, expect, test } from 'vitest'
import { breathe, Turns } from '../turns'
import { Pace, type Task } from './pace'

/** Trains in turns of 30 ms for `until` ms while the landscape does pieces of `cost` ms; how long each had. */
async function share(cost: number, jobs = 1): Promise<{ training: number; landscape: number; all: number }> {
  let now = 0
  let training = true
  const turns = new Turns()
  const spent = { training: 0, landscape: 0 }
  const waiting: { at: number; wake: () => void }[] = []
  const pass = (ms: number): void => {
    now += ms
    for (const { at, wake } of waiting.splice(0)) {
      if (at <= now) wake()
      else waiting.push({ at, wake })
    }
  }
  const pace = new Pace({
    training: () => training,
    now: () => now,
    wait: (ms) => new Promise((wake) => waiting.push({ at: now + ms, wake }))
  })
  const tasks = Array.from({ length: jobs }, (_, i): Task => ({ id: String(i), cancelled: false }))
  const work = tasks.map((task) =>
    pace
      .work(task, turns, () => {
        spent.landscape += cost
        pass(cost)
        return Promise.resolve(true)
      })
      .catch(() => undefined)
  )
  while (now < 20_000) {
    await turns.take(() => {
      spent.training += 30
      pass(30)
    })
    for (let i = 0; i < 12; i++) await breathe()
  }
  training = false
  for (const task of tasks) task.cancelled = true
  pass(1e9)
  await Promise.all(work)
  return { ...spent, all: spent.training + spent.landscape }
}

describe('beside training', () => {
  test.each([
    [1, 1],
    [3, 1],
    [20, 1],
    [400, 1],
    [3, 4],
    [60, 3]
  ])('pieces of %i ms, %i jobs at a time, leave training four fifths', async (cost, jobs) => {
    const { training, landscape, all } = await share(cost, jobs)
    expect(training / all).toBeGreaterThanOrEqual(0.8 - (cost / all) * 2)
    expect(landscape / all).toBeGreaterThan(0.08) // and are not starved
  })
})

describe('alone', () => {
  test('nothing rests, jobs take turns, and a wish to cancel is heard within a piece', async () => {
    const pace = new Pace({ training: () => false, wait: () => Promise.reject(new Error('rested')) })
    const turns = new Turns()
    const order: string[] = []
    const run = (id: string, pieces: number): Promise<void> => {
      let done = 0
      return pace.work({ id, cancelled: false }, turns, async () => {
        order.push(id)
        const end = performance.now() + 20
        while (performance.now() < end);
        return Promise.resolve(++done < pieces)
      })
    }
    await Promise.all([run('a', 4), run('b', 4)])
    expect(order.indexOf('b')).toBeLessThan(order.lastIndexOf('a'))
    expect(order).toHaveLength(8)

    const task: Task = { id: 'c', cancelled: false }
    let pieces = 0
    const work = pace.work(task, turns, () => {
      if (++pieces === 5) setImmediate(() => (task.cancelled = true))
      return Promise.resolve(true)
    })
    await expect(work).rejects.toThrow('cancelled')
    expect(pieces).toBeLessThanOrEqual(6)
  })

  test('a piece that fails ends its work and holds up nobody', async () => {
    const pace = new Pace({ training: () => false })
    const turns = new Turns()
    const task: Task = { id: 'a', cancelled: false }
    await expect(pace.once(task, turns, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await pace.once(task, turns, () => Promise.resolve(3))).toBe(3)
  })
})
