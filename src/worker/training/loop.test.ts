/* The loop against a trainee that only counts, on a clock that moves when it is told to. */

import { describe, expect, test } from 'vitest'
import type { ParityCertificate } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import type { GeneratedItem } from '#core/generation'
import { breathe, Turns } from '../turns'
import { trainLoop } from './loop'
import type { Checkpoint, Trainee, TrainHooks, HeldOutLoss, TakenLosses } from './loop'
import type { StepNumbers } from './progress'

const item = { index: 0, text: 'ada', status: 'new', log_prob: -1, bits_per_char: 1 } as const

/** Steps cost `cost` milliseconds on a clock of its own, everything else nothing. */
class Counter implements Trainee {
  step = 0
  readonly turns = new Turns()
  bestVal = null
  now = 0
  certified = 0
  failAt = -1
  nanAt = -1
  evaluateEvery = Infinity
  checkpointEvery = Infinity
  /** Batches of an evaluation. */
  evaluationParts = 1
  sampleCost = 0
  readonly checkpoints: number[] = []
  readonly sampled: number[] = []
  #losses: number[] = []
  #evaluated = 0
  #kept = 0

  constructor(
    readonly steps: number,
    readonly cost: number
  ) {}

  get evaluationDue(): boolean {
    return this.step > 0 && this.step % this.evaluateEvery === 0 && this.#evaluated !== this.step
  }

  get checkpointDue(): boolean {
    return this.step > 0 && this.step % this.checkpointEvery === 0 && this.#kept !== this.step
  }

  moveDue = false
  readonly moves: { step: number; unread: number }[] = []

  move(): Promise<void> {
    this.moveDue = false
    this.moves.push({ step: this.step, unread: this.#losses.length })
    return Promise.resolve()
  }

  readonly trailDue = false
  remember(): Promise<void> {
    return Promise.resolve()
  }

  takeStep(): number {
    if (this.step + 1 === this.failAt) throw new Failure('gpu-lost')
    this.step++
    this.now += this.cost
    this.#losses.push(this.step === this.nanAt ? NaN : 10 / this.step)
    return 4
  }

  takeLosses(): Promise<TakenLosses> {
    const nats = Float64Array.from(this.#losses.splice(0))
    return Promise.resolve({ nats, bits: nats.map((loss) => loss / 2) })
  }

  async evaluate(goOn: () => Promise<boolean>): Promise<HeldOutLoss | null> {
    for (let part = 0; part < this.evaluationParts; part++) {
      if (!(await goOn())) return null
      this.now += 100
    }
    this.#evaluated = this.step
    return { loss: 20 / this.step, bits: 10 / this.step }
  }

  checkpoint(): Promise<Checkpoint> {
    this.checkpoints.push(this.step)
    this.#kept = this.step
    return Promise.resolve({ step: this.step, valLoss: null, bytes: new Uint8Array(1) })
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async *samples(): AsyncGenerator<GeneratedItem[]> {
    this.sampled.push(this.step)
    this.now += this.sampleCost
    yield [item]
  }

  certify(): Promise<ParityCertificate | null> {
    this.certified++
    return Promise.resolve({ matches: true, losses: 1, largestDifference: 0, names: 1, namesEqual: 1 })
  }
}

const nothing = (): void => {}

async function watch(
  run: Counter,
  hooks: TrainHooks = {}
): Promise<{ end: string; reports: StepNumbers[]; times: number[] }> {
  const reports: StepNumbers[] = []
  const times: number[] = []
  const onSteps = (numbers: StepNumbers): void => {
    reports.push(numbers)
    times.push(run.now)
  }
  const end = await trainLoop(run, { onSteps, now: () => run.now, ...hooks })
  return { end, reports, times }
}

const trains = (reports: readonly StepNumbers[]): number[] => reports.flatMap(({ train }) => [...train])
const upTo = (steps: number): number[] => Array.from({ length: steps }, (_, i) => 10 / (i + 1))

describe('trainLoop', () => {
  test('reports every loss once, at most four times a second', async () => {
    const { end, reports, times } = await watch(new Counter(1000, 3))
    expect(end).toBe('finished')
    expect(trains(reports)).toEqual(upTo(1000))
    for (const [i, report] of reports.entries()) {
      expect(report.first).toBe(1 + trains(reports.slice(0, i)).length)
      if (i > 0 && i < reports.length - 1) expect(times[i]! - times[i - 1]!).toBeGreaterThanOrEqual(250)
    }
    expect(reports.length).toBeGreaterThan(9)
    expect(reports.at(-2)!.stepsPerSecond).toBeCloseTo(333, 0)
    expect(reports.at(-2)!.tokensPerSecond).toBeCloseTo(1333, 0)
  })

  test('measures the held-out loss after each step it is due at, and at the last', async () => {
    const run = new Counter(20, 1)
    run.evaluateEvery = 5
    const { reports } = await watch(run)
    const val = reports.flatMap((report) => [...report.val])
    expect(val).toEqual(
      [5, 10, 15, 20].map((step) => ({ step, loss: 20 / step, bits: 10 / step, best: true }))
    )
  })

  test('stops where it is told to, with a checkpoint, and goes on after a pause', async () => {
    const run = new Counter(100, 40)
    const ends: string[] = []
    const kept: number[] = []
    const losses: number[] = []
    for (const [wish, at] of [
      ['pause', 10],
      ['pause', 11],
      ['stop', 30]
    ] as const) {
      const { end, reports } = await watch(run, {
        shouldStop: () => (run.step >= at ? wish : false),
        onCheckpoint: ({ step }) => void kept.push(step)
      })
      ends.push(end)
      losses.push(...trains(reports))
    }
    expect(ends).toEqual(['paused', 'paused', 'stopped'])
    expect(kept).toEqual([10, 11, 30])
    expect(losses).toEqual(upTo(30))
    expect(run.certified).toBe(0)
  })

  test('an evaluation that a pause abandons is done when it goes on', async () => {
    const run = new Counter(12, 1)
    run.evaluateEvery = 10
    run.evaluationParts = 50
    let asked = 0
    const first = await watch(run, { shouldStop: () => (run.step === 10 && ++asked > 20 ? 'pause' : false) })
    expect([first.end, run.step]).toEqual(['paused', 10])
    expect(first.reports.flatMap((report) => [...report.val])).toEqual([])
    const second = await watch(run)
    expect(second.end).toBe('finished')
    expect(second.reports.flatMap((report) => [...report.val])).toMatchObject([{ step: 10, loss: 2 }])
  })

  test('checkpoints by step, by time and at the end', async () => {
    const run = new Counter(100, 1000)
    run.checkpointEvery = 40
    await watch(run, { onCheckpoint: nothing })
    // 30 s after the start, then 40 by step, which begins a new 30 s, and so on.
    expect(run.checkpoints).toEqual([30, 40, 70, 80, 100])
    const without = new Counter(100, 1000)
    await watch(without)
    expect(without.checkpoints).toEqual([])
  })

  test('draws samples at the first and the last step and about every two seconds', async () => {
    const run = new Counter(100, 100)
    await watch(run, { onSamples: nothing })
    expect(run.sampled).toEqual([0, 20, 40, 60, 80, 100])
    const without = new Counter(100, 100)
    await watch(without)
    expect(without.sampled).toEqual([])
  })

  test('samples that take long come less often', async () => {
    const run = new Counter(200, 100)
    run.sampleCost = 1000
    await watch(run, { onSamples: nothing })
    expect(run.sampled).toEqual([0, 100, 200])
  })

  test('a loss that is no number ends the run with its step, after the losses before it', async () => {
    const run = new Counter(100, 1)
    run.nanAt = 60
    const reports: StepNumbers[] = []
    const training = watch(run, { onSteps: (numbers) => reports.push(numbers), onCheckpoint: nothing })
    await expect(training).rejects.toMatchObject({ error: { code: 'loss-not-finite', detail: { step: 60 } } })
    expect(trains(reports)).toEqual(upTo(59))
    expect(run.checkpoints).toEqual([])
  })

  test('hands the run to another engine between two steps, with all losses read', async () => {
    const run = new Counter(400, 3)
    const shouldStop = (): false => {
      if (run.step > 150 && run.moves.length === 0) run.moveDue = true
      return false
    }
    const { reports } = await watch(run, { shouldStop })
    expect(run.moves).toEqual([{ step: expect.any(Number) as number, unread: 0 }])
    expect(trains(reports)).toEqual(upTo(400))
  })

  test("an engine's failure is passed on as it is", async () => {
    const run = new Counter(100, 1)
    run.failAt = 50
    await expect(watch(run)).rejects.toThrow('gpu-lost')
  })

  test('certifies at the last step, before the last checkpoint', async () => {
    const run = new Counter(10, 1)
    const seen: string[] = []
    await watch(run, {
      onCertificate: () => seen.push('certificate'),
      onCheckpoint: () => void seen.push('checkpoint')
    })
    expect(seen).toEqual(['certificate', 'checkpoint'])
  })

  test('lets others speak and work between slices, never between the steps of one', async () => {
    const run = new Counter(300, 10)
    let heard = 0
    let done = false
    const listen = async (): Promise<void> => {
      while (!done) {
        await breathe()
        heard++
        const step = run.step
        await run.turns.take(async () => {
          const before = run.step
          await breathe()
          expect(run.step).toBe(before)
        })
        expect(run.step - step).toBeLessThanOrEqual(6) // two slices of three steps
      }
    }
    const listening = listen()
    await watch(run)
    done = true
    await listening
    expect(heard).toBeGreaterThan(40)
  })
})
