/* Safer settings are allowed ones, change what is risky, and leave the rest alone. */

import { expect, test } from 'vitest'
import { checkConfig, PRESETS } from './run-config'
import { dividesByNothing, safer, slower } from './safer-settings'

test('a tenth of the rate, never below the least', () => {
  expect([slower(0.01), slower(0.0035), slower(1e-6)]).toEqual([0.001, 0.00035, 1e-6])
})

test('only what is risky changes, and all of it is allowed', () => {
  const wild = { ...PRESETS.names, beta2: 0, epsilon: 1e-12, clip: 0, learning_rate: 1 }
  expect(dividesByNothing(wild)).toBe(true)
  expect(safer(wild)).toEqual({ ...wild, beta2: 0.99, epsilon: 1e-8, clip: 1, learning_rate: 0.1 })
  for (const preset of Object.values(PRESETS)) {
    expect(dividesByNothing(preset)).toBe(false)
    expect(checkConfig(safer(preset))).toEqual([])
    expect({ ...safer(preset), learning_rate: preset.learning_rate, clip: preset.clip }).toEqual(preset)
  }
})
