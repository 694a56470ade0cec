import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Failure } from '#core/errors'
import { type KeeperCall, RunKeeper } from './run-keeper'

interface Asked {
  readonly name: string
  readonly argument: Record<string, unknown>
}

let asked: Asked[]
let refuse: (name: string) => boolean
const failed = vi.fn()
const call: KeeperCall = async (name, argument) => {
  await Promise.resolve()
  asked.push({ name, argument: argument as unknown as Record<string, unknown> })
  if (refuse(name)) throw new Failure('disk-full')
}

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  refuse = () => false
  failed.mockReset()
})
afterEach(() => vi.useRealTimers())

const report = (
  first: number,
  losses: number[],
  val: { step: number; loss: number; bits: number; best: boolean }[] = []
) => ({
  first,
  train: Float64Array.from(losses),
  bits: Float64Array.from(losses, (loss) => 2 * loss),
  val
})

describe('RunKeeper', () => {
  it('gathers the losses of a second into one append', async () => {
    const keeper = new RunKeeper('r', call, failed)
    keeper.losses(report(1, [3, 2.9]))
    keeper.losses(report(3, [2.8], [{ step: 3, loss: 2.7, bits: 5, best: true }]))
    expect(asked).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toEqual([
      {
        name: 'runs.appendMetrics',
        argument: {
          id: 'r',
          first: 1,
          train: Float64Array.of(3, 2.9, 2.8),
          bits: Float64Array.of(6, 5.8, 5.6),
          val: [{ step: 3, loss: 2.7, bits: 5 }]
        }
      }
    ])
  })

  it('sends what is gathered by the clock, where the page is hidden and its timers sleep', async () => {
    const keeper = new RunKeeper('r', call, failed)
    const timers = vi.spyOn(globalThis, 'setTimeout').mockReturnValue(0 as never)
    const clock = vi.spyOn(performance, 'now')
    for (const [now, step] of [
      [0, 1],
      [600, 2],
      [1200, 3],
      [1300, 4]
    ] as const) {
      clock.mockReturnValue(now)
      keeper.losses(report(step, [step]))
    }
    timers.mockRestore()
    clock.mockRestore()
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.map(({ argument }) => argument['train'])).toEqual([Float64Array.of(1, 2, 3)])
  })

  it('writes the losses up to a checkpoint before the checkpoint', async () => {
    const keeper = new RunKeeper('r', call, failed)
    keeper.losses(report(1, [3]))
    expect(await keeper.checkpoint(1, new ArrayBuffer(4), null)).toBe(true)
    expect(asked.map(({ name }) => name)).toEqual(['runs.appendMetrics', 'runs.writeCheckpoint'])
  })

  it('keeps a held-out loss that comes without training losses', async () => {
    const keeper = new RunKeeper('r', call, failed)
    keeper.losses(report(5, [], [{ step: 4, loss: 2.5, bits: 5, best: true }]))
    await keeper.flush()
    expect(asked[0]!.argument).toMatchObject({
      first: 5,
      train: new Float64Array(),
      val: [{ step: 4, loss: 2.5, bits: 5 }]
    })
  })

  it('begins a new append where the steps jump back', async () => {
    const keeper = new RunKeeper('r', call, failed)
    keeper.losses(report(10, [1, 2]))
    keeper.losses(report(5, [3]))
    await keeper.flush()
    expect(asked.map(({ argument }) => argument['first'])).toEqual([10, 5])
  })

  it('keeps what comes once there is room again, losses and checkpoints', async () => {
    let full = true
    refuse = (name) => full && name !== 'runs.update'
    const keeper = new RunKeeper('r', call, failed)
    keeper.losses(report(1, [3]))
    expect(await keeper.checkpoint(1, new ArrayBuffer(4), null)).toBe(false)
    full = false
    asked = []
    keeper.losses(report(2, [2]))
    expect(await keeper.checkpoint(2, new ArrayBuffer(4), null)).toBe(true)
    expect(asked.map(({ name, argument }) => [name, argument['first'] ?? argument['step']])).toEqual([
      ['runs.appendMetrics', 1],
      ['runs.appendMetrics', 2],
      ['runs.writeCheckpoint', 2]
    ])
  })

  it('offers refused losses again also where no new ones came, and only once', async () => {
    let full = true
    refuse = () => full
    const keeper = new RunKeeper('r', call, failed)
    keeper.losses(report(1, [3, 2]))
    await keeper.flush()
    full = false
    asked = []
    await keeper.flush()
    await keeper.flush()
    expect(asked.map(({ argument }) => argument['train'])).toEqual([Float64Array.of(3, 2)])
  })

  it('reports the first failure only and goes on', async () => {
    refuse = (name) => name === 'runs.writeCheckpoint'
    const keeper = new RunKeeper('r', call, failed)
    expect(await keeper.checkpoint(1, new ArrayBuffer(4), null)).toBe(false)
    expect(await keeper.checkpoint(2, new ArrayBuffer(4), null)).toBe(false)
    expect(await keeper.update({ state: 'paused' })).toBe(true)
    expect(failed).toHaveBeenCalledTimes(1)
    expect(asked.map(({ name }) => name)).toEqual([
      'runs.writeCheckpoint',
      'runs.writeCheckpoint',
      'runs.update'
    ])
  })

  it('says once that a step is kept again, and then reports anew', async () => {
    let full = true
    refuse = () => full
    const recovered = vi.fn()
    const keeper = new RunKeeper('r', call, failed, recovered)
    const keep = (step: number): Promise<boolean> => keeper.checkpoint(step, new ArrayBuffer(4), null)
    await keep(1)
    full = false
    expect(await keeper.update({ step: 1 })).toBe(true)
    expect(recovered).not.toHaveBeenCalled()
    await keep(2)
    await keep(3)
    expect(recovered).toHaveBeenCalledExactlyOnceWith(2)
    full = true
    await keep(4)
    expect(failed).toHaveBeenCalledTimes(2)
  })
})
