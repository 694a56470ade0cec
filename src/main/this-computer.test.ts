import { describe as group, expect, it, vi } from 'vitest'
import { describe, driversIn } from './this-computer'

vi.mock('electron', () => ({ app: {} }))

group('this computer', () => {
  it('is its processor, its system and its graphics drivers', () => {
    const processors = [{ model: 'Ryzen 7 ' }, { model: 'Ryzen 7 ' }]
    expect(describe(processors, 'linux 6.1', '4318 9348')).toBe('2 × Ryzen 7; linux 6.1; 4318 9348')
    expect(describe([], 'win32 10', '')).toBe('0 × unknown processor; win32 10')
  })

  it('changes with the driver, and does without what is not reported', () => {
    const card = { active: true, vendorId: 4318, deviceId: 9348 }
    expect(driversIn({ gpuDevice: [card] })).toBe('4318 9348')
    const driven = { ...card, driverVendor: 'NVIDIA', driverVersion: '560.35.03' }
    expect(driversIn({ gpuDevice: [driven, card] })).toBe('4318 9348 NVIDIA 560.35.03, 4318 9348')
    for (const odd of [null, undefined, {}, { gpuDevice: 'x' }, { gpuDevice: [null] }])
      expect(driversIn(odd)).toBe('')
  })
})
