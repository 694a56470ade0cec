/*
 * Who writes where: locks/<name>.json in the data folder names the process that trains a run, or has the window
 * open, by its id, the time it started and its computer, so that two of them never write the same things at once. A lock
 * whose process is gone, or is another one under the same id, counts for nothing and is taken over at once; one of
 * another computer once its signs of life have stood still (heartbeat.ts). A process that was asleep or cut off for so
 * long finds its lock taken, and stops writing.
 * Limit: two computers of one name are taken for one.
 * Over 150 lines: taking, losing, clearing and proving a lock share what is held, taken and seen still.
 */
import { hostname, uptime } from 'node:os'
import { join } from 'node:path'
import { writeAll } from './atomic-write'
import { Failure } from '#core/errors'
import * as check from './checks'
import type { Disk } from './disk'
import { errnoOf, toWriteFailure } from './disk-errors'
import { beat, BEAT_MS, beatName, seesBeat } from './heartbeat'
import { type StartOf, systemStartOf } from './process-start'

export interface Holder {
  readonly pid: number
  /** When it started, in the system's own words; null where the system does not tell. */
  readonly started: string | null
  readonly host: string
  /** When it took the lock, ISO 8601, by its own clock; not in locks of old versions. */
  readonly since?: string | undefined
}

export interface LocksOptions {
  readonly self?: Holder
  readonly startOf?: StartOf
  /** This computer's clock, for how long ago the last sign of life was given. */
  readonly now?: () => number
  /** Whether signs of life are given by themselves; tests give them by hand. */
  readonly beats?: boolean
  /** Hears of a holder on another computer who is watched for up to half a minute, and of the end of it. */
  readonly watching?: ((holder: Holder) => () => void) | undefined
  /** Hears of another computer that has taken a lock of ours. */
  readonly lost?: ((name: string, holder: Holder) => void) | undefined
}

/** So old a sign of life is no proof any more that the lock is ours: half of what others wait for. */
const PROOF_MS = 15_000

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
  /** Removes locks of processes that are gone; those of other computers stay. */
  sweep(): Promise<void>
  /** Watches the holders of this lock and all others on other computers, and removes those of the dead. */
  sweepForeign(): Promise<boolean>
  /** Gives a sign of life, and looks whether the locks are still ours. */
  beat(): Promise<void>
  /**
   * Content while this lock is ours, or was never taken; looks again where the last sign of life is old.
   * @throws Failure `library-taken`, and what the disk fails with
   */
  confirm(name: string): Promise<void>
}

const holderCheck = check.storedRecord<Holder>({
  pid: check.integer(1),
  started: check.nullable(check.text(200)),
  host: check.text(300),
  since: check.optional(check.isoDate)
})

/** A lock is made and filled at once; this often, 20 ms apart, an empty one is looked at before it counts as left. */
const LOOKS = 10

/** Clearing a left lock away takes no longer: so often, 20 ms apart, one who does so is waited for. */
const CLEARING_LOOKS = 500

export function thisProcess(startOf: StartOf = systemStartOf): Holder {
  return { pid: process.pid, started: startOf(process.pid) || null, host: hostname() }
}

/** What is told of a holder: his computer only where it is another one. */
export function placeOf({ pid, host, since }: Holder): { pid: number; host?: string; since?: string } {
  return { pid, ...(host !== hostname() && { host, ...(since && { since }) }) }
}

export function createLocks(disk: Disk, folder: string, options: LocksOptions = {}): Locks {
  const { self = thisProcess(), startOf = systemStartOf, now = () => Date.now(), beats = false } = options
  const held = new Set<string>()
  const taken = new Map<string, Holder>()
  /** Holders on other computers whose signs of life stood still. */
  const still = new Set<string>()
  const ownBeat = beatName(self)
  let beaten = 0
  let proven = -Infinity
  let timer: NodeJS.Timeout | undefined
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

  /** @param watch whether one on another computer is watched; else he is taken to live unless he was seen dead */
  async function lives(path: string, holder: Holder, watch: boolean): Promise<boolean> {
    const { pid, started, host } = holder
    if (host !== self.host) return !still.has(beatName(holder)) && (!watch || livesThere(holder))
    const now = startOf(pid)
    if (now === null) return false
    if (started !== null && now !== '') return now === started
    // Where starts are not told: nothing outlives a restart of the computer.
    return (await disk.stat(path)).mtimeMs > Date.now() - uptime() * 1000
  }

  async function livesThere(holder: Holder): Promise<boolean> {
    const end = options.watching?.(holder)
    try {
      const alive = await seesBeat(disk, folder, beatName(holder))
      if (!alive) still.add(beatName(holder))
      return alive
    } finally {
      end?.()
    }
  }

  async function other(name: string): Promise<Holder | null> {
    const path = pathOf(name)
    const found = (await read(path))?.holder
    return found && !isSelf(found) && (await lives(path, found, false)) ? found : null
  }

  /**
   * Removes a lock that was left, if it still is the one that was looked at. Only one process at a time does so: else a
   * second one, which looked before the first had cleared it, would remove the first one's own new lock.
   */
  async function clear(path: string, text: string): Promise<void> {
    const guard = `${path}.clearing`
    if (!(await make(guard))) {
      // Someone else is at it, or was killed at it. His time is not ours: it counts how long we wait.
      const before = await textAt(guard)
      for (let looks = 0; looks < CLEARING_LOOKS; looks++) {
        await disk.wait(20)
        if ((await textAt(guard)) !== before) return
      }
      return disk.remove(guard)
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
      const since = new Date(now()).toISOString()
      await writeAll(file, Buffer.from(`${JSON.stringify({ ...self, since })}\n`))
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
    if (held.size > 0) return
    clearInterval(timer)
    await disk.remove(join(folder, ownBeat)).catch(() => undefined)
  }

  /** Looks at a lock of ours; one that vanished is made again. */
  async function isStillOurs(name: string): Promise<void> {
    const path = pathOf(name)
    const holder = (await read(path))?.holder
    if (!holder && (await make(path))) return
    const found = holder ?? (await read(path))?.holder
    if (!found || isSelf(found)) return
    held.delete(name)
    taken.set(name, found)
    options.lost?.(name, found)
  }

  /** Looks at a lock of ours where the last sign of life is so old that another may have taken it. */
  async function prove(name: string): Promise<void> {
    if (!held.has(name) || now() - proven <= PROOF_MS) return
    const looked = now()
    await isStillOurs(name)
    if (held.has(name)) proven = looked
  }

  async function beatOnce(): Promise<void> {
    const began = now()
    await beat(disk, folder, ownBeat, ++beaten)
    for (const name of [...held]) await isStillOurs(name)
    proven = began
  }

  function begin(): void {
    if (!beats || held.size !== 1) return
    clearInterval(timer)
    // A sign that cannot be given is one that is missed; who is asked whether a lock is ours looks then.
    timer = setInterval(() => void beatOnce().catch(() => undefined), BEAT_MS)
    timer.unref()
  }

  return {
    async take(name) {
      const path = pathOf(name)
      try {
        await prove(name)
        if (held.has(name)) return null
        await disk.makeFolder(folder)
        for (;;) {
          if (await make(path)) break
          const found = await read(path)
          if (!found) continue
          if (found.holder && isSelf(found.holder)) break
          if (found.holder && (await lives(path, found.holder, true))) return found.holder
          await clear(path, found.text)
        }
      } catch (error) {
        throw toWriteFailure(error, path)
      }
      held.add(name)
      taken.delete(name)
      begin()
      await beatOnce().catch(() => undefined)
      return null
    },

    release,
    releaseAll: async () => void (await Promise.all([...held].map(release))),

    holder: (name) => other(name),
    beat: beatOnce,

    async confirm(name) {
      await prove(name)
      const holder = taken.get(name)
      if (holder) throw new Failure('library-taken', { host: holder.host })
    },

    sweep: () => sweep(false).then(() => undefined),
    sweepForeign: () => sweep(true)
  }

  /** Whether a lock of another computer was removed. Signs of life that belong to no lock go too. */
  async function sweep(watch: boolean): Promise<boolean> {
    let foreign = false
    const used = new Set([ownBeat])
    const files = await disk.list(folder).catch(() => [])
    for (const file of files) {
      if (!file.endsWith('.json')) continue
      const path = join(folder, file)
      try {
        const found = await read(path)
        if (!found) continue
        const { holder } = found
        if (holder && (isSelf(holder) || (await lives(path, holder, watch)))) {
          used.add(beatName(holder))
          continue
        }
        await clear(path, found.text)
        foreign ||= holder !== null && holder.host !== self.host
      } catch {
        // It goes with the next start.
        return foreign
      }
    }
    for (const file of files) {
      if (file.endsWith('.beat') && !used.has(file))
        await disk.remove(join(folder, file)).catch(() => undefined)
    }
    return foreign
  }
}

function parse(text: string): Holder | null {
  try {
    return holderCheck(JSON.parse(text), 'lock')
  } catch {
    return null
  }
}
