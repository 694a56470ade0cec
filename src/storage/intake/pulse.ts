/*
 * The pulse of whoever reads files: readers beat at every step, and a thread beside them ends the process when it has
 * spent too much processor time since the last beat. Processor time, since a machine that is busy or asleep must not end
 * a good import; a thread and the end of the process, since a reader that loops without end can be stopped by nothing else.
 */
import { Worker } from 'node:worker_threads'

/** Processor time without a beat, and what is added for each megabyte that is read in one step. docs/corpora.md has the measurements. */
export const STILL_MS = 2000
const STILL_MS_PER_MB = 1000
const MOST_STILL_MS = 120_000
const LOOK_MS = 100

/** Two counters: the beats, and the milliseconds that may pass until the next one. None without a watch. */
let counters: Int32Array | null = null

/**
 * Says that reading goes on.
 * @param bytes what will be read in one step before the next beat, unpacked; damaged files may say anything
 */
export function beat(bytes = 0): void {
  if (counters === null) return
  Atomics.store(counters, 1, stillFor(bytes))
  Atomics.add(counters, 0, 1)
}

/** Milliseconds of processor time that one step over so many bytes may take. */
export function stillFor(bytes: number): number {
  const more = bytes > 0 ? (bytes / 1e6) * STILL_MS_PER_MB : 0
  return Math.round(Math.min(MOST_STILL_MS, STILL_MS + more))
}

/** The thread's program. Text, so that it needs no file beside whatever this is bundled into. */
const WATCHER = `
const { workerData } = require('node:worker_threads')
let known = -1
let since = 0
setInterval(() => {
  const beats = Atomics.load(workerData.counters, 0)
  const { user, system } = process.cpuUsage()
  const spent = (user + system) / 1000
  if (beats !== known) [known, since] = [beats, spent]
  else if (spent - since > Atomics.load(workerData.counters, 1)) process.kill(process.pid, 'SIGKILL')
}, workerData.every)
`

/** From now on this process ends by SIGKILL when it reads without a beat for too long. It does not keep the process alive. */
export async function startWatch(): Promise<void> {
  if (counters !== null) return
  const shared = new Int32Array(new SharedArrayBuffer(8))
  counters = shared
  beat()
  const thread = new Worker(WATCHER, { eval: true, workerData: { counters: shared, every: LOOK_MS } })
  // Without it, whoever waits for this process still has the clock.
  await new Promise<void>((resolve) => {
    thread.once('online', resolve)
    thread.once('error', () => resolve())
  })
  thread.unref()
}
