/*
 * The self-test's verdicts: each adapter is tested once for its driver and this version of the app, however
 * many ask at the same time, and the verdict is remembered.
 */

import type { AdapterReport } from '#core/contracts/engine-report'
import type { SelfTestRecord } from '#core/contracts/measurements'
import { Failure } from '#core/errors'
import type { EngineFactory } from '../engines/engine'
import { selfTest } from '../engines/self-test'
import type { Memory } from './memory'

/** The failure of an adapter that computes wrongly. */
export function wrong({ quantity, worst, difference }: SelfTestRecord): Failure {
  const detail = { quantity, worst, difference: difference ?? 'not a number' }
  return new Failure('gpu-wrong', detail, `self-test: ${quantity}, ${worst}: ${detail.difference}`)
}

export class SelfTests {
  readonly #running = new Map<string, Promise<SelfTestRecord>>()

  constructor(
    private readonly memory: Memory,
    private readonly candidate: EngineFactory,
    private readonly trusted: EngineFactory,
    private readonly now: () => Date = () => new Date()
  ) {}

  /** The verdict that is remembered, or that of a test now. @throws what the candidate throws */
  of(adapter: AdapterReport): Promise<SelfTestRecord> {
    const known = this.memory.test(adapter)
    return known ? Promise.resolve(known) : this.again(adapter)
  }

  /** Tests now, whatever is remembered. @throws what the candidate throws; nothing is remembered then */
  again(adapter: AdapterReport): Promise<SelfTestRecord> {
    const key = this.memory.adapterKey(adapter)
    const running = this.#running.get(key)
    if (running) return running
    const test = this.#test(key).finally(() => this.#running.delete(key))
    this.#running.set(key, test)
    return test
  }

  async #test(adapter: string): Promise<SelfTestRecord> {
    const { passed, quantity, worst, difference } = await selfTest(this.candidate, this.trusted)
    const at = this.now().toISOString()
    const finite = Number.isFinite(difference) ? difference : null
    const verdict: SelfTestRecord = { adapter, passed, quantity, worst, difference: finite, at }
    this.memory.add({ tests: [verdict] })
    return verdict
  }
}
