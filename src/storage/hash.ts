/* SHA-256 as lower-case hex, in slices, so that a large checkpoint does not hold up the window. */
import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Disk } from './disk'
import { filePieces } from './file-pieces'

const SLICE = 16 << 20

export async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256')
  for (let at = 0; at < bytes.byteLength; at += SLICE) {
    if (at > 0) await setImmediate()
    hash.update(bytes.subarray(at, at + SLICE))
  }
  return hash.digest('hex')
}

/** The same of a file that is too large to be held. @throws what reading fails with */
export async function sha256OfFile(disk: Disk, path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of filePieces(disk, path)) hash.update(piece)
  return hash.digest('hex')
}
