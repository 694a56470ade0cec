/*
 * npm's `prepare`, which `npm ci` runs: builds the WebAssembly engine and the command line, so that
 * `npm run --silent cli -- …` works at once. Without the development packages there is nothing to build with.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './build.js'
import { run } from './run.js'

/**
 * @param {{ root?: string, run?: import('./run.js').Run, say?: (line: string) => void }} [given]
 * @returns {Promise<number>} Exit code.
 */
export async function prepare(given = {}) {
  const { root = ROOT, run: start = run, say = console.log } = given
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  if (!existsSync(vite)) {
    say('Nothing is built: the development packages are not installed.')
    return 0
  }
  const wasm = join(root, 'scripts/build-wasm.js')
  const steps = [
    ...(existsSync(wasm) ? [[wasm]] : []),
    [vite, 'build', '--config', 'vite.cli.config.ts', '--logLevel', 'warn']
  ]
  for (const step of steps) {
    const built = await start(process.execPath, step, { cwd: root })
    if (built.code !== 0) {
      say(built.output)
      return 1
    }
  }
  return 0
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await prepare()
}
