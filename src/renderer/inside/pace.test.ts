/* Looks at a model that trains, on a clock of the test's own. */

import { expect, test } from 'vitest'
import { Pace } from './pace'

function clock() {
  let now = 0
  return {
    now: () => now,
    wait: (ms: number) => {
      now += ms
      return Promise.resolve()
    }
  }
}

test('several looks together take a fifth of the time, one at a time and by turns', async () => {
  const time = clock()
  const pace = new Pace(time)
  const seen: string[] = []
  let spent = 0
  let open = 0
  const looks = (['map', 'heads', 'token'] as const).map((name, i) => {
    const look = async (): Promise<void> => {
      expect(++open).toBe(1)
      seen.push(name)
      const took = 10 * (i + 1)
      spent += took
      await time.wait(took)
      pace.took(took)
      open--
      // The model has gone on: it is asked for again at once.
      if (seen.length < 60) pace.ask(look)
    }
    return look
  })
  for (const look of looks) pace.ask(look)
  while (seen.length < 60) await Promise.resolve()
  expect(seen.slice(0, 6)).toEqual(['map', 'heads', 'token', 'map', 'heads', 'token'])
  expect(spent / time.now()).toBeGreaterThan(0.19)
  expect(spent / time.now()).toBeLessThan(0.21)
})

test('a look that is forgotten is not taken, one that waits is not taken twice', async () => {
  const pace = new Pace(clock())
  const seen: string[] = []
  const look = (name: string) => (): Promise<void> => {
    seen.push(name)
    return Promise.resolve()
  }
  const [a, b] = [look('a'), look('b')]
  pace.took(5)
  pace.ask(a)
  pace.ask(b)
  pace.ask(b)
  pace.forget(a)
  for (let i = 0; i < 20; i++) await Promise.resolve()
  expect(seen).toEqual(['b'])
})
