/* An archive's bytes for yauzl, read through the disk; what fails there comes as our own Failure, not as a broken zip. */
import { Readable } from 'node:stream'
import { RandomAccessReader } from 'yauzl'
import type { Disk, DiskFile } from '../disk'
import { toReadFailure } from '../disk-errors'
import { readFully } from '../file-pieces'

const PIECE = 64 << 10

export class DiskReader extends RandomAccessReader {
  #closed = false

  private constructor(
    private readonly file: DiskFile,
    private readonly path: string
  ) {
    super()
  }

  /** @throws Failure as reading fails */
  static async open(disk: Disk, path: string): Promise<DiskReader> {
    const file = await disk.open(path, 'r').catch((error: unknown) => {
      throw toReadFailure(error, path)
    })
    return new DiskReader(file, path)
  }

  /** Called by yauzl: the bytes from `start` to before `end`. */
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#pieces(start, end), { objectMode: false })
  }

  /** Called by yauzl: fills `length` bytes from `position` on; fewer only where the file ends. */
  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void
  ): void {
    readFully(this.file, buffer.subarray(offset, offset + length), position).then(
      (bytesRead) => callback(null, bytesRead),
      (error: unknown) => callback(toReadFailure(error, this.path))
    )
  }

  /** Called by yauzl once nothing reads any more. */
  override close(callback: (error: Error | null) => void): void {
    void this.letGo().then(() => callback(null))
  }

  /** Closes the file; that it cannot be closed costs nothing that was read. */
  async letGo(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.file.close().catch(() => undefined)
  }

  async *#pieces(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end;) {
      const bytes = Buffer.allocUnsafeSlow(Math.min(PIECE, end - at))
      const { bytesRead } = await this.file.read(bytes, 0, bytes.byteLength, at).catch((error: unknown) => {
        throw toReadFailure(error, this.path)
      })
      if (bytesRead === 0) return
      at += bytesRead
      yield bytes.subarray(0, bytesRead)
    }
  }
}
