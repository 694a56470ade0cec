/*
 * npm's `prepare`, which `npm ci` runs: builds the WebAssembly engine and the command line, so that
 * `npm run --silent cli -- …` works at once. Without the development packages there is nothing to build with.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build, CLI, ROOT } from './build.js'

if (existsSync(join(ROOT, 'node_modules/vite'))) {
  try {
    await build([CLI])
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
} else {
  console.log('Nothing is built: the development packages are not installed.')
}
