import { expect, test } from 'vitest'
import { DEFAULT_GENERATION } from './generation'
import { checkGeneration } from './generation-limits'

test('lets the defaults and the edges pass', () => {
  expect(() => checkGeneration(DEFAULT_GENERATION)).not.toThrow()
  expect(() =>
    checkGeneration({ ...DEFAULT_GENERATION, seed: null, temperature: 0, top_p: 0, count: 1 })
  ).not.toThrow()
})

test.each([
  ['count', 0, 'range', '1'],
  ['count', 2.5, 'integer', '3'],
  ['temperature', -1, 'range', '0'],
  ['temperature', NaN, 'type', '0'],
  ['temperature', Infinity, 'range', '10'],
  ['top_p', 1.01, 'range', '1'],
  ['top_k', -1, 'range', '0'],
  ['seed', 2 ** 32, 'range', '4294967295'],
  ['max_tokens', '5', 'type', '5']
])('refuses %s = %s', (key, value, problem, nearest) => {
  const settings = { ...DEFAULT_GENERATION, [key]: value }
  try {
    checkGeneration(settings)
    expect.unreachable()
  } catch (error) {
    const detail = { key, value: String(value), problem, nearest }
    expect(error).toMatchObject({ error: { code: 'setting-invalid', detail } })
  }
})
