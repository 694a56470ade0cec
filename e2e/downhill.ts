/*
 * A running Downhill as a test sees it: the Electron application, its first page, what main printed, what went
 * wrong in the page, and an end that always comes.
 */
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { end, exitOf, killAll } from './ending'

export interface LaunchOptions {
  /** The app's data folder; a new empty one by default. Give an earlier one's to start again on the same data. */
  readonly dataDir?: string
  /** Further arguments, after the app's folder: files to open, switches. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The folder of the application; this repository by default. */
  readonly root?: string
  /** Chromium's switches for the graphics card; by default a software one for WebGPU and WebGL2. */
  readonly graphics?: readonly string[]
  /** A module that is loaded before the app, and takes itself out of its arguments. */
  readonly before?: string
  /** Milliseconds that its window may take to open; 30 seconds by default. */
  readonly patience?: number
}

export const ROOT = join(import.meta.dirname, '..')

/** WebGPU by SwiftShader and WebGL2 by Mesa, where there is no graphics card. */
export const SOFTWARE_GRAPHICS = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader'
]

/** Why the sandbox is off, where the machine cannot have it. */
export const noSandbox = process.env['DOWNHILL_NO_SANDBOX']

const LOGGING = join(import.meta.dirname, 'electron-with-log.sh')
const HOLD_READY = join(import.meta.dirname, 'hold-ready.cjs')

export class Downhill {
  /** Every line of the page's and its workers' consoles, oldest first. */
  readonly console: string[] = []
  /** Uncaught errors, console errors and crashes of the page. A test fails if any is left at its end. */
  readonly errors: string[] = []

  private constructor(
    readonly app: ElectronApplication,
    private readonly child: ChildProcess,
    readonly page: Page,
    readonly dataDir: string,
    private readonly log: string
  ) {
    page.on('console', (message) => {
      const line = `${message.type()}: ${message.text()} (${message.location().url})`
      this.console.push(line)
      if (message.type() === 'error') this.errors.push(line)
    })
    page.on('pageerror', (error) =>
      this.errors.push(error.stack || error.message || 'Something that is no Error was thrown.')
    )
    page.on('crash', () => this.errors.push('The page crashed.'))
  }

  /** @param log File that takes what main prints. */
  static async launch(dataDir: string, log: string, options: LaunchOptions = {}): Promise<Downhill> {
    const app = await startApp(dataDir, log, options)
    // Kept, since Playwright no longer tells it once the app has ended.
    const child = app.process()
    try {
      const page = await app.firstWindow({ timeout: options.patience ?? 30_000 })
      const downhill = new Downhill(app, child, page, dataDir, log)
      await page.waitForLoadState('domcontentloaded')
      return downhill
    } catch (error) {
      await end(app, child)
      throw new Error(`Downhill did not open a window. Main printed:\n${read(log)}`, { cause: error })
    }
  }

  /** Everything main printed on its standard output and error. */
  mainLog(): string {
    return read(this.log)
  }

  /**
   * Closes the app as its user would, and kills it if it is still there after five seconds.
   * `killed` tells which; a test of quitting expects false.
   */
  close(): Promise<{ readonly killed: boolean }> {
    return end(this.app, this.child)
  }

  /** Ends every process of the app at once, as a crash or a power failure does. */
  async kill(): Promise<void> {
    const exited = exitOf(this.child)
    killAll(this.child)
    await exited
  }

  /** Waits until what the page has reported so far has arrived here; not long if the page does not answer. */
  async settle(): Promise<void> {
    const answered = this.page.evaluate(() => undefined).catch(() => undefined)
    await Promise.race([answered, sleep(1_000)])
  }
}

/** Starts the application, which need not come to a window. @param log File that takes what main prints. */
export async function startApp(
  dataDir: string,
  log: string,
  options: LaunchOptions = {}
): Promise<ElectronApplication> {
  const electron = process.env['DOWNHILL_ELECTRON']
  if (!electron) throw new Error('Start these tests with npm run test:e2e: it provides Electron.')
  return _electron.launch({
    executablePath: process.platform === 'linux' ? LOGGING : electron,
    args: [
      `--user-data-dir=${dataDir}`,
      ...(options.graphics ?? SOFTWARE_GRAPHICS),
      ...['-r', HOLD_READY],
      ...(options.before ? ['-r', options.before] : []),
      options.root ?? ROOT,
      ...(options.args ?? [])
    ],
    env: {
      ...(process.env as Record<string, string>),
      DOWNHILL_LOG: log,
      DOWNHILL_TEST: '1',
      ...options.env
    },
    chromiumSandbox: !noSandbox,
    // Playwright pretends light otherwise, and the system's theme could not be tested.
    colorScheme: null,
    timeout: 60_000
  })
}

function read(log: string): string {
  return existsSync(log) ? readFileSync(log, 'utf8') : ''
}
