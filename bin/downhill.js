#!/usr/bin/env node
/* Starts the command line that `npm run build:cli` (and `npm ci`) builds; see src/cli/. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const entry = new URL('../out/cli/index.js', import.meta.url)

if (existsSync(entry)) {
  const { main } = await import(entry.href)
  // The exit is asked for, since a graphics card's or a thread's handles would keep the program alive.
  process.exit(await main(process.argv.slice(2), { root, cwd: process.env['INIT_CWD'] ?? process.cwd() }))
} else {
  process.stderr.write(`The command line is not built yet: run "npm run build:cli" in ${root}.\n`)
  process.exitCode = 1
}
