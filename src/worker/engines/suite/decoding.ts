/* Step-by-step generation against `forward`, and rows against each other. */

import { expect, test } from 'vitest'
import type { DecodeSession } from '../engine'
import { CASES, FAMILIES, engineAt, furthest } from '../engines.fixtures'
import type { Present } from './index'
import { rowsOf } from './numbers'

export function decoding({ factory, tolerance }: Present): void {
  for (const { name, shape, batch } of CASES) {
    test(`${name}: logits equal those of forward at every position`, async () => {
      const engine = await engineAt(factory, shape)
      for (const ids of rowsOf(batch)) {
        const { logits } = await engine.forward(ids)
        const session = engine.decode(1)
        expect(furthest((await feed(session, [ids])).flat(), [...logits])).toBeLessThan(tolerance.value)
        expect(session.position).toBe(ids.length)
        session.dispose()
      }
      engine.dispose()
    })
  }

  for (const { shape } of FAMILIES) {
    const { family, vocab, block } = shape
    const a = Int32Array.from({ length: block }, (_, t) => (5 * t + 1) % vocab)
    const b = a.map((id) => vocab - 1 - id)

    test(`${family}: a row's logits do not depend on the other rows, bit for bit`, async () => {
      const engine = await engineAt(factory, shape)
      const alone = await decoded(engine.decode(1), [a])
      for (const [rows, place] of [
        [[a, b], 0],
        [[b, a], 1],
        [[b, b, a, b], 2]
      ] as const) {
        const together = await decoded(engine.decode(rows.length), rows)
        expect(together.map((logits) => logits.slice(place * vocab, (place + 1) * vocab))).toEqual(alone)
      }
      engine.dispose()
    })

    test(`${family}: keep goes on with the rows named, reset begins anew`, async () => {
      const engine = await engineAt(factory, shape)
      const ofA = await decoded(engine.decode(1), [a])
      const ofB = await decoded(engine.decode(1), [b])

      const session = engine.decode(3)
      await feed(session, [a.slice(0, 3), b.slice(0, 3), a.slice(0, 3)])
      session.keep(Int32Array.of(1, 0, 1))
      expect([session.rows, session.position]).toEqual([3, 3])
      // The second copy of row b goes its own way.
      const rest = await feed(session, [b.slice(3), a.slice(3), a.slice(3)])
      rest.forEach((logits, t) => {
        expect(logits.slice(0, vocab)).toEqual(ofB[3 + t])
        expect(logits.slice(vocab, 2 * vocab)).toEqual(ofA[3 + t])
      })
      session.reset(1)
      expect([session.rows, session.position]).toEqual([1, 0])
      expect(await feed(session, [a])).toEqual(ofA)
      await expect((async () => session.advance(Int32Array.of(0)))()).rejects.toThrow()
      session.dispose()
      engine.dispose()
    })
  }
}

async function decoded(session: DecodeSession, rows: readonly Int32Array[]): Promise<number[][]> {
  const logits = await feed(session, rows)
  session.dispose()
  return logits
}

/** Feeds rows of equal length; the logits after each position, all rows one after another. */
async function feed(session: DecodeSession, rows: readonly Int32Array[]): Promise<number[][]> {
  const logits: number[][] = []
  for (let t = 0; t < rows[0]!.length; t++) {
    logits.push([...(await session.advance(Int32Array.from(rows, (row) => row[t]!)))])
  }
  return logits
}
