/*
 * Builds what is out of date. Sources are compared with the built files by time of change, folders included,
 * so that a deleted source counts too; tests beside the sources do not.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.js'

export const ROOT = join(import.meta.dirname, '..')

/** Written after a build that succeeded: one that failed may leave whole-looking files too. */
const STAMP = 'out/app.built'
/** What `npm start` and the end-to-end tests open. */
const APP = ['out/main/index.js', 'out/preload/index.cjs', 'out/renderer/index.html', STAMP]
const APP_SOURCES = [
  'src',
  'electron.vite.config.ts',
  'svelte.config.js',
  'package.json',
  'package-lock.json'
]

/**
 * Builds the application, if its sources are newer than what was built.
 * @param {{ root?: string, run?: import('./run.js').Run, say?: (line: string) => void }} [given]
 * @throws {Error} If it does not build; the messages are on the terminal then.
 */
export async function buildApp(given = {}) {
  const { root = ROOT, run: start = run, say = console.log } = given
  if (!isStale(root, APP, APP_SOURCES)) return
  say('Building the application.')
  rmSync(join(root, STAMP), { force: true })
  const built = await start(
    process.execPath,
    [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
    {
      cwd: root
    }
  )
  if (built.code !== 0) {
    say(built.output)
    throw new Error('The application does not build; the messages are above.')
  }
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(join(root, STAMP), '')
}

/**
 * Whether one of the outputs is missing or older than a source.
 * @param {string} root
 * @param {readonly string[]} outputs Files, relative to the root.
 * @param {readonly string[]} sources Files and folders, relative to the root; missing ones are passed over.
 */
export function isStale(root, outputs, sources) {
  const built = outputs.map((path) => join(root, path))
  if (!built.every((path) => existsSync(path))) return true
  const oldest = Math.min(...built.map((path) => statSync(path).mtimeMs))
  return sources.some((path) => existsSync(join(root, path)) && newest(join(root, path)) > oldest)
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
