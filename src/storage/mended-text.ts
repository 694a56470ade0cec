/*
 * The corrected copy of a stored text, in pieces: read as a stream, so that nothing of a large text is held, with
 * what changed counted. A mend that changes nothing fails, since its copy would be the text itself.
 */
import { StringDecoder } from 'node:string_decoder'
import type { Mend } from '#core/contracts/doctor'
import { Mending } from '#core/doctor/mending'
import { Failure } from '#core/errors'
import type { Disk } from './disk'
import { toReadFailure } from './disk-errors'
import { filePieces } from './file-pieces'

export interface MendOptions {
  readonly signal?: AbortSignal
  /** Bytes of the text that are read, of how many. */
  readonly progress?: (done: number, total: number) => void
}

export interface MendedText {
  readonly pieces: AsyncGenerator<string>
  /** Lines that were left out or changed; complete once the pieces have ended. */
  changed(): number
}

/** @throws Failure, from the pieces: `cancelled`, `bad-request` if nothing changed, and what reading fails with */
export function mendText(
  disk: Disk,
  path: string,
  bytes: number,
  mend: Mend,
  options: MendOptions = {}
): MendedText {
  const mending = new Mending(mend)
  const passes = mending.learns ? 2 : 1
  let before = 0
  async function* read(): AsyncGenerator<string> {
    const decoder = new StringDecoder('utf8')
    let done = 0
    try {
      for await (const piece of filePieces(disk, path, { signal: options.signal })) {
        yield decoder.write(piece)
        options.progress?.(before + (done += piece.byteLength), passes * bytes)
      }
    } catch (error) {
      throw toReadFailure(error, path)
    }
    yield decoder.end()
    before += bytes
  }
  async function* pieces(): AsyncGenerator<string> {
    if (mending.learns) {
      for await (const piece of read()) mending.learn(piece)
      mending.learned()
    }
    for await (const piece of read()) yield mending.push(piece)
    yield mending.end()
    if (mending.changed === 0) throw new Failure('bad-request', { at: 'mend' })
  }
  return { pieces: pieces(), changed: () => mending.changed }
}
