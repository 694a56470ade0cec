/* How looks and training share the worker, on a clock of the test's own. */

import { expect, test } from 'vitest'
import { giveWay } from './pace'

/** Shares of the time that looking takes, in pieces of `piece` ms, where others take `step` ms whenever they can. */
async function shareOf(piece: number, step: number): Promise<{ share: number; longest: number }> {
  let now = 0
  let [held, longest] = [0, 0]
  const after = giveWay(
    null,
    () => now,
    () => {
      longest = Math.max(longest, held)
      held = 0
      now += step
      return Promise.resolve()
    }
  )
  const pieces = 2000
  for (let i = 0; i < pieces; i++) {
    now += piece
    held += piece
    await after(i, pieces)
  }
  return { share: (pieces * piece) / now, longest }
}

test('beside long steps a look takes a third of the time, beside short ones it gives way every few hundredths', async () => {
  const long = await shareOf(10, 400)
  expect(long.share).toBeGreaterThan(0.3)
  expect(long.share).toBeLessThan(0.37)
  const longest = await shareOf(10, 5000)
  expect(longest.longest).toBeLessThanOrEqual(250)
  const short = await shareOf(1, 1)
  expect(short.longest).toBeLessThanOrEqual(31)
})

test('tells how much is done a few times a second, and ends when it is cancelled', async () => {
  let now = 0
  const told: number[] = []
  const task = { cancelled: false, progress: (done: number) => told.push(done) }
  const after = giveWay(
    task,
    () => now,
    () => Promise.resolve()
  )
  for (let done = 1; done <= 100; done++) {
    now += 10
    await after(done, 100)
  }
  expect(told.length).toBeGreaterThan(3)
  expect(told.length).toBeLessThan(8)
  task.cancelled = true
  await expect(after(101, 101)).rejects.toThrow('cancelled')
})
