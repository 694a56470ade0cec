import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closingLine, countPlaywright, countVitest, sum } from './test-counts.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'counts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function report(content: unknown): string {
  const file = join(folder, 'report.json')
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
const unit = {
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 1,
  testResults: [] as unknown[]
}
const e2e = { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 1 }, errors: [] as unknown[] }
const CRASHED = { passed: 0, failed: 1, skipped: 0 }

test('counts what passed, failed and was skipped', () => {
  expect(countVitest(report(unit), 0)).toEqual({ passed: 5, failed: 0, skipped: 2 })
  expect(countVitest(report({ ...unit, numFailedTests: 2 }), 1)).toEqual({ passed: 5, failed: 2, skipped: 2 })
  expect(countPlaywright(report(e2e), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 })
  const failing = { ...e2e, stats: { ...e2e.stats, unexpected: 1, flaky: 1 } }
  expect(countPlaywright(report(failing), 1)).toEqual({ passed: 4, failed: 1, skipped: 1 })
})

test('a file that does not load fails, once', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{}] },
    { status: 'passed', assertionResults: [{}] }
  ]
  expect(countVitest(report({ ...unit, numFailedTests: 1, testResults }), 1).failed).toBe(2)
  expect(countPlaywright(report({ ...e2e, errors: [{ message: 'x' }] }), 1).failed).toBe(1)
})

test('a suite that crashed never looks like one that passed', () => {
  expect(countVitest(join(folder, 'missing.json'), 0)).toEqual(CRASHED)
  expect(countVitest(report('{"numPassed'), 0)).toEqual(CRASHED)
  expect(countVitest(report({}), 0)).toEqual(CRASHED)
  expect(countPlaywright(report({ stats: {}, errors: [] }), 0)).toEqual(CRASHED)
  expect(countVitest(report(unit), 1).failed).toBe(1)
  expect(countPlaywright(report(e2e), 124).failed).toBe(1)
})

test('the closing line is plain and names skipped tests only if there are any', () => {
  const total = sum([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 20, failed: 3, skipped: 0 }
  ])
  expect(closingLine(total)).toBe('21 passed, 3 failed')
  expect(closingLine({ passed: 0, failed: 0, skipped: 2 })).toBe('0 passed, 0 failed, 2 skipped')
})
