import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isTestRuntime } from './package.js'
import { isSupported, NEWEST_MAJOR } from '../src/main/electron-support'

it('knows the major that package.json asks for', () => {
  const { devDependencies } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8')
  ) as { devDependencies: { electron: string } }
  expect(devDependencies.electron).toMatch(new RegExp(`^\\^?${NEWEST_MAJOR}\\.`))
})

it('counts three majors as supported, as packaging does', () => {
  for (const [version, supported] of [
    [`${NEWEST_MAJOR + 1}.0.0`, true],
    [`${NEWEST_MAJOR}.4.1`, true],
    [`${NEWEST_MAJOR - 2}.0.0`, true],
    [`${NEWEST_MAJOR - 3}.9.9`, false],
    ['33.2.1', false],
    ['unknown', false],
    ['', false]
  ] as const) {
    expect(isSupported(version), version).toBe(supported)
    expect(isTestRuntime(version), version).toBe(!supported)
  }
})
