/*
 * `npm start`: builds what is out of date, finds an Electron and opens the app; `--dev` opens it on the sources
 * with electron-vite's development server. Other arguments go to the app: `npm start -- names.txt`.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { APP, build, ROOT } from './build.js'
import { findElectron } from './electron-runtime.js'
import { run } from './run.js'
import { sandboxProblem } from './sandbox.js'
import { ensureLibraries, TO_RUN } from './system-libraries.js'

/**
 * @typedef {object} Steps What starting consists of, for tests to replace.
 * @property {string} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} asRoot
 * @property {boolean} installed Whether npm has installed the packages.
 * @property {() => Promise<void>} libraries
 * @property {(dev: boolean) => Promise<void>} build Of the application, or for the development server.
 * @property {() => Promise<import('./electron-runtime.js').Electron>} electron
 * @property {import('./run.js').Run} run
 * @property {(line: string) => void} say
 */

/**
 * @param {readonly string[]} args
 * @param {Partial<Steps>} [given]
 * @returns {Promise<number>} Exit code: the app's, or 1 with a line saying what keeps it from opening.
 */
export async function startApp(args, given = {}) {
  const steps = { ...here(), ...given }
  const { env, say } = steps
  const dev = args.includes('--dev')
  const forApp = args.filter((argument) => argument !== '--dev')

  if (!steps.installed) {
    say('The packages are not installed yet: run npm ci first.')
    return 1
  }
  if (steps.platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    say('There is no display here to open a window on. The terminal does without one: npm run cli -- --help')
    return 1
  }
  try {
    await steps.libraries()
    await steps.build(dev)
    const electron = await steps.electron()
    const flags = await switches(electron, forApp, steps)
    const ran = dev
      ? await steps.run(
          process.execPath,
          [join(ROOT, 'node_modules/electron-vite/bin/electron-vite.js'), 'dev', '--', ...flags, ...forApp],
          {
            cwd: ROOT,
            env: { ...env, ELECTRON_EXEC_PATH: electron.executable },
            show: true
          }
        )
      : await steps.run(electron.executable, [...flags, ROOT, ...forApp], { env, show: true })
    return ran.code
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    return 1
  }
}

/**
 * @param {import('./electron-runtime.js').Electron} electron
 * @param {readonly string[]} forApp What the user asked for; it is not said twice.
 * @param {Steps} steps
 */
async function switches(electron, forApp, { platform, env, asRoot, run, say }) {
  const flags = []
  const problem = await sandboxProblem({ platform, root: asRoot, folder: electron.folder, run })
  if (problem !== null) {
    say(`Starting without Chromium's sandbox: ${problem}.`)
    flags.push('--no-sandbox')
  }
  // Chromium's Vulkan, and with it WebGPU, works on X11 only: on Wayland the app runs through XWayland, if there is one.
  if (platform === 'linux' && !forApp.some((argument) => argument.startsWith('--ozone-platform'))) {
    flags.push(`--ozone-platform=${env['DISPLAY'] ? 'x11' : 'wayland'}`)
  }
  return flags
}

/** @returns {Steps} */
function here() {
  return {
    platform: process.platform,
    env: process.env,
    asRoot: process.getuid?.() === 0,
    installed: existsSync(join(ROOT, 'node_modules/electron-vite')),
    libraries: () => ensureLibraries(TO_RUN),
    build: (dev) => build(dev ? [] : [APP]),
    electron: findElectron,
    run,
    say: console.log
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await startApp(process.argv.slice(2))
}
