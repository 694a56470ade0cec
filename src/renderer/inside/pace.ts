/*
 * Whose turn it is to look at a model that trains: all looks of the window together take at most a fifth of the time, so
 * that training goes on at nearly its speed however many of them a view has. One at a time, in the order of asking.
 * Pure but for timers.
 */

/** How many times as long as a look took nothing is looked at. */
const REST = 4

interface Clock {
  now(): number
  wait(ms: number): Promise<void>
}

const CLOCK: Clock = {
  now: () => performance.now(),
  wait: (ms) => new Promise((go) => setTimeout(go, ms))
}

export class Pace {
  readonly #waiting = new Set<() => Promise<void>>()
  #going = false
  #until = -Infinity

  constructor(private readonly clock: Clock = CLOCK) {}

  /** Does `look` when it is its turn; one that waits already is not put in twice. */
  ask(look: () => Promise<void>): void {
    this.#waiting.add(look)
    if (!this.#going) void this.#go()
  }

  /** It is not wanted any more. */
  forget(look: () => Promise<void>): void {
    this.#waiting.delete(look)
  }

  /** What was looked at out of turn, since someone asked, counts as well. */
  took(ms: number): void {
    this.#until = Math.max(this.#until, this.clock.now()) + REST * ms
  }

  async #go(): Promise<void> {
    this.#going = true
    while (this.#waiting.size > 0) {
      const rest = this.#until - this.clock.now()
      if (rest > 0) {
        await this.clock.wait(rest)
        continue
      }
      const [look] = this.#waiting
      if (!look) continue
      this.#waiting.delete(look)
      await look()
    }
    this.#going = false
  }
}
