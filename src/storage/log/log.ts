/*
 * The log: one file for all processes of the app, a JSON object a line, written by main alone. At 256 kB it becomes
 * downhill.old.log and a new one begins, so that the two never take more than half a megabyte. Lines are written at
 * once, since what is worth logging may be the last thing that happens; at most 60 a minute, as an error can repeat.
 */
import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { LogEntry } from '#core/contracts/desk'
import { type Noticed, parseEntry, toEntry } from './entry'

const LOG_LIMIT = 256 << 10
const MOST_A_MINUTE = 60
const MOST_READ = 1000

export interface Log {
  add(noticed: Noticed): void
  /** The newest first. */
  read(): LogEntry[]
}

/** Keeps the log in `folder`, which is made when there is something to keep. Failing to write is never an error. */
export function openLog(folder: string, now: () => Date = () => new Date(), limit = LOG_LIMIT): Log {
  const file = join(folder, 'downhill.log')
  const old = join(folder, 'downhill.old.log')
  let minute = 0
  let written = 0

  const allowed = (time: Date): boolean => {
    const current = Math.floor(time.getTime() / 60_000)
    if (current !== minute) written = 0
    minute = current
    return written++ < MOST_A_MINUTE
  }

  return {
    add(noticed) {
      const time = now()
      if (!allowed(time)) return
      const line = `${JSON.stringify(toEntry(noticed, time))}\n`
      try {
        mkdirSync(folder, { recursive: true })
        const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
        if (size > 0 && size + line.length > limit) renameSync(file, old)
        appendFileSync(file, line)
      } catch {
        // A full disk is told where something of the user's is to be written.
      }
    },
    read() {
      const lines = [old, file].flatMap((path) => linesOf(path))
      const entries = lines.map(parseEntry).filter((found) => found !== null)
      return entries.slice(-MOST_READ).reverse()
    }
  }
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
}
