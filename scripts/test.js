/*
 * `npm test`: build, static checks, unit and end-to-end tests, each whatever the others say, then one closing line over all.
 * --quick leaves out the end-to-end tests and the slow unit tests; --only NAME runs one suite, and what follows
 * goes to its test runner: `npm run test:e2e -- starts`.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, CLI, ROOT } from './build.js'
import { allChecks, runChecks } from './checks.js'
import { endToEnd } from './e2e.js'
import { run } from './run.js'
import { closingLine, countPlaywright, countVitest, sum } from './test-counts.js'

/**
 * @typedef {object} Plan
 * @property {readonly string[]} suites
 * @property {boolean} quick
 * @property {readonly string[]} filters For the runner of the one suite of --only.
 */

/** @typedef {(plan: Plan) => Promise<import('./test-counts.js').Counts>} Suite */

/** @type {Record<string, Suite>} */
const SUITES = {
  checks: () => runChecks(allChecks()),
  unit,
  e2e
}

/**
 * @param {readonly string[]} args
 * @param {readonly string[]} names Of the suites there are.
 * @returns {Plan}
 * @throws {Error} With the names, if --only has none of them.
 */
export function planOf(args, names) {
  const rest = [...args]
  const quick = rest.includes('--quick')
  if (quick) rest.splice(rest.indexOf('--quick'), 1)
  const only = rest.indexOf('--only')
  if (only < 0) {
    if (rest.length > 0)
      throw new Error(`Unknown argument ${rest[0]}: there are --quick and --only ${names.join('|')}`)
    return { suites: quick ? names.filter((name) => name !== 'e2e') : names, quick, filters: [] }
  }
  const [, name] = rest.splice(only, 2)
  if (!names.includes(name)) throw new Error(`--only takes one of ${names.join(', ')}`)
  return { suites: [name], quick, filters: rest }
}

/**
 * @param {Plan} plan
 * @param {Record<string, Suite>} suites
 * @param {(line: string) => void} say
 * @returns {Promise<number>} Exit code.
 */
export async function runSuites(plan, suites, say) {
  const all = []
  for (const name of plan.suites) {
    say(`\n== ${name}`)
    const start = Date.now()
    let counts
    try {
      counts = await suites[name](plan)
    } catch (error) {
      say(error instanceof Error ? error.message : String(error))
      counts = { passed: 0, failed: 1, skipped: 0 }
    }
    all.push(counts)
    say(`${name}: ${closingLine(counts)} in ${Math.round((Date.now() - start) / 1000)} s`)
  }
  const total = sum(all)
  say(`\n${closingLine(total)}`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

/** @type {Suite} */
async function unit({ quick, filters }) {
  const report = freshReport('unit.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ran = await run(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', ...reporters, ...filters],
    {
      cwd: ROOT,
      env: quick ? { ...process.env, DOWNHILL_QUICK: '1' } : process.env,
      show: true
    }
  )
  return countVitest(report, ran.code)
}

/** @type {Suite} */
async function e2e({ filters }) {
  const report = freshReport('e2e.json')
  return countPlaywright(report, await endToEnd(filters))
}

/**
 * The path of a report that is not there yet, so that an earlier run's is never counted.
 * @param {string} name
 */
function freshReport(name) {
  const folder = join(ROOT, 'test-results')
  mkdirSync(folder, { recursive: true })
  const report = join(folder, name)
  rmSync(report, { force: true })
  return report
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const plan = planOf(process.argv.slice(2), Object.keys(SUITES))
    // Checks and unit tests read what is generated, and the command line is tested as it is shipped.
    const suites = { build: () => build([CLI]).then(() => ({ passed: 1, failed: 0, skipped: 0 })), ...SUITES }
    process.exitCode = await runSuites({ ...plan, suites: ['build', ...plan.suites] }, suites, console.log)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
