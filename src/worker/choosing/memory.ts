/*
 * What this computer's engines have been measured to do, as far as the worker knows: what main remembered
 * and what came since. Makes the keys: a speed holds for one kind of work on one device, a self-test for one
 * adapter with its driver; both for one version of the app, whose kernels and whose Chromium they ran on.
 */

import type { AdapterReport, EngineFeature, EngineReport } from '#core/contracts/engine-report'
import type { Measurements, Remembered, SelfTestRecord, SpeedRecord } from '#core/contracts/measurements'
import { mergeMeasurements, NO_MEASUREMENTS } from '#core/measurements'

/** Longest key that main keeps. */
const LONGEST = 1000

export class Memory {
  /** Hears of everything new, so that it can be kept. */
  onMade: (fresh: Measurements) => void = () => {}
  #machine = ''
  #version = ''
  #known: Measurements = NO_MEASUREMENTS

  /** Takes over what main remembered; what was measured in this session stays. */
  remember({ machine, version, measurements }: Remembered): void {
    this.#machine = machine
    this.#version = version
    this.#known = mergeMeasurements(measurements, this.#known)
  }

  add(fresh: Partial<Measurements>): void {
    const made = { ...NO_MEASUREMENTS, ...fresh }
    this.#known = mergeMeasurements(this.#known, made)
    this.onMade(made)
  }

  speed(report: EngineReport, work: string): SpeedRecord | null {
    const device = this.deviceKey(report)
    const fits = (s: SpeedRecord): boolean =>
      s.choice === report.choice && s.work === work && s.device === device
    return this.#known.speeds.find(fits) ?? null
  }

  test(adapter: AdapterReport, features: readonly EngineFeature[] = []): SelfTestRecord | null {
    const key = this.adapterKey(adapter, features)
    return this.#known.tests.find((test) => test.adapter === key) ?? null
  }

  deviceKey({ description }: EngineReport): string {
    const { device = '', threads = 1, features = [], adapter } = description ?? {}
    const on = adapter ? nameOf(adapter) : device
    return this.#key(on, `${threads} threads`, features.join(' '))
  }

  /** @param features with which it computes: each set of them has its own verdict */
  adapterKey(adapter: AdapterReport, features: readonly EngineFeature[] = []): string {
    return this.#key(nameOf(adapter), features.join(' '))
  }

  #key(...parts: readonly string[]): string {
    return [...parts, this.#machine, `Downhill ${this.#version}`].filter(Boolean).join('; ').slice(0, LONGEST)
  }
}

function nameOf({ vendor, architecture, device, description }: AdapterReport): string {
  return [vendor, architecture, device, description].filter(Boolean).join(', ')
}
