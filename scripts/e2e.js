/*
 * Runs the end-to-end tests in a real Electron under Xvfb, with Chromium's sandbox on. Root, as on CI, has no
 * sandbox: then a copy of the application runs as the user nobody, and the results come back to test-results/.
 * Arguments go to Playwright: `npm run test:e2e -- starts`.
 */
import { cp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { APP, build, ROOT } from './build.js'
import { executableIn, findElectron } from './electron-runtime.js'
import { packageFolder } from './package.js'
import { AS_NOBODY, expose, readableCopy } from './readable-copy.js'
import { inPath, run } from './run.js'
import { sandboxProblem } from './sandbox.js'
import { smallDisk } from './small-disk.js'
import { CHROMIUM, ensureLibraries, TO_TEST } from './system-libraries.js'

const SCREEN = '-screen 0 2560x1440x24'
/** Variables that would lead nobody into somebody else's folders. */
const PRIVATE = ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR']

/**
 * @param {readonly string[]} filters Arguments for Playwright.
 * @returns {Promise<number>} Its exit code. The report is in test-results/e2e.json.
 */
export async function endToEnd(filters) {
  await ensureLibraries(TO_TEST)
  if (isMeant('chromium', filters)) {
    await ensureLibraries([CHROMIUM]).catch((error) =>
      console.log(`Without the journey in Chromium: ${error.message}`)
    )
  }
  await build([APP])
  const electron = await findElectron()
  const packed = isMeant('packaged', filters) ? await packageFolder(electron) : null
  const root = process.getuid?.() === 0 && process.platform === 'linux'
  const copy = root ? await readableCopy({ root: ROOT, electron: electron.folder, run }) : null
  const folder = copy?.folder ?? ROOT
  const dist = copy?.electron ?? electron.folder

  const problem = await sandboxProblem({
    platform: process.platform,
    root: false,
    folder: dist,
    run,
    as: root ? AS_NOBODY : []
  })
  if (problem !== null) console.log(`Without Chromium's sandbox, and its test is skipped: ${problem}.`)

  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, DOWNHILL_ELECTRON: join(dist, executableIn(process.platform)) }
  if (problem !== null) env['DOWNHILL_NO_SANDBOX'] = problem
  if (packed !== null) {
    // Where people put it: a path with a space and a letter beyond ASCII, which nobody can write to.
    const installed = join(copy === null ? tmpdir() : dirname(copy.folder), 'Programs é')
    await rm(installed, { recursive: true, force: true })
    await expose(packed, installed, run)
    env['DOWNHILL_PACKED'] = installed
  }
  const small = isMeant('full-disk', filters) ? await smallDisk(run, 'nobody') : null
  if (small !== null) env['DOWNHILL_SMALL_DISK'] = small.folder
  if (copy !== null) {
    for (const name of PRIVATE) delete env[name]
    env['PATH'] = `${dirname(copy.node)}:${env['PATH'] ?? ''}`
  }
  const screen = inPath('xvfb-run') ? ['xvfb-run', '-a', '-s', SCREEN] : []
  // On a developer's own desktop windows would take the focus from each other.
  env['DOWNHILL_AT_ONCE'] ??= screen.length > 0 && availableParallelism() > 1 ? '2' : '1'
  // Else newer Electrons open on the developer's own Wayland desktop.
  if (screen.length > 0) for (const name of ['WAYLAND_DISPLAY', 'XDG_SESSION_TYPE']) delete env[name]
  const [program, ...args] = [
    // runuser sets HOME itself, so ours comes after it.
    ...(copy ? [...AS_NOBODY, 'env', `HOME=${copy.home}`, `TMPDIR=${copy.temporary}`] : []),
    ...screen,
    copy?.node ?? process.execPath,
    join(folder, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--config',
    join(folder, 'e2e/playwright.config.ts'),
    ...filters
  ]
  const ran = await run(program, args, { cwd: folder, env, show: true })
  await small?.remove()
  if (copy !== null) {
    // What an earlier run's failures left would look like this one's.
    await rm(join(ROOT, 'test-results/e2e'), { recursive: true, force: true })
    await cp(join(folder, 'test-results'), join(ROOT, 'test-results'), { recursive: true })
    await rm(dirname(folder), { recursive: true, force: true })
  }
  return ran.code
}

/**
 * Whether a journey may be among those that run: what it alone needs takes time.
 * @param {string} journey
 * @param {readonly string[]} filters
 */
function isMeant(journey, filters) {
  return (
    filters.length === 0 || filters.some((filter) => journey.startsWith(filter.replace(/^.*journeys\//, '')))
  )
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await endToEnd(process.argv.slice(2))
}
