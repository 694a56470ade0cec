/*
 * What Electron needs from the system on Linux, checked before it is started. Root on Debian or Ubuntu: installed
 * with apt-get. Everybody else: one line with the command. Other systems bring what is needed with them.
 * Ubuntu 24.04 and Debian 13 renamed some packages for 64-bit time (…t64): the newer name is tried first.
 * Over 150 lines: the lists of packages, and all that is asked of the system about them.
 */
import { existsSync, readFileSync } from 'node:fs'
import { inPath, run } from './run.js'

/**
 * @typedef {object} Need
 * @property {readonly string[]} debian Package names, the first that exists is taken.
 * @property {string} [library] Found when the loader knows this soname.
 * @property {string} [program] Found when it is in the search path. Neither: only dpkg is asked.
 */

/** @type {readonly Need[]} To open a window. */
export const TO_RUN = [
  { library: 'libgtk-3.so.0', debian: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { library: 'libnss3.so', debian: ['libnss3'] },
  { library: 'libasound.so.2', debian: ['libasound2t64', 'libasound2'] },
  { library: 'libgbm.so.1', debian: ['libgbm1'] },
  { library: 'libXtst.so.6', debian: ['libxtst6'] }
]

/** @type {readonly Need[]} To test without a screen and a graphics card, with the typefaces of the design. */
export const TO_TEST = [
  ...TO_RUN,
  { program: 'xvfb-run', debian: ['xvfb'] },
  { program: 'xauth', debian: ['xauth'] },
  { debian: ['mesa-vulkan-drivers'] },
  { debian: ['libgl1-mesa-dri'] },
  { debian: ['fonts-urw-base35'] }
]

/** @type {Need} To run the page in a browser of today; its journey is left out where it cannot be had. */
export const CHROMIUM = { program: 'chromium', debian: ['chromium'] }

/**
 * @typedef {object} System
 * @property {string} platform
 * @property {boolean} root Whether this process may install.
 * @property {string} release The text of /etc/os-release, empty where there is none.
 * @property {import('./run.js').Run} run
 * @property {(program: string) => boolean} has
 * @property {(line: string) => void} say
 */

/**
 * Makes sure that everything is there.
 * @param {readonly Need[]} needs
 * @param {Partial<System>} [given]
 * @throws {Error} With the command to type, if something is missing and could not be installed.
 */
export async function ensureLibraries(needs, given = {}) {
  const system = { ...here(), ...given }
  if (system.platform !== 'linux') return
  const debian = /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(system.release)
  const missing = await missingOf(needs, system, debian)
  if (missing.length === 0) return

  if (!debian)
    throw new Error(`Missing on this system: ${missing.map(nameOf).join(', ')}. Install what provides them.`)
  if (!system.root)
    throw new Error(
      `Missing system libraries. Install them with: ${command(await names(missing, system), 'sudo ')}`
    )

  await system.run('apt-get', ['update', '-q'])
  const packages = await names(missing, system)
  system.say(`Installing system packages: ${packages.join(' ')}`)
  // Another installation may be under way, as on a machine that has just started: wait for its lock.
  const install = [
    'install',
    '-y',
    '-q',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=300',
    ...packages
  ]
  const installed = await system.run('apt-get', install, {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  })
  if (installed.code !== 0) {
    const why =
      installed.output.split('\n').find((line) => line.startsWith('E:')) ?? `exit code ${installed.code}`
    throw new Error(`System packages could not be installed (${why}). Try: ${command(packages, '')}`)
  }
}

/**
 * @param {readonly Need[]} needs
 * @param {System} system
 * @param {boolean} debian
 */
async function missingOf(needs, system, debian) {
  const loader = await system.run('/sbin/ldconfig', ['-p'])
  /** @type {Need[]} */
  const missing = []
  for (const need of needs) {
    const there = need.program
      ? system.has(need.program)
      : need.library
        ? // Without a loader's list nothing can be said about libraries: let Electron try.
          loader.code !== 0 || loader.output.includes(`\t${need.library} `)
        : !debian || (await installed(need.debian, system))
    if (!there) missing.push(need)
  }
  return missing
}

/**
 * @param {readonly string[]} packages
 * @param {System} system
 */
async function installed(packages, system) {
  const asked = await system.run('dpkg-query', ['-W', '-f', '${db:Status-Status}\n', ...packages])
  return asked.output.split('\n').includes('installed')
}

/**
 * The package of each need under the name that this release has.
 * @param {readonly Need[]} needs
 * @param {System} system
 */
async function names(needs, system) {
  return Promise.all(
    needs.map(async ({ debian }) => {
      for (const name of debian.slice(0, -1)) {
        if ((await system.run('apt-cache', ['show', name])).code === 0) return name
      }
      return debian[debian.length - 1]
    })
  )
}

/**
 * @param {readonly string[]} packages
 * @param {string} as
 */
function command(packages, as) {
  return `${as}apt-get update && ${as}apt-get install -y --no-install-recommends ${packages.join(' ')}`
}

/** @param {Need} need */
function nameOf(need) {
  return need.library ?? need.program ?? need.debian[0]
}

/** @returns {System} */
function here() {
  return {
    platform: process.platform,
    root: process.getuid?.() === 0,
    release: existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '',
    run,
    has: inPath,
    say: (line) => console.log(line)
  }
}
