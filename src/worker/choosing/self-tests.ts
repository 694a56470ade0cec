/*
 * The self-test's verdicts: each adapter is tested once for its driver, the features that are used and this
 * version of the app, however many ask at the same time, and the verdict is remembered.
 */

import type { AdapterReport, EngineFeature } from '#core/contracts/engine-report'
import type { SelfTestRecord } from '#core/contracts/measurements'
import { Failure } from '#core/errors'
import type { EngineFactory } from '../engines/engine'
import { HALF_TOLERANCE, selfTest, SELF_TEST_TOLERANCE } from '../engines/self-test'
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
    private readonly candidate: (features: readonly EngineFeature[]) => EngineFactory,
    private readonly trusted: EngineFactory,
    private readonly now: () => Date = () => new Date()
  ) {}

  /** The verdict that is remembered, or that of a test now. @throws what the candidate throws */
  of(adapter: AdapterReport, features: readonly EngineFeature[] = []): Promise<SelfTestRecord> {
    const known = this.memory.test(adapter, features)
    return known ? Promise.resolve(known) : this.again(adapter, features)
  }

  /** Tests now, whatever is remembered. @throws what the candidate throws; nothing is remembered then */
  again(adapter: AdapterReport, features: readonly EngineFeature[] = []): Promise<SelfTestRecord> {
    const key = this.memory.adapterKey(adapter, features)
    const running = this.#running.get(key)
    if (running) return running
    const test = this.#test(key, features).finally(() => this.#running.delete(key))
    this.#running.set(key, test)
    return test
  }

  async #test(adapter: string, features: readonly EngineFeature[]): Promise<SelfTestRecord> {
    const tolerance = features.includes('f16') ? HALF_TOLERANCE : SELF_TEST_TOLERANCE
    const candidate = this.candidate(features)
    const { passed, quantity, worst, difference } = await selfTest(candidate, this.trusted, tolerance)
    const at = this.now().toISOString()
    const finite = Number.isFinite(difference) ? difference : null
    const verdict: SelfTestRecord = { adapter, passed, quantity, worst, difference: finite, at }
    this.memory.add({ tests: [verdict] })
    return verdict
  }
}
