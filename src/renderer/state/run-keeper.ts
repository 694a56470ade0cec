/*
 * Carries a run's losses, checkpoints and state from the worker to main, in order and one at a time:
 * a checkpoint is never written before the losses up to it. Losses are gathered for about a second,
 * since each append is a disk write; by the clock, as they come from the worker, since a hidden page's timers are
 * slowed down. A failure is reported once, until a step is kept again, and does not stop the run; losses that main refused are offered again.
 */

import type { AppRequests } from '#core/contracts/app'
import type { Argument } from '#core/contracts/handlers'
import type { StepReport } from '#core/contracts/worker'

type Change = Argument<AppRequests, 'runs.update'>['change']
type KeeperRequests = Pick<AppRequests, 'runs.appendMetrics' | 'runs.writeCheckpoint' | 'runs.update'>

/** The three requests a keeper makes of main. */
export type KeeperCall = <K extends keyof KeeperRequests>(
  name: K,
  argument: Argument<KeeperRequests, K>
) => Promise<unknown>

type Block = Omit<Argument<AppRequests, 'runs.appendMetrics'>, 'id'>

const GATHER_MS = 1000
/** Steps that wait for room on a disk at the most: 64 MB. Beyond them the oldest go, and the curve has a gap. */
const WAITING_STEPS = 4_000_000

export class RunKeeper {
  readonly #id: string
  readonly #call: KeeperCall
  readonly #failed: (thrown: unknown) => void
  readonly #recovered: (step: number) => void
  #queue: Promise<void> = Promise.resolve()
  #reported = false
  #first = 0
  #parts: Pick<StepReport, 'train' | 'bits'>[] = []
  #val: { step: number; loss: number; bits: number }[] = []
  #timer: ReturnType<typeof setTimeout> | null = null
  #since = 0
  /** Not stored yet, oldest first: one that main refused stays until it is taken. */
  #waiting: Block[] = []

  /** `failed` hears of the first request that main refused, `recovered` of the first step that is kept after it. */
  constructor(
    id: string,
    call: KeeperCall,
    failed: (thrown: unknown) => void,
    recovered: (step: number) => void = () => undefined
  ) {
    this.#id = id
    this.#call = call
    this.#failed = failed
    this.#recovered = recovered
  }

  /** Keeps the losses of a report. The arrays are not changed and not kept beyond the next second. */
  losses({ first, train, bits, val }: Pick<StepReport, 'first' | 'train' | 'bits' | 'val'>): void {
    if (this.#parts.length > 0 && first !== this.#first + this.#gathered()) this.#send()
    if (this.#parts.length === 0 && this.#val.length === 0) this.#since = performance.now()
    if (this.#parts.length === 0) this.#first = first
    if (train.length > 0) this.#parts.push({ train, bits })
    this.#val.push(...val.map(({ step, loss, bits }) => ({ step, loss, bits })))
    if (performance.now() - this.#since >= GATHER_MS) this.#send()
    else this.#timer ??= setTimeout(() => this.#send(), GATHER_MS)
  }

  /** Stores a checkpoint after everything before it; resolves with whether it was stored. */
  async checkpoint(step: number, bytes: ArrayBuffer, valLoss: number | null): Promise<boolean> {
    this.#send()
    const stored = await this.#enqueue(() =>
      this.#call('runs.writeCheckpoint', { id: this.#id, step, bytes, valLoss })
    )
    if (stored && this.#reported) {
      this.#reported = false
      this.#recovered(step)
    }
    return stored
  }

  update(change: Change): Promise<boolean> {
    this.#send()
    return this.#enqueue(() => this.#call('runs.update', { id: this.#id, change }))
  }

  /** Resolves when everything given so far has been answered. */
  async flush(): Promise<void> {
    this.#send()
    await this.#queue
  }

  #gathered(): number {
    return this.#parts.reduce((sum, { train }) => sum + train.length, 0)
  }

  #send(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#parts.length === 0 && this.#val.length === 0) {
      if (this.#waiting.length > 0) void this.#enqueue(() => this.#append())
      return
    }
    const train = new Float64Array(this.#gathered())
    const bits = new Float64Array(train.length)
    let at = 0
    for (const part of this.#parts) {
      train.set(part.train, at)
      bits.set(part.bits, at)
      at += part.train.length
    }
    const first = this.#first
    const val = this.#val
    this.#parts = []
    this.#val = []
    void this.#enqueue(() => this.#append({ first, train, bits, val }))
  }

  /** Stores what waits and then `block`, up to the first that is refused. */
  async #append(block?: Block): Promise<void> {
    if (block) this.#waiting.push(block)
    let steps = this.#waiting.reduce((sum, { train }) => sum + train.length, 0)
    while (steps > WAITING_STEPS) steps -= this.#waiting.shift()!.train.length
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      await this.#call('runs.appendMetrics', { id: this.#id, ...next })
      this.#waiting.shift()
    }
  }

  #enqueue(request: () => Promise<unknown>): Promise<boolean> {
    const answered = this.#queue.then(request).then(
      () => true,
      (thrown: unknown) => {
        if (!this.#reported) this.#failed(thrown)
        this.#reported = true
        return false
      }
    )
    this.#queue = answered.then(() => undefined)
    return answered
  }
}
