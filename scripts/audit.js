/*
 * Whether npm knows of a grave fault in a package that is installed: fails for findings that are high or critical. Where the
 * registry does not answer such questions, as mirrors often do not, it says "not checked" and passes.
 */
import { pathToFileURL } from 'node:url'
import { ROOT } from './build.js'
import { run } from './run.js'

/** The registry may think about it this long, in milliseconds. */
const PATIENCE_MS = 60_000

/**
 * What npm's answer means.
 * @param {string} output Of `npm audit --json`.
 * @returns {{ code: 0 | 1, line: string }}
 */
export function verdictOf(output) {
  // Warnings may stand before the answer.
  const json = output.slice(Math.max(0, output.indexOf('{')), output.lastIndexOf('}') + 1)
  /** @type {{ metadata?: { vulnerabilities?: Record<string, number> }, vulnerabilities?: Record<string, { severity: string }>, message?: string }} */
  let answer
  try {
    answer = JSON.parse(json)
  } catch {
    answer = {}
  }
  const found = answer.metadata?.vulnerabilities
  if (!found) {
    const why = answer.message?.split('\n')[0]?.replace(/ - .*$/, '') ?? 'no answer'
    return { code: 0, line: `npm audit: not checked (${why})` }
  }
  const grave = Object.entries(answer.vulnerabilities ?? {}).filter(([, { severity }]) =>
    /high|critical/.test(severity)
  )
  if (grave.length === 0)
    return { code: 0, line: `npm audit: nothing high among ${found['total'] ?? 0} findings` }
  return {
    code: 1,
    line: `npm audit: ${grave.map(([name, { severity }]) => `${name} (${severity})`).join(', ')}`
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { output } = await run('npm', ['audit', '--json'], { cwd: ROOT, timeout: PATIENCE_MS })
  const { code, line } = verdictOf(output)
  console.log(line)
  process.exitCode = code
}
