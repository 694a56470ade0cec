import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Measurements, SelfTestRecord, SpeedRecord } from '#core/contracts/measurements'
import { MOST_SPEEDS, NO_MEASUREMENTS } from '#core/measurements'
import { openLibrary } from './library'
import type { KeptMeasurements } from './measurements'
import { scratch } from './testing/fixtures'

let folder: string
let remove: () => void
beforeEach(() => ({ folder, remove } = scratch()))
afterEach(() => remove())

const path = (): string => join(folder, 'measurements.json')
const open = async (): Promise<KeptMeasurements> => (await openLibrary({ root: folder })).measurements

const at = '2026-07-12T12:00:00.000Z'
const speed: SpeedRecord = { choice: 'cpu', work: 'names', device: 'this one', msPerStep: 20.5, at }
const test: SelfTestRecord = {
  ...{ adapter: 'a card', passed: false, quantity: 'attention', worst: 'logits 1' },
  ...{ difference: null, at }
}
const some: Measurements = { speeds: [speed], tests: [test] }

describe('measurements', () => {
  it('begin with none and write nothing', async () => {
    expect((await open()).current()).toEqual(NO_MEASUREMENTS)
    expect(readdirSync(folder)).not.toContain('measurements.json')
  })

  it('are kept, and replaced where measured again', async () => {
    const kept = await open()
    await kept.add(some)
    await kept.add({ speeds: [{ ...speed, choice: 'webgpu' }], tests: [] })
    await kept.add({ speeds: [{ ...speed, msPerStep: 10 }], tests: [{ ...test, passed: true }] })
    expect((await open()).current()).toEqual({
      speeds: [
        { ...speed, choice: 'webgpu' },
        { ...speed, msPerStep: 10 }
      ],
      tests: [{ ...test, passed: true }]
    })
  })

  it('do not grow without end: the oldest go', async () => {
    const kept = await open()
    const many = Array.from({ length: MOST_SPEEDS }, (_, i) => ({ ...speed, work: `w${i}` }))
    await kept.add({ speeds: many, tests: [] })
    await kept.add(some)
    const { speeds } = (await open()).current()
    expect([speeds.length, speeds[0]?.work, speeds.at(-1)?.work]).toEqual([MOST_SPEEDS, 'w1', 'names'])
  })

  it.each([
    '',
    '{"format":"downhill-measurements","version":1}',
    '{"format":"downhill-measurements","version":1,"speeds":[{"choice":"auto"}],"tests":[]}',
    `{"format":"downhill-measurements","version":1,"speeds":[${JSON.stringify({ ...speed, msPerStep: -1 })}],"tests":[]}`
  ])('of a broken file (%j) are set aside and measured anew', async (content) => {
    writeFileSync(path(), content)
    const { measurements, notices } = await openLibrary({ root: folder })
    expect(measurements.current()).toEqual(NO_MEASUREMENTS)
    expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail: { name: 'measurements.json' } }])
    const aside = readdirSync(folder).find((name) => name.startsWith('measurements.json.corrupt-'))
    expect(readFileSync(join(folder, aside ?? ''), 'utf8')).toBe(content)
    await measurements.add(some)
    expect((await open()).current()).toEqual(some)
  })

  it('of a newer version are not overwritten', async () => {
    const newer = '{"format":"downhill-measurements","version":2}'
    writeFileSync(path(), newer)
    const kept = await open()
    await kept.add(some)
    expect(kept.current()).toEqual(some)
    expect(readFileSync(path(), 'utf8')).toBe(newer)
  })
})
