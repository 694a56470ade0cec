/* The end of an Electron that a test started: one that always comes, with all its processes. */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ElectronApplication } from '@playwright/test'

const TO_CLOSE_MS = 5_000

/** Closes the app as its user would, and kills it if it is still there after five seconds. */
export async function end(
  app: ElectronApplication,
  child: ChildProcess
): Promise<{ readonly killed: boolean }> {
  if (hasEnded(child)) return { killed: false }
  const exited = exitOf(child)
  // Not awaited: it never settles when the app prevents its closing.
  app.close().catch(() => undefined)
  const gone = await Promise.race([exited.then(() => true), sleep(TO_CLOSE_MS, false)])
  if (gone) return { killed: false }
  killAll(child)
  await exited
  return { killed: true }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Settles when the process has ended. */
export function exitOf(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return Promise.resolve()
  return new Promise((resolve) => child.once('exit', () => resolve()))
}

/** Playwright starts Electron as the leader of a process group of its own, renderers and GPU included. */
export function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}
