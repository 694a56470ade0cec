import { describe, expect, test } from 'vitest'
import { applySettings, checkConfig, fitWarmup, LIMITS, PRESETS } from './run-config'

const refusal = (settings: string[]): unknown => {
  try {
    applySettings(PRESETS.names, settings)
  } catch (error) {
    return (error as { error: unknown }).error
  }
  return null
}

describe('run settings', () => {
  test('every preset can start a run', () => {
    for (const preset of Object.values(PRESETS)) expect(checkConfig(preset)).toEqual([])
  })

  test('key=value texts are read by the type of the setting', () => {
    const config = applySettings(PRESETS.names, [
      'layers=2',
      'learning_rate=1e-2',
      'deduplicate=false',
      'kind=text'
    ])
    expect(config).toMatchObject({ layers: 2, learning_rate: 0.01, deduplicate: false, kind: 'text' })
  })

  test('fewer steps shorten the warm-up, unless it is set', () => {
    expect(applySettings(PRESETS.names, ['steps=60']).warmup).toBe(6)
    expect(applySettings(PRESETS.names, ['steps=60', 'warmup=50']).warmup).toBe(50)
    expect(fitWarmup(PRESETS.names)).toBe(PRESETS.names)
  })

  test('what is refused is named, with the nearest values', () => {
    expect(refusal(['colour=red'])).toEqual({ code: 'setting-unknown', detail: { key: 'colour' } })
    expect(refusal(['preset=text'])).toMatchObject({ code: 'setting-unknown' })
    expect(refusal(['width=62'])).toMatchObject({
      code: 'setting-invalid',
      detail: { key: 'width', nearest: '60, 64' }
    })
    expect(refusal(['layers=0'])).toMatchObject({ detail: { key: 'layers', problem: 'range', nearest: '1' } })
    expect(refusal(['layers=1.5'])).toMatchObject({ detail: { problem: 'integer', nearest: '1, 2' } })
    expect(refusal(['layers='])).toMatchObject({ detail: { problem: 'type' } })
    expect(refusal(['deduplicate=yes'])).toMatchObject({ detail: { problem: 'type' } })
    expect(refusal(['schedule=wild'])).toMatchObject({ detail: { problem: 'choice' } })
    expect(refusal(['steps=10', 'warmup=20'])).toMatchObject({ detail: { key: 'warmup', nearest: '10' } })
  })

  test('a value of the wrong type is caught for every setting', () => {
    for (const key of Object.keys(LIMITS)) {
      expect(checkConfig({ ...PRESETS.names, [key]: null }).map((problem) => problem.key)).toContain(key)
    }
  })
})
