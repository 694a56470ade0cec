/*
 * metrics.jsonl: every loss of a run, appended as it comes. One line is `<crc32 hex> <json>`, so a line
 * that a crash tore is recognised and cut, and a damaged one in the middle costs only its own steps.
 * A line that starts at or before a known step rewinds: after resuming from a checkpoint the steps that
 * were lost are computed, and written, again.
 */
import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { Failure } from '#core/errors'
import { bytesOf } from './atomic-write'
import * as check from './checks'
import type { Disk } from './disk'
import { errnoOf, toReadFailure, toWriteFailure } from './disk-errors'
import { createQueues } from './queues'

export interface ValLoss {
  readonly step: number
  readonly loss: number
}

/** Losses of consecutive steps: `train[0]` is that of step `first`, counted from 1. Nats per token. */
export interface MetricsBlock {
  readonly first: number
  readonly train: Float64Array
  readonly val: readonly ValLoss[]
}

/** All losses so far; NaN where a step's line was damaged. */
export interface RunMetrics {
  readonly train: Float64Array
  readonly val: readonly ValLoss[]
}

/** More steps than a run may have: a line beyond is damage, not data. */
const MAX_STEP = 10_000_000

export interface Metrics {
  /** Appends to the file; not yet durable. @throws Failure `disk-full` or `write-failed`, the file then as before */
  append(path: string, block: MetricsBlock): Promise<void>
  /** Makes what was appended durable; content if there is no file yet. */
  sync(path: string): Promise<void>
  /** @throws Failure `file-unreadable`. A missing file is an empty one. */
  read(path: string): Promise<RunMetrics>
}

/** `report` hears of damaged lines. */
export function createMetrics(disk: Disk, report: (error: unknown) => void): Metrics {
  const inTurn = createQueues()
  /** Files whose end was found whole, or made so, since the start. */
  const whole = new Set<string>()

  async function appendLine(path: string, line: Uint8Array): Promise<void> {
    const file = await disk.open(path, 'a')
    try {
      const { size } = await file.stat()
      try {
        for (let done = 0; done < line.byteLength;) {
          const { bytesWritten } = await file.write(line, done, line.byteLength - done)
          if (bytesWritten <= 0) throw Object.assign(new Error('no byte was taken'), { code: 'ENOSPC' })
          done += bytesWritten
        }
      } catch (error) {
        // Half a line stays if even this fails: then it is cut before the next one.
        whole.delete(path)
        await file.truncate(size).catch(() => undefined)
        throw error
      }
    } finally {
      await file.close()
    }
  }

  /** Cuts what a crash left behind the last line that is whole. */
  async function cutTornEnd(path: string): Promise<void> {
    if (whole.has(path)) return
    const bytes = await disk.read(path).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return new Uint8Array()
      throw error
    })
    const end = endOfLastLine(bytes)
    if (end < bytes.byteLength) {
      const file = await disk.open(path, 'r+')
      await file.truncate(end).finally(() => file.close())
    }
    whole.add(path)
  }

  return {
    append: (path, block) =>
      inTurn(path, async () => {
        try {
          await cutTornEnd(path)
          await appendLine(path, bytesOf(encodeLine(block)))
        } catch (error) {
          throw toWriteFailure(error, path)
        }
      }),

    sync: (path) =>
      inTurn(path, async () => {
        try {
          const file = await disk.open(path, 'r+')
          await file.sync().finally(() => file.close())
        } catch (error) {
          if (errnoOf(error) !== 'ENOENT') throw toWriteFailure(error, path)
        }
      }),

    read: (path) =>
      inTurn(path, async () => {
        const bytes = await disk.read(path).catch((error: unknown) => {
          if (errnoOf(error) === 'ENOENT') return new Uint8Array()
          throw toReadFailure(error, path)
        })
        const { metrics, damaged } = decodeMetrics(bytes)
        if (damaged > 0) report(new Failure('library-corrupt', { name: basename(path), lines: damaged }))
        return metrics
      })
  }
}

const blockCheck = check.storedRecord({
  first: check.integer(1, MAX_STEP),
  train: check.list(check.nullable(check.number()), MAX_STEP),
  val: check.list(check.record<ValLoss>({ step: check.integer(0, MAX_STEP), loss: check.number() }), MAX_STEP)
})

/** One line with its end; not-a-number losses become null. */
export function encodeLine({ first, train, val }: MetricsBlock): string {
  const json = JSON.stringify({ first, train: Array.from(train), val })
  return `${checksum(json)} ${json}\n`
}

/** All whole lines, in order; a torn end is left out, damaged lines in between are counted. */
export function decodeMetrics(bytes: Uint8Array): { metrics: RunMetrics; damaged: number } {
  const end = endOfLastLine(bytes)
  const lines =
    end === 0
      ? []
      : Buffer.from(bytes.subarray(0, end - 1))
          .toString('utf8')
          .split('\n')
  const train: number[] = []
  let val: ValLoss[] = []
  let damaged = 0
  for (const line of lines) {
    const block = decodeLine(line)
    if (!block) {
      damaged++
      continue
    }
    const { first } = block
    if (first <= train.length) val = val.filter(({ step }) => step < first)
    train.length = Math.min(train.length, first - 1)
    while (train.length < first - 1) train.push(NaN)
    for (const loss of block.train) train.push(loss ?? NaN)
    val.push(...block.val)
  }
  return { metrics: { train: Float64Array.from(train), val }, damaged }
}

function decodeLine(line: string): ReturnType<typeof blockCheck> | null {
  const json = line.slice(9)
  if (line[8] !== ' ' || checksum(json) !== line.slice(0, 8)) return null
  try {
    return blockCheck(JSON.parse(json), 'line')
  } catch {
    return null
  }
}

/** Just behind the last line feed; what follows was torn. */
function endOfLastLine(bytes: Uint8Array): number {
  return bytes.lastIndexOf(0x0a) + 1
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0')
}
