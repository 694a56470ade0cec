/*
 * What a target of the fuzzer is: it makes sound files, and reads any bytes. It answers `sound`, or the code of the failure
 * that was thrown; what else is thrown is a fault.
 */
import fc from 'fast-check'
import { Failure } from '#core/errors'
import type { Random } from '#core/random/random'

/** What a reader made of some bytes. */
type Outcome = string

export interface Target {
  /** The codes it may fail with. */
  readonly codes: RegExp
  /** The reader is not ours: one that hangs or dies is ended by the importer, and told as a damaged file. */
  readonly ended?: true
  /** The next input. */
  input(random: Random): Uint8Array
  /** Reads it. @throws whatever is not a failure of the format */
  read(bytes: Uint8Array): Promise<Outcome>
}

/** `sound`, or the code. @throws what is no Failure */
export async function outcomeOf(work: () => unknown): Promise<Outcome> {
  try {
    await work()
    return 'sound'
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.error.code
    throw thrown
  }
}

/** Values that fast-check makes, the same for the same generator. */
export function sample<T>(arbitrary: fc.Arbitrary<T>, random: Random): T {
  return fc.sample(arbitrary, { seed: random.uint32() | 0, numRuns: 1 })[0]!
}
