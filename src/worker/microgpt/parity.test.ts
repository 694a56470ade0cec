import { readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { PRESETS } from '#core/run-config'
import recorded from '../../../resources/reference/microgpt-seed42.json'
import { PARITY_GENERATION, ParityCheck } from './parity'

const sha256 = recorded.corpus_sha256
const microgpt = PRESETS.microgpt
const check = (): ParityCheck => ParityCheck.for(microgpt, sha256)!

test('the recorded run is of the bundled names', () => {
  const bytes = readFileSync('resources/corpora/names.txt')
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
  const names = readFileSync('resources/reference/microgpt-seed42-names.txt', 'utf8')
  expect(names.trimEnd().split('\n')).toEqual(recorded.names)
  expect(Object.keys(recorded.losses)).toHaveLength(20)
  expect(PARITY_GENERATION.count).toBe(20)
})

test('only a run of exactly these settings, corpus and seed is compared', () => {
  expect(check()).not.toBeNull()
  expect(ParityCheck.for({ ...microgpt, kind: 'list', eval_every: 7 }, sha256)).not.toBeNull()
  for (const change of [
    { seed: 43 },
    { steps: 999 },
    { layers: 2 },
    { random: 'downhill' },
    { kind: 'text' }
  ] as const) {
    expect(ParityCheck.for({ ...microgpt, ...change }, sha256)).toBeNull()
  }
  expect(ParityCheck.for(PRESETS.names, sha256)).toBeNull()
  expect(ParityCheck.for(microgpt, null)).toBeNull()
  expect(ParityCheck.for(microgpt, sha256.replace('b', 'c'))).toBeNull()
})

describe('the certificate', () => {
  const retrace = (change: (step: number, loss: number) => number = (_, loss) => loss): ParityCheck => {
    const made = check()
    for (const [step, loss] of Object.entries(recorded.losses))
      made.add(Number(step), change(Number(step), loss))
    return made
  }

  test('matches when all losses and names do', () => {
    const made = retrace((_, loss) => loss + 5e-5)
    made.add(11, 99) // not recorded
    const certificate = made.finish(recorded.names)
    expect(certificate).toMatchObject({ matches: true, losses: 20, names: 20, namesEqual: 20 })
    expect(certificate.largestDifference).toBeCloseTo(5e-5, 10)
  })

  test('does not when one loss is off', () => {
    const certificate = retrace((step, loss) => (step === 700 ? loss - 2e-4 : loss)).finish(recorded.names)
    expect(certificate.matches).toBe(false)
    expect(certificate.largestDifference).toBeCloseTo(2e-4, 10)
  })

  test('does not when one name is off, or nothing was compared', () => {
    const names = recorded.names.with(3, 'maria')
    expect(retrace().finish(names)).toMatchObject({ matches: false, namesEqual: 19 })
    expect(retrace().finish(recorded.names.slice(0, 19))).toMatchObject({ matches: false, namesEqual: 19 })
    expect(check().finish(recorded.names).matches).toBe(false)
  })
})
