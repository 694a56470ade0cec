/*
 * Counting tests from the JSON reports of vitest and Playwright, and the closing line. A report that is missing,
 * or says less than the exit code, counts as a failure: a suite that crashed must not look like one that passed.
 */
import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @param {string} file vitest's report (--reporter=json).
 * @param {number} code vitest's exit code.
 * @returns {Counts}
 */
export function countVitest(file, code) {
  return counted(file, code, (report) => ({
    passed: report.numPassedTests,
    // A file that does not load has no tests, only a failed status.
    failed: report.numFailedTests + report.testResults.filter(isBroken).length,
    skipped: report.numPendingTests + report.numTodoTests
  }))
}

/**
 * @param {string} file Playwright's report (reporter json).
 * @param {number} code Playwright's exit code.
 * @returns {Counts}
 */
export function countPlaywright(file, code) {
  return counted(file, code, ({ stats, errors }) => ({
    // A journey may have a second try; Playwright has named those that needed it.
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped
  }))
}

/** @param {readonly Counts[]} all */
export function sum(all) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of all) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}

/**
 * The last line of a test run, plain: `N passed, N failed`, and `, N skipped` if any.
 * @param {Counts} counts
 */
export function closingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * @param {string} file
 * @param {number} code
 * @param {(report: any) => Counts} read The reports are other programs' JSON: what is missing in them ends in the catch.
 * @returns {Counts}
 */
function counted(file, code, read) {
  const crashed = { passed: 0, failed: 1, skipped: 0 }
  if (!existsSync(file)) return crashed
  try {
    const counts = read(JSON.parse(readFileSync(file, 'utf8')))
    if (Object.values(counts).some((count) => !Number.isInteger(count))) return crashed
    return counts.failed === 0 && code !== 0 ? { ...counts, failed: 1 } : counts
  } catch {
    return crashed
  }
}

/** @param {{ status: string, assertionResults: unknown[] }} result */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0
}
