import { describe, expect, test, vi } from 'vitest'
import type { SpeedRecord } from '#core/contracts/measurements'
import { CARD, REPORTS } from './chooser.fixtures'
import { Memory } from './memory'

const at = '2026-07-12T12:00:00.000Z'
const told = (machine: string, version: string): Memory => {
  const memory = new Memory()
  memory.remember({ machine, version, measurements: { speeds: [], tests: [] } })
  return memory
}

describe('memory', () => {
  test('keys tell adapter, threads, features, computer and version apart', () => {
    const [{ cpu, webgpu, reference }, memory] = [REPORTS, told('home', '1')]
    const description = { ...cpu.description!, threads: 4 }
    const relaxed = { ...cpu.description!, features: ['relaxed-simd'] }
    const keys = [
      memory.deviceKey(cpu),
      memory.deviceKey(webgpu),
      memory.deviceKey(reference),
      memory.deviceKey({ ...cpu, description }),
      memory.deviceKey({ ...cpu, description: relaxed }),
      told('away', '1').deviceKey(cpu),
      told('home', '2').deviceKey(cpu),
      memory.adapterKey(CARD),
      memory.adapterKey({ ...CARD, description: 'Card 5001' }),
      told('home, driver 2', '1').adapterKey(CARD)
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(told('x'.repeat(5000), '1').adapterKey(CARD).length).toBeLessThanOrEqual(1000)
  })

  test('hands on what is new, and keeps it beside what was remembered, even if told afterwards', () => {
    const memory = told('home', '1')
    const heard = vi.fn()
    memory.onMade = heard
    const device = memory.deviceKey(REPORTS.cpu)
    const speed = (work: string, msPerStep: number): SpeedRecord => ({
      choice: 'cpu',
      work,
      device,
      msPerStep,
      at
    })
    memory.add({ speeds: [speed('a', 1)] })
    expect(heard).toHaveBeenCalledExactlyOnceWith({ speeds: [speed('a', 1)], tests: [] })
    const measurements = { speeds: [speed('a', 9), speed('b', 2)], tests: [] }
    memory.remember({ machine: 'home', version: '1', measurements })
    expect(heard).toHaveBeenCalledOnce()
    expect(['a', 'b', 'c'].map((work) => memory.speed(REPORTS.cpu, work)?.msPerStep)).toEqual([
      1,
      2,
      undefined
    ])
    expect(memory.speed(REPORTS.webgpu, 'a')).toBeNull()
  })
})
