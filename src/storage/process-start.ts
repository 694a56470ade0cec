/*
 * When a process of this computer started, as the system tells it: with its id that names a process, which the id
 * alone does not, since systems give it again. Limit: on Windows only whether there is such a process.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What of a process id: `null` if there is no such process, else when it started, or '' where nobody knows. */
export type StartOf = (pid: number) => string | null

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
