/*
 * `npm run bench:app`: what the application costs before it does anything: time from the process's start to a usable
 * window, memory and processor time while nothing runs, on every stage, and its size. Starts the real app, on Linux,
 * under Xvfb where there is no screen, and prints a table; --json FILE keeps the figures, --starts N says how often it
 * starts (5), --packed takes the app in build/ instead of the sources' build. A bench, not a test: it judges nothing.
 * Over 150 lines: start, stages and table read one set of figures, from the app's process to the report.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { APP, build, ROOT } from './build.js'
import { findElectron } from './electron-runtime.js'
import { memory, processorTime, processTree } from './processes.js'
import { inPath, run } from './run.js'
import { sandboxProblem } from './sandbox.js'

/** Milliseconds of doing nothing that are measured, after as many to come to rest. */
const IDLE_MS = 10_000
const STAGES = ['Corpus', 'Train', 'Generate', 'Landscape', 'Look inside', 'Runs', 'Tour']
/** @typedef {{ first: number, usable: number, read: number }} Start Milliseconds from the start of the process. */

/**
 * @param {string} program
 * @param {readonly string[]} before Arguments in front of all others.
 * @param {string} dataDir
 */
async function open(program, before, dataDir) {
  const began = Date.now()
  const child = spawn(program, [`--user-data-dir=${dataDir}`, '--remote-debugging-port=0', ...before], {
    env: { ...process.env, DOWNHILL_TEST: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
  const kill = () => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
  try {
    // Not asked before it is there: the driver's questions would cost time of their own.
    await sleep(4_000)
    const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
    if (address === undefined) throw new Error(`the app did not start:\n${said}`)
    const browser = await chromium.connectOverCDP(address)
    const page = browser.contexts()[0]?.pages()[0]
    if (!page) throw new Error('the app opened no window')
    await page.waitForFunction(() => performance.getEntriesByName('downhill.ready').length > 0, undefined, {
      timeout: 60_000
    })
    const times = await page.evaluate(() => {
      const at = (/** @type {string} */ name) => performance.getEntriesByName(name)[0]?.startTime ?? NaN
      return {
        origin: performance.timeOrigin,
        paint: at('first-contentful-paint'),
        mounted: at('downhill.mounted'),
        ready: at('downhill.ready')
      }
    })
    const since = (/** @type {number} */ ms) => times.origin + ms - began
    return {
      page,
      pid: child.pid ?? 0,
      /** @type {Start} */
      start: {
        first: since(times.paint),
        // It can be used once it is mounted and seen.
        usable: since(Math.max(times.paint, times.mounted)),
        read: since(times.ready)
      },
      async close() {
        child.kill('SIGTERM')
        for (let i = 0; i < 50 && child.exitCode === null; i++) await sleep(100)
        kill()
        await browser.close().catch(() => undefined)
      }
    }
  } catch (error) {
    kill()
    throw error
  }
}

/** @param {number} pid */
async function idle(pid) {
  await sleep(IDLE_MS / 2)
  const pids = processTree(pid)
  const before = processorTime(pids)
  const began = performance.now()
  await sleep(IDLE_MS)
  return {
    percent: (100 * (processorTime(pids) - before)) / (performance.now() - began),
    bytes: memory(pids)
  }
}

/** Bytes of everything in a folder. @param {string} folder */
function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}

/** @param {readonly number[]} values */
const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN
/** @param {number} bytes */
const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`

/** @param {readonly string[]} args */
async function bench(args) {
  const after = (/** @type {string} */ name) => args[args.indexOf(name) + 1]
  const starts = args.includes('--starts') ? Number(after('--starts')) : 5
  await build([APP])
  const electron = await findElectron()
  const packed = args.includes('--packed')
    ? readdirSync(join(ROOT, 'build')).find((name) => name.startsWith('linux-') && name.includes('unpacked'))
    : undefined
  const program = packed ? join(ROOT, 'build', packed, 'downhill') : electron.executable
  const problem = await sandboxProblem({
    ...{ platform: process.platform, root: process.getuid?.() === 0, folder: electron.folder, run }
  })
  const before = [...(problem === null ? [] : ['--no-sandbox']), ...(packed ? [] : [ROOT])]
  const top = mkdtempSync(join(tmpdir(), 'bench-app-'))
  /** @type {Start[]} */
  const times = []
  /** @type {Record<string, { percent: number, bytes: number }>} */
  const stages = {}
  try {
    // The very first start fills the data folder and Chromium's caches.
    const folder = join(top, 'data')
    for (let n = 0; n <= starts; n++) {
      const app = await open(program, before, folder)
      times.push(app.start)
      if (n === starts) {
        stages['at the start'] = await idle(app.pid)
        for (const stage of STAGES) {
          await app.page.getByRole('navigation').getByRole('link', { name: stage }).click()
          stages[stage] = await idle(app.pid)
        }
      }
      await app.close()
    }
  } finally {
    rmSync(top, { recursive: true, force: true, maxRetries: 3 })
  }
  const [first, ...later] = /** @type {[Start, ...Start[]]} */ (times)
  const of = (/** @type {keyof Start} */ key) => median(later.map((start) => start[key]))
  const figures = {
    ...{
      date: new Date().toISOString().slice(0, 10),
      electron: electron.version,
      packed: packed !== undefined
    },
    machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    start: { first, median: { first: of('first'), usable: of('usable'), read: of('read') }, starts },
    idle: stages,
    bytes: {
      bundles: ['main', 'preload', 'renderer'].reduce(
        (sum, part) => sum + sizeOf(join(ROOT, 'out', part)),
        0
      ),
      installed: packed ? sizeOf(join(ROOT, 'build', packed)) : null
    }
  }
  console.log(`\n${figures.date}, Electron ${figures.electron}, ${figures.machine}\n`)
  console.log("| from the process's start | first start | later, median of " + starts + ' |\n|---|---|---|')
  for (const [name, key] of /** @type {const} */ ([
    ['first picture', 'first'],
    ['usable window', 'usable'],
    ['library read', 'read']
  ]))
    console.log(`| ${name} | ${Math.round(first[key])} ms | ${Math.round(of(key))} ms |`)
  console.log('\n| while nothing runs | processor, of one core | memory |\n|---|---|---|')
  for (const [name, { percent, bytes }] of Object.entries(stages))
    console.log(`| ${name} | ${percent.toFixed(1)} % | ${mb(bytes)} |`)
  console.log(`\nbundles ${mb(figures.bytes.bundles)}`)
  if (figures.bytes.installed !== null) console.log(`installed ${mb(figures.bytes.installed)}`)
  if (args.includes('--json'))
    writeFileSync(after('--json') ?? 'bench-app.json', JSON.stringify(figures, null, 1))
}

const itself = fileURLToPath(import.meta.url)
if (process.argv[1] !== undefined && existsSync(process.argv[1]) && process.argv[1] === itself) {
  if (process.platform !== 'linux') {
    console.error('Processes are measured by /proc, which only Linux has.')
    process.exitCode = 1
  } else if (!process.env['DISPLAY'] && inPath('xvfb-run')) {
    const command = ['-a', '-s', '-screen 0 1440x900x24', process.execPath, itself, ...process.argv.slice(2)]
    process.exitCode = spawnSync('xvfb-run', command, { stdio: 'inherit' }).status ?? 1
  } else await bench(process.argv.slice(2))
}
