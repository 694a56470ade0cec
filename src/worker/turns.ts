/*
 * Two small tools for sharing one thread and one engine: turns, of which one is held at a time in the
 * order of asking, and `breathe`, which lets messages, timers and pictures through.
 */

/** Milliseconds of work after which a long task breathes: a message waits no longer than this and a step. */
export const BREATH_MS = 30

export class Turns {
  #last: Promise<void> = Promise.resolve()

  /** Waits for everybody who asked before; call what it gives to end the turn. Not re-entrant. */
  async acquire(): Promise<() => void> {
    const before = this.#last
    let release!: () => void
    this.#last = new Promise((resolve) => (release = resolve))
    await before
    return release
  }

  /** Does `work` in a turn of its own. */
  async take<T>(work: () => T | Promise<T>): Promise<T> {
    const release = await this.acquire()
    try {
      return await work()
    } finally {
      release()
    }
  }
}

/** Node's; absent in browsers. */
const immediate = (globalThis as { setImmediate?: (callback: () => void) => unknown }).setImmediate

/**
 * Lets everything that waits in the event loop run first. A message channel in browsers, since timers
 * wait at least 4 ms there once nested; `setImmediate` in Node, where an open port would keep the process up.
 */
export const breathe: () => Promise<void> = immediate
  ? () => new Promise((resolve) => void immediate(resolve))
  : viaChannel()

function viaChannel(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.onmessage = () => waiting.shift()?.()
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      port2.postMessage(null)
    })
}

/** Breathes when `BREATH_MS` have passed since it last did. */
export class Breath {
  #last: number

  constructor(private readonly now: () => number = () => performance.now()) {
    this.#last = now()
  }

  /** Whether it is time. */
  get due(): boolean {
    return this.now() - this.#last >= BREATH_MS
  }

  async take(): Promise<void> {
    if (!this.due) return
    await breathe()
    this.#last = this.now()
  }
}
