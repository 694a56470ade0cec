/*
 * The disk as one process may use it: once another computer has taken a library over, nothing more is written to it
 * from here. Reading goes on.
 */
import type { Disk, DiskFile } from './disk'

/** @param mayWrite rejects if this process has lost the library; asked before every change */
export function ownedDisk(disk: Disk, mayWrite: () => Promise<void>): Disk {
  const guard =
    <A extends unknown[], R>(call: (...a: A) => Promise<R>) =>
    async (...a: A): Promise<R> => {
      await mayWrite()
      return call(...a)
    }
  const guardFile = (file: DiskFile): DiskFile => ({
    ...file,
    write: guard((bytes, offset, length) => file.write(bytes, offset, length)),
    truncate: guard((size) => file.truncate(size))
  })
  return {
    ...disk,
    async open(path, flags) {
      if (flags === 'r') return disk.open(path, flags)
      await mayWrite()
      return guardFile(await disk.open(path, flags))
    },
    rename: guard((from, to) => disk.rename(from, to)),
    remove: guard((path) => disk.remove(path)),
    removeFolder: guard((path) => disk.removeFolder(path)),
    removeEmpty: guard((path) => disk.removeEmpty(path)),
    makeFolder: guard((path) => disk.makeFolder(path)),
    touch: guard((path, mtimeMs) => disk.touch(path, mtimeMs))
  }
}
