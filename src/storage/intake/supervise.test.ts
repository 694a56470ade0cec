/* How an import goes on when its processes die, with processes that are played. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Job, JobProgress, Outcome } from './job'
import { type ImporterChild, supervise } from './supervise'
import type { FromImporter, ToImporter } from './words'

const job: Job = {
  ...{ do: 'store', root: '/library', join: null },
  items: ['a.txt', 'b.pdf', 'c.txt'].map((name) => ({ path: `/somewhere/${name}`, choice: {} }))
}
const stored = (index: number): Outcome => ({ id: String(index) })
const ok = (index: number): FromImporter => ({ settled: index, outcome: stored(index) })

/** What a process says after it was given its job; a string is its end. */
type Part = (known: ReadonlyMap<number, Outcome>) => readonly (FromImporter | string)[]

interface Played {
  readonly sent: ToImporter[]
  killed: number
}

function play(parts: readonly Part[]): { start: () => ImporterChild; played: Played[] } {
  const played: Played[] = []
  const start = (): ImporterChild => {
    const part = parts[played.length]
    if (!part) throw new Error('one process more than there are parts')
    const record: Played = { sent: [], killed: 0 }
    played.push(record)
    let heard: (message: FromImporter) => void = () => undefined
    let ended: (how: string) => void = () => undefined
    return {
      post(message) {
        record.sent.push(message)
        if (!('job' in message)) return
        queueMicrotask(() => {
          for (const line of part(new Map(message.known)))
            if (typeof line === 'string') ended(line)
            else heard(line)
        })
      },
      listen: (hear, end) => void ([heard, ended] = [hear, end]),
      kill() {
        record.killed++
        if (record.killed === 1) queueMicrotask(() => ended('killed'))
      }
    }
  }
  return { start, played }
}

const all = (known: ReadonlyMap<number, Outcome>): FromImporter => ({
  outcomes: job.items.map((_, index) => known.get(index) ?? stored(index))
})

describe('an import whose process dies', () => {
  it('goes on behind the file that it had open', async () => {
    const { start, played } = play([
      () => [{ begin: 0 }, ok(0), { begin: 1 }, 'exit SIGKILL'],
      (known) => {
        expect([...known.keys()]).toEqual([0, 1])
        return [{ begin: 2 }, ok(2), all(known)]
      }
    ])
    const outcomes = await supervise(job, start, () => undefined)
    expect(outcomes).toMatchObject([
      { id: '0' },
      { error: { code: 'import-gave-up', detail: { name: 'b.pdf' }, cause: 'exit SIGKILL' } },
      { id: '2' }
    ])
    expect(played[0]?.sent.slice(1)).toEqual([{ go: true }, { go: true }])
  })

  it('ends when every file has ended one', async () => {
    const die =
      (index: number): Part =>
      () => [{ begin: index }, 'exit 134']
    const { start, played } = play([die(0), die(1), die(2), (known) => [all(known)]])
    const outcomes = await supervise(job, start, () => undefined)
    expect(outcomes.map((outcome) => 'error' in outcome)).toEqual([true, true, true])
    expect(played).toHaveLength(4)
  })

  it('fails if it had no file open', async () => {
    const { start } = play([() => [{ begin: 0 }, ok(0), 'exit 1']])
    await expect(supervise(job, start, () => undefined)).rejects.toMatchObject({
      error: { code: 'internal' }
    })
  })

  it('tells no progress that goes back', async () => {
    const at = (index: number, done: number): FromImporter => ({ progress: { index, done, total: done } })
    const { start } = play([
      () => [{ begin: 0 }, at(0, 5), ok(0), { begin: 1 }, at(1, 9), 'exit 9'],
      // Files that are joined are read again from the first.
      (known) => [at(0, 1), at(0, 5), at(2, 1), at(2, 4), all(known)]
    ])
    const told: JobProgress[] = []
    await supervise(job, start, (progress) => told.push(progress))
    expect(told.map(({ index, done }) => [index, done])).toEqual([
      [0, 5],
      [1, 9],
      [2, 1],
      [2, 4]
    ])
  })
})

describe('a process that says nothing', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is not begun again once it was cancelled', async () => {
    const stop = new AbortController()
    const { start, played } = play([() => [{ begin: 0 }]])
    const running = supervise(job, start, () => undefined, stop.signal)
    await Promise.resolve()
    stop.abort()
    await expect(Promise.all([running, vi.advanceTimersByTimeAsync(2000)])).rejects.toMatchObject({
      error: { code: 'cancelled' }
    })
    expect(played).toHaveLength(1)
  })

  it('is killed in the end, and its file told', async () => {
    const { start, played } = play([() => [{ begin: 1 }], (known) => [all(known)]])
    const running = supervise(job, start, () => undefined)
    await vi.advanceTimersByTimeAsync(4 * 60_000)
    expect(played).toHaveLength(1)
    expect(played[0]?.killed).toBe(0)
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect((await running)[1]).toMatchObject({ error: { code: 'import-gave-up' } })
  })
})
