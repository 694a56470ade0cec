/* Real small and read-only file systems for tests: a tmpfs where the user may mount one (root on Linux). */
import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'

export interface Mount {
  makeReadOnly(): void
  unmount(): void
}

/** Mounts `size` bytes of memory at `folder`, or returns null where that is not allowed. */
export function mountMemory(folder: string, size: number): Mount | null {
  if (process.platform !== 'linux') return null
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    return null
  }
  return {
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', folder]),
    unmount: () => void execFileSync('umount', [folder])
  }
}

/** A folder nobody may write to; root, whom mode bits do not stop, needs a mount. Null where neither works. */
export function makeReadOnly(folder: string): { undo(): void } | null {
  if (process.platform === 'win32') return null
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o500)
    return { undo: () => chmodSync(folder, 0o700) }
  }
  const mount = mountMemory(folder, 1 << 20)
  mount?.makeReadOnly()
  return mount && { undo: () => mount.unmount() }
}
