import { expect, test } from 'vitest'
import config from '../e2e/playwright.config'
import { planOf, runSuites } from './test.js'

const NAMES = ['types', 'unit', 'e2e']
const counts = (passed: number, failed = 0, skipped = 0) => Promise.resolve({ passed, failed, skipped })

test('runs all suites, the quick ones, or one with filters for its runner', () => {
  expect(planOf([], NAMES)).toEqual({ suites: NAMES, quick: false, filters: [] })
  expect(planOf(['--quick'], NAMES)).toEqual({ suites: ['types', 'unit'], quick: true, filters: [] })
  expect(planOf(['--only', 'e2e', 'starts', '-g', 'title'], NAMES)).toEqual({
    suites: ['e2e'],
    quick: false,
    filters: ['starts', '-g', 'title']
  })
  expect(() => planOf(['--only', 'all'], NAMES)).toThrow('types, unit, e2e')
  expect(() => planOf(['--only'], NAMES)).toThrow('types, unit, e2e')
  expect(() => planOf(['--fast'], NAMES)).toThrow('--fast')
})

test('goes on after a failure and ends with one line over all', async () => {
  const said: string[] = []
  const suites = {
    types: () => counts(2),
    unit: () => Promise.reject(new Error('it crashed')),
    e2e: () => counts(3, 1, 1)
  }
  expect(await runSuites(planOf([], NAMES), suites, (line) => said.push(line))).toBe(1)
  expect(said).toContain('it crashed')
  expect(said.at(-1)).toBe('\n5 passed, 2 failed, 1 skipped')
})

test('passes only if something passed', async () => {
  const one = (run: () => ReturnType<typeof counts>) =>
    runSuites(planOf(['--only', 'unit'], NAMES), { unit: run }, () => undefined)
  expect(await one(() => counts(1))).toBe(0)
  expect(await one(() => counts(0, 0, 3))).toBe(1)
})

test('a journey that never ends is stopped, and all of them too', () => {
  // To look at something for longer, give Playwright's own --timeout and --global-timeout instead.
  expect(config.timeout).toBeLessThanOrEqual(2 * 60_000)
  expect(config.globalTimeout).toBeLessThanOrEqual(45 * 60_000)
})
