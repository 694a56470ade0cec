/*
 * A file system of a few megabytes for the journey on a full disk: memory mounted where the system lets us, as it does
 * for root on Linux. The journey itself runs as somebody who may not mount anything.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Room for a small library, full after some seconds of training. */
const SIZE = '6m'

/**
 * @param {import('./run.js').Run} run
 * @param {string} user Whose it is.
 * @returns {Promise<{ folder: string, remove: () => Promise<void> } | null>} Null where nothing may be mounted.
 */
export async function smallDisk(run, user) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null
  const above = await mkdtemp(join(tmpdir(), 'downhill-small-'))
  const folder = join(above, 'disk')
  await mkdir(folder)
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=777`, 'tmpfs', folder])
  if (mounted.code !== 0) {
    await rm(above, { recursive: true })
    return null
  }
  // Above it nobody else may look in, but its user must come through.
  await run('chown', [user, above])
  return {
    folder,
    async remove() {
      await run('umount', ['-l', folder])
      await rm(above, { recursive: true, force: true })
    }
  }
}
