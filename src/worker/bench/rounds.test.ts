import { describe, expect, it } from 'vitest'
import { alternate, median, warmUp, type Contender } from './rounds'

/** Claims to take `ms` per step, and notes who ran how many steps. */
function pretend(
  name: string,
  ms: number,
  log: [string, number][],
  more: Partial<Contender> = {}
): Contender {
  const run = (steps: number): Promise<number> => {
    log.push([name, steps])
    return Promise.resolve(ms * steps)
  }
  return { run, ...more }
}

describe('warming up', () => {
  it('takes about the time given, and says what a step takes', async () => {
    const log: [string, number][] = []
    expect(await warmUp(pretend('a', 2, log), 100)).toBe(2)
    expect(log.map(([, steps]) => steps)).toEqual([1, 1, 49])
  })

  it('is one step where that takes longer already', async () => {
    const log: [string, number][] = []
    expect(await warmUp(pretend('a', 500, log), 100)).toBe(500)
    expect(log).toEqual([['a', 1]])
  })
})

describe('timing in turns', () => {
  it('gives rounds alternately, of as many steps as there is time for', async () => {
    const log: [string, number][] = []
    const [a, b] = await alternate([pretend('a', 1, log), pretend('b', 10, log)], [1, 10], 140)
    expect(log.slice(0, 4)).toEqual([
      ['a', 20],
      ['b', 2],
      ['a', 20],
      ['b', 2]
    ])
    expect(a).toEqual({ ms: 1, best: 1, steps: 140 })
    expect(b).toEqual({ ms: 10, best: 10, steps: 14 })
  })

  it('ends a slow one after the fewest rounds while others go on', async () => {
    const log: [string, number][] = []
    const slow = await alternate(
      [pretend('a', 1, log), pretend('b', 1000, log), pretend('c', 1000, log, { least: 1 })],
      [1, 1000, 1000],
      70
    )
    expect(slow.map(({ steps }) => steps)).toEqual([70, 3, 1])
  })

  it('keeps whole jobs whole', async () => {
    const log: [string, number][] = []
    await alternate([pretend('job', 0.01, log, { stepsPerRound: 1000 })], [0.01], 1)
    expect(new Set(log.map(([, steps]) => steps))).toEqual(new Set([1000]))
    expect(log.length).toBeGreaterThanOrEqual(3)
  })

  it('takes the median of the rounds and the fastest', async () => {
    const times = [9, 1, 5, 3, 7, 100, 5]
    const run = (): Promise<number> => Promise.resolve(times.shift()!)
    const [timed] = await alternate([{ run, stepsPerRound: 1 }], [1], 1000)
    expect(timed).toEqual({ ms: 5, best: 1, steps: 7 })
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
