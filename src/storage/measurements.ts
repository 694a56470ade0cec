/*
 * measurements.json: speeds of engines and verdicts of the self-test, kept between starts. Nothing here is
 * the user's work: a broken file is set aside and everything is measured anew; one of a newer version is
 * left alone and nothing is kept until the end of this session.
 */
import type { Measurements, SelfTestRecord, SpeedRecord } from '#core/contracts/measurements'
import { Failure } from '#core/errors'
import { mergeMeasurements, MOST_SPEEDS, MOST_TESTS, NO_MEASUREMENTS } from '#core/measurements'
import * as check from './checks'
import type { Disk } from './disk'
import { type JsonFormat, readJson, writeJson } from './json-file'
import type { Notices } from './notices'
import { createQueues } from './queues'

const key = check.text(1000)

const speedFields = {
  choice: check.oneOf('reference', 'reference-webgpu', 'cpu', 'webgpu'),
  work: key,
  device: key,
  msPerStep: check.number(1e-6, 1e9),
  at: check.isoDate
} satisfies { [K in keyof SpeedRecord]-?: check.Check<SpeedRecord[K]> }

const testFields = {
  adapter: key,
  passed: check.flag,
  quantity: check.oneOf('matrix-product', 'cross-entropy', 'attention', 'step', 'generation'),
  worst: check.text(200),
  difference: check.nullable(check.number(0)),
  at: check.isoDate
} satisfies { [K in keyof SelfTestRecord]-?: check.Check<SelfTestRecord[K]> }

/** What the page may send to be kept. */
export const measurements: check.Check<Measurements> = check.record<Measurements>({
  speeds: check.list(check.record<SpeedRecord>(speedFields), MOST_SPEEDS),
  tests: check.list(check.record<SelfTestRecord>(testFields), MOST_TESTS)
})

const MEASUREMENTS: JsonFormat<Measurements> = {
  format: 'downhill-measurements',
  version: 1,
  check: check.storedRecord<Measurements>({
    speeds: check.list(check.storedRecord<SpeedRecord>(speedFields), MOST_SPEEDS),
    tests: check.list(check.storedRecord<SelfTestRecord>(testFields), MOST_TESTS)
  })
}

export interface KeptMeasurements {
  current(): Measurements
  /** Takes effect at once, even if storing fails. @throws Failure `disk-full` or `write-failed` */
  add(fresh: Measurements): Promise<void>
}

export async function openMeasurements(
  disk: Disk,
  path: string,
  notices: Notices
): Promise<KeptMeasurements> {
  const inTurn = createQueues()
  let current = NO_MEASUREMENTS
  let writable = true
  try {
    current = await readJson(disk, path, MEASUREMENTS)
  } catch (error) {
    const code = error instanceof Failure ? error.error.code : 'internal'
    if (code === 'library-corrupt') await notices.quarantine(path, error)
    else if (code !== 'file-missing') {
      writable = false
      notices.add(error)
    }
  }
  return {
    current: () => current,
    async add(fresh) {
      current = mergeMeasurements(current, fresh)
      if (writable) await inTurn(path, () => writeJson(disk, path, MEASUREMENTS, current))
    }
  }
}
