/*
 * Static checks as data: every project of tsconfig.json by tsc, the one with Svelte components by svelte-check, and eslint, prettier
 * and knip, which finds what nothing uses. Two run at a time; what one prints is shown only where it fails.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './build.js'
import { run } from './run.js'

/** @typedef {{ name: string, args: readonly string[], tells?: boolean }} Check `args` are for Node, from the repository's root; `tells`: what it says is shown even if it passes. */

/** The project with components, which tsc does not read: svelte-check reads them and everything else in it. */
const COMPONENTS = './tsconfig.renderer.json'

/** @returns {Check[]} */
export function typeChecks(root = ROOT) {
  /** @type {{ references: { path: string }[] }} */
  const { references } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'))
  return references.map(({ path }) => ({
    name: path,
    args:
      path === COMPONENTS
        ? [
            'node_modules/svelte-check/bin/svelte-check',
            ...['--tsconfig', path, '--output', 'human', '--fail-on-warnings']
          ]
        : ['node_modules/typescript/bin/tsc', '-p', path]
  }))
}

/**
 * All of them, the longest first: eslint takes as long on one core as the others together on the second.
 * @returns {Check[]}
 */
export function allChecks() {
  return [
    { name: 'eslint', args: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'] },
    ...typeChecks(),
    { name: 'knip', args: ['node_modules/knip/bin/knip.js'] },
    {
      name: 'prettier',
      args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']
    },
    { name: 'npm audit', args: ['scripts/audit.js'], tells: true }
  ]
}

/**
 * Runs all of them, whatever fails.
 * @param {readonly Check[]} checks
 * @param {{ run?: import('./run.js').Run, say?: (line: string) => void, atOnce?: number }} [given]
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function runChecks(checks, given = {}) {
  const { run: start = run, say = console.log, atOnce = 2 } = given
  const waiting = [...checks]
  const counts = { passed: 0, failed: 0, skipped: 0 }
  const worker = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const ran = await start(process.execPath, check.args, { cwd: ROOT })
      if (ran.code === 0) {
        if (check.tells) say(ran.output.trimEnd())
        counts.passed++
        continue
      }
      counts.failed++
      say(`${check.name} fails:\n${ran.output.trimEnd()}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return counts
}
