/*
 * metrics.jsonl: every loss of a run, appended as it comes; the one file that grows in place. What a crash
 * tore is cut before the next line is written, and a damaged line costs only its own steps.
 */
import { basename } from 'node:path'
import { Failure } from '#core/errors'
import { bytesOf } from './atomic-write'
import type { Disk } from './disk'
import { errnoOf, toReadFailure, toWriteFailure } from './disk-errors'
import { decodeMetrics, encodeLine, endOfLastLine, type MetricsBlock, type RunMetrics } from './metrics-lines'
import { createQueues } from './queues'

export interface Metrics {
  /** Appends to the file; not yet durable. @throws Failure `disk-full` or `write-failed`, the file then as before or with it all */
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
