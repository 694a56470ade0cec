/*
 * A large text of the library cut in two: the part that is trained on and the held-out part, read piece by piece, or
 * samples of either. Nothing of it is held but the piece at hand. Where the cut stands is prepare.ts's business.
 */
import type { LargeProgress } from '#core/contracts/large'
import { codePoints } from '#core/corpus-text'
import { safePieces } from '#core/large/pieces'
import type { Disk } from '../disk'
import { afterPoints, textPieces } from './text-pieces'

/** Where the held-out part begins: so many code points after a byte of the file. */
export interface Cut {
  readonly at: number
  readonly points: number
}

interface TextFile {
  readonly disk: Disk
  readonly path: string
  /** Of the whole text. */
  readonly bytes: number
  /** How much is read at a time. */
  readonly piece: number
  readonly signal: AbortSignal | undefined
  readonly tell: (stage: LargeProgress['stage'], done: number, of: number) => void
}

export class CutText {
  constructor(private readonly from: TextFile) {}

  /** The whole text, piece by piece, or from a byte on. */
  pieces(options: Parameters<typeof textPieces>[2] = {}): ReturnType<typeof textPieces> {
    return textPieces(this.from.disk, this.from.path, {
      size: this.from.piece,
      signal: this.from.signal,
      ...options
    })
  }

  /**
   * The part that is trained on; where a stage is given, how far the reading is gets told.
   * @param read bytes told so far, shared by the parts that one stage reads
   */
  async *train(cut: Cut, stage?: LargeProgress['stage'], read = { done: 0 }): AsyncGenerator<string> {
    for await (const { text, at, bytes } of this.pieces()) {
      if (stage) this.from.tell(stage, (read.done = Math.max(read.done, at + bytes)), this.from.bytes)
      if (at < cut.at) {
        yield text
        continue
      }
      yield text.slice(0, afterPoints(text, cut.points))
      return
    }
  }

  /** The held-out part, likewise. */
  async *heldOut(cut: Cut, stage?: LargeProgress['stage'], read = { done: 0 }): AsyncGenerator<string> {
    let skip = cut.points
    for await (const { text, at, bytes } of this.pieces({ from: cut.at })) {
      if (stage) this.from.tell(stage, (read.done = Math.max(read.done, at + bytes)), this.from.bytes)
      const points = codePoints(text)
      if (skip < points) yield text.slice(afterPoints(text, skip))
      skip = Math.max(0, skip - points)
    }
  }

  /** Both parts, one after the other, cut where tokens may be. */
  async *both(cut: Cut, stage: LargeProgress['stage']): AsyncGenerator<string> {
    const read = { done: 0 }
    yield* safePieces(this.train(cut, stage, read))
    yield* safePieces(this.heldOut(cut, stage, read))
  }

  /** Pieces of a part at even distances; all of it as one where it is no more. */
  async sample(
    cut: Cut,
    part: 'train' | 'heldOut',
    most: number
  ): Promise<{ readonly texts: readonly string[]; readonly whole: boolean }> {
    const { piece } = this.from
    const [from, to] = part === 'train' ? [0, cut.at] : [cut.at, this.from.bytes]
    if (to - from <= (most - 1) * piece) {
      const texts: string[] = []
      for await (const text of part === 'train' ? this.train(cut) : this.heldOut(cut)) texts.push(text)
      return { texts: [texts.join('')], whole: true }
    }
    const texts: string[] = []
    for (let i = 0; i < most; i++) {
      // Behind the piece in which the parts meet.
      const start = from + (part === 'train' ? 0 : piece)
      const wanted = start + Math.floor((i * (to - start - piece)) / most)
      for await (const { text } of this.pieces({ from: await this.#characterAt(wanted) })) {
        texts.push(text)
        break
      }
    }
    return { texts, whole: false }
  }

  /** The first byte from here on that begins a character. */
  async #characterAt(at: number): Promise<number> {
    for await (const { at: found, text } of textPieces(this.from.disk, this.from.path, {
      from: at,
      size: 8
    })) {
      // Bytes in the middle of a character come as U+FFFD, one for each.
      const broken = /^\ufffd{0,3}/.exec(text)?.[0].length ?? 0
      return found + broken
    }
    return at
  }
}
