/*
 * The corrected copy of a stored text, in pieces: read as a stream, so that nothing of a large text is held, with
 * what changed counted. A mend that changes nothing fails, since its copy would be the text itself.
 */
import { createReadStream } from 'node:fs'
import type { Mend } from '#core/contracts/doctor'
import { Mending } from '#core/doctor/mending'
import { Failure } from '#core/errors'

const PIECE = 1 << 20

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
export function mendText(path: string, bytes: number, mend: Mend, options: MendOptions = {}): MendedText {
  const mending = new Mending(mend)
  const passes = mending.learns ? 2 : 1
  let before = 0
  async function* read(): AsyncGenerator<string> {
    const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: PIECE })
    for await (const piece of stream as AsyncIterable<string>) {
      if (options.signal?.aborted) throw new Failure('cancelled')
      yield piece
      options.progress?.(before + stream.bytesRead, passes * bytes)
    }
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
