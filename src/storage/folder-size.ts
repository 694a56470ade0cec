/* How much a folder takes on disk. */
import { join } from 'node:path'
import type { Disk } from './disk'

/** Bytes of all files in this folder and those below it; what vanishes meanwhile counts nothing. */
export async function folderSize(disk: Disk, folder: string): Promise<number> {
  const names = await disk.list(folder).catch(() => [])
  const sizes = names.map(async (name) => {
    const path = join(folder, name)
    const found = await disk.stat(path).catch(() => null)
    if (found?.folder) return folderSize(disk, path)
    return found?.file ? found.size : 0
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
