/*
 * Who writes where: locks/<name>.json in the data folder names the process that trains a run, or has the window
 * open, by its id and the time it started, so that two of them never write the same things at once. A lock whose
 * process is gone, or is another one under the same id, counts for nothing and is taken over.
 * Limit: a process of another computer cannot be asked, so a data folder that two computers share is not guarded.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import { writeAll } from './atomic-write'
import * as check from './checks'
import type { Disk } from './disk'
import { errnoOf, toWriteFailure } from './disk-errors'

export interface Holder {
  readonly pid: number
  /** When it started, in the system's own words; null where the system does not tell. */
  readonly started: string | null
  readonly host: string
}

export interface Locks {
  /**
   * Takes a lock for this process; content if it has it already.
   * @returns null, or who has it. @throws Failure `disk-full`, `write-failed`
   */
  take(name: string): Promise<Holder | null>
  /** Lets go of it, if it is ours. */
  release(name: string): Promise<void>
  releaseAll(): Promise<void>
  /** Another process that lives and has this lock. */
  holder(name: string): Promise<Holder | null>
  /** Removes locks of processes that are gone. */
  sweep(): Promise<void>
}

/** What of a process id: `null` if there is no such process, else when it started, or '' where nobody knows. */
export type StartOf = (pid: number) => string | null

const holderCheck = check.storedRecord<Holder>({
  pid: check.integer(1),
  started: check.nullable(check.text(200)),
  host: check.text(300)
})

/** A lock is made and filled at once; this often, 20 ms apart, an empty one is looked at before it counts as left. */
const LOOKS = 10

/** Clearing a left lock away takes no longer, in milliseconds. */
const CLEARING_MS = 10_000

export function thisProcess(startOf: StartOf = systemStartOf): Holder {
  return { pid: process.pid, started: startOf(process.pid) || null, host: hostname() }
}

export function createLocks(
  disk: Disk,
  folder: string,
  self: Holder = thisProcess(),
  startOf: StartOf = systemStartOf
): Locks {
  const held = new Set<string>()
  const pathOf = (name: string): string => join(folder, `${name}.json`)
  const isSelf = (other: Holder): boolean =>
    other.pid === self.pid && other.started === self.started && other.host === self.host

  async function textAt(path: string): Promise<string | null> {
    try {
      return Buffer.from(await disk.read(path)).toString('utf8')
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return null
      throw error
    }
  }

  /** What a lock says; one that says nothing sensible, even after a while, was left by a crash. */
  async function read(path: string): Promise<{ text: string; holder: Holder | null } | null> {
    for (let look = 1; ; look++) {
      const text = await textAt(path)
      if (text === null) return null
      const holder = parse(text)
      if (holder || look === LOOKS) return { text, holder }
      await disk.wait(20)
    }
  }

  async function lives(path: string, { pid, started, host }: Holder): Promise<boolean> {
    if (host !== self.host) return false
    const now = startOf(pid)
    if (now === null) return false
    if (started !== null && now !== '') return now === started
    // Where starts are not told: nothing outlives a restart of the computer.
    return (await disk.stat(path)).mtimeMs > Date.now() - uptime() * 1000
  }

  async function other(name: string): Promise<Holder | null> {
    const path = pathOf(name)
    const found = (await read(path))?.holder
    return found && !isSelf(found) && (await lives(path, found)) ? found : null
  }

  /**
   * Removes a lock that was left, if it still is the one that was looked at. Only one process at a time does so: else a
   * second one, which looked before the first had cleared it, would remove the first one's own new lock.
   */
  async function clear(path: string, text: string): Promise<void> {
    const guard = `${path}.clearing`
    if (!(await make(guard))) {
      // Someone else is at it, or was killed at it.
      const since = (await disk.stat(guard).catch(() => null))?.mtimeMs ?? Date.now()
      if (Date.now() - since > CLEARING_MS) await disk.remove(guard)
      return disk.wait(20)
    }
    try {
      if ((await textAt(path)) === text) await disk.remove(path)
    } finally {
      await disk.remove(guard).catch(() => undefined)
    }
  }

  async function make(path: string): Promise<boolean> {
    const file = await disk.open(path, 'wx').catch((error: unknown) => {
      if (errnoOf(error) === 'EEXIST') return null
      throw error
    })
    if (!file) return false
    try {
      await writeAll(file, Buffer.from(`${JSON.stringify(self)}\n`))
    } catch (error) {
      await disk.remove(path).catch(() => undefined)
      throw error
    } finally {
      await file.close().catch(() => undefined)
    }
    return true
  }

  async function release(name: string): Promise<void> {
    if (!held.delete(name)) return
    // What cannot be removed now is taken over or swept once this process is gone.
    await disk.remove(pathOf(name)).catch(() => undefined)
  }

  return {
    async take(name) {
      if (held.has(name)) return null
      const path = pathOf(name)
      try {
        await disk.makeFolder(folder)
        for (;;) {
          if (await make(path)) break
          const found = await read(path)
          if (!found) continue
          if (found.holder && isSelf(found.holder)) break
          if (found.holder && (await lives(path, found.holder))) return found.holder
          await clear(path, found.text)
        }
      } catch (error) {
        throw toWriteFailure(error, path)
      }
      held.add(name)
      return null
    },

    release,
    releaseAll: async () => void (await Promise.all([...held].map(release))),

    holder: (name) => other(name),

    async sweep() {
      for (const file of await disk.list(folder).catch(() => [])) {
        const path = join(folder, file)
        try {
          const found = file.endsWith('.json') ? await read(path) : null
          if (!found || (found.holder && (isSelf(found.holder) || (await lives(path, found.holder)))))
            continue
          await clear(path, found.text)
        } catch {
          // It goes with the next start.
        }
      }
    }
  }
}

function parse(text: string): Holder | null {
  try {
    return holderCheck(JSON.parse(text), 'lock')
  } catch {
    return null
  }
}

/**
 * When a process started. Linux tells it in ticks since the start of the system, which has a name of its own; of
 * Windows it is not asked, which takes most of a second: there the id alone counts, until the next restart.
 */
export function systemStartOf(pid: number): string | null {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return null
  }
  try {
    if (process.platform === 'darwin') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    }
    if (process.platform !== 'linux') return ''
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // Behind the name in brackets, which may hold anything; the start is the 22nd field of all.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${boot} ${fields[19]}`
  } catch {
    return ''
  }
}
