/*
 * Builds what is out of date: the WebAssembly engine (a source of all others), the command line, the application.
 * Sources are compared with the time of the last build that succeeded, folders included, so that a deleted source
 * counts too; tests beside the sources do not.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './run.js'

export const ROOT = join(import.meta.dirname, '..')

/**
 * @typedef {object} Target
 * @property {string} name
 * @property {readonly string[]} args For Node, from the repository's root.
 * @property {readonly string[]} outputs Files it leaves.
 * @property {readonly string[]} sources Files and folders; missing ones are passed over.
 * @property {string} stamp Written after success: a failed build may leave whole-looking files too.
 */

const SOURCES = ['src', 'package.json', 'package-lock.json']

/** @type {Target} */
export const CLI = {
  name: 'the command line',
  args: ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.cli.config.ts', '--logLevel', 'warn'],
  outputs: ['out/cli/index.js'],
  sources: [...SOURCES, 'vite.cli.config.ts'],
  stamp: 'out/cli.built'
}

/** @type {Target} */
export const APP = {
  name: 'the application',
  args: ['node_modules/electron-vite/bin/electron-vite.js', 'build'],
  outputs: ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html'],
  sources: [...SOURCES, 'electron.vite.config.ts', 'svelte.config.js'],
  stamp: 'out/app.built'
}

/** Keeps itself up to date: what it writes is a source, out of version control. */
const ENGINE = 'scripts/build-wasm.js'

/**
 * @param {readonly Target[]} targets
 * @param {{ root?: string, run?: import('./run.js').Run, say?: (line: string) => void }} [given]
 * @throws {Error} If something does not build; its messages have been said then.
 */
export async function build(targets, given = {}) {
  const { root = ROOT, run: start = run, say = console.log } = given
  /** @param {string} name @param {readonly string[]} args */
  const step = async (name, args) => {
    const built = await start(process.execPath, args, { cwd: root })
    if (built.code === 0) return
    say(built.output)
    throw new Error(`Building ${name} failed; the messages are above.`)
  }
  await step('the WebAssembly engine', [ENGINE])
  for (const target of targets) {
    if (!isStale(root, target)) continue
    say(`Building ${target.name}.`)
    const stamp = join(root, target.stamp)
    rmSync(stamp, { force: true })
    await step(target.name, target.args)
    mkdirSync(dirname(stamp), { recursive: true })
    writeFileSync(stamp, '')
  }
}

/**
 * Whether an output is missing, or a source is newer than the last build.
 * @param {string} root
 * @param {Pick<Target, 'outputs' | 'sources' | 'stamp'>} target
 */
export function isStale(root, { outputs, sources, stamp }) {
  if (![...outputs, stamp].every((path) => existsSync(join(root, path)))) return true
  const built = statSync(join(root, stamp)).mtimeMs
  return sources.some((path) => existsSync(join(root, path)) && newest(join(root, path)) > built)
}

/**
 * The latest change below a path, in milliseconds since 1970.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return path.endsWith('.test.ts') ? 0 : stat.mtimeMs
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
