/*
 * The packaged app, closed by its release fuses: no Node to be got out of it, nothing in its archive but what it needs,
 * and it starts, trains, keeps and opens again what it kept, from a folder it cannot write to. Driven over the debugging
 * port, since Playwright's own way into Electron is one of the doors the fuses shut.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { listPackage } from '@electron/asar'
import { chromium, type Page } from '@playwright/test'
import { noSandbox, SOFTWARE_GRAPHICS } from '../downhill'
import { exitOf, killAll } from '../ending'
import { screen } from '../look'
import { chooseEngine, fill, goTo, heading } from '../steps'
import { expect, test } from '../test'

/** Bytes of the unpacked app, of which Electron is 230 MB. */
const MOST_BYTES = 350e6

const installed = process.env['DOWNHILL_PACKED'] ?? ''
const program = join(installed, 'downhill')
test.skip(process.platform !== 'linux', 'the paths below are those of Linux')

interface Opened {
  readonly page: Page
  /** Ends it as its user would, and waits for the end. */
  close(): Promise<number | null>
}

async function open(dataDir: string, args: readonly string[] = []): Promise<Opened> {
  const sandbox = noSandbox ? ['--no-sandbox'] : []
  const switches = [
    `--user-data-dir=${dataDir}`,
    '--remote-debugging-port=0',
    ...SOFTWARE_GRAPHICS,
    ...sandbox
  ]
  const child: ChildProcess = spawn(program, [...switches, ...args], {
    env: { ...process.env, DOWNHILL_TEST: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  try {
    await expect.poll(() => said, { timeout: 30_000 }).toMatch(/DevTools listening on ws:/)
    const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1] ?? ''
    // A window that opens while Playwright is still attaching keeps it waiting for ever now and then.
    const listing = `${address.replace('ws:', 'http:').replace(/\/devtools.*/, '')}/json/list`
    const titles = async (): Promise<string[]> => {
      const targets = (await (await fetch(listing)).json()) as { type: string; title: string }[]
      return targets.filter(({ type }) => type === 'page').map(({ title }) => title)
    }
    await expect.poll(titles, { timeout: 30_000 }).toEqual(['Downhill'])
    const browser = await chromium.connectOverCDP(address)
    const pages = (): Page[] => browser.contexts().flatMap((context) => context.pages())
    await expect.poll(() => pages().length, { timeout: 30_000 }).toBe(1)
    const page = pages()[0] as Page
    return {
      page,
      async close() {
        child.kill('SIGTERM')
        await Promise.race([exitOf(child), sleep(15_000)])
        if (child.exitCode === null) killAll(child)
        return child.exitCode
      }
    }
  } catch (error) {
    killAll(child)
    throw new Error(`The packaged app did not open a window. It said:\n${said}`, { cause: error })
  }
}

test('the packaged app is closed: its fuses, its archive, its size', async ({ folder }) => {
  const wire = await getCurrentFuseWire(program)
  const on = (fuse: FuseV1Options): boolean => String.fromCharCode(Number(wire[fuse])) === '1'
  expect(on(FuseV1Options.RunAsNode)).toBe(false)
  expect(on(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false)
  expect(on(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false)
  expect(on(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false)
  expect(on(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true)
  expect(on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true)

  // Asked to be Node, it does not run a script.
  const script = "require('fs').writeFileSync(process.env.PROOF, 'ran')"
  const proof = join(folder, 'proof')
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', PROOF: proof, DOWNHILL_DATA: join(folder, 'data') }
  spawnSync(program, ['-e', script], { env, timeout: 5_000, killSignal: 'SIGKILL' })
  expect(() => accessSync(proof)).toThrow()

  const files = listPackage(join(installed, 'resources/app.asar'), { isPack: false })
  expect(files).toContain('/out/main/index.js')
  expect(files.filter((file) => /node_modules|\.map$|\.test\.|\/src\/|\/e2e\/|\.env/.test(file))).toEqual([])
  const bytes = readdirSync(installed, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
  expect(bytes).toBeLessThan(MOST_BYTES)
})

test('the packaged app starts, trains, keeps, and opens again what it kept', async ({ folder }) => {
  test.setTimeout(180_000)
  expect(() => accessSync(join(installed, 'resources'), constants.W_OK)).toThrow()
  const dataDir = join(folder, 'data é')
  const first = await open(dataDir)
  try {
    const { page } = first
    await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true)
    await goTo(page, 'Train')
    await chooseEngine(page, 'CPU')
    for (const [name, value] of Object.entries({
      Layers: '1',
      Heads: '2',
      Width: '16',
      Batch: '8',
      Steps: '20'
    })) {
      await fill(page, name, value)
    }
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 60_000 })
    await screen(page, 'packaged-train')
  } finally {
    expect(await first.close()).toBe(0)
  }

  const runs = join(dataDir, 'runs')
  const [run = ''] = readdirSync(runs)
  const kept = readdirSync(join(runs, run, 'checkpoints')).filter((name) => name.endsWith('.safetensors'))
  expect(kept.length).toBeGreaterThan(0)

  // By double click on the file.
  const second = await open(dataDir, [join(runs, run, 'checkpoints', kept.at(-1) ?? '')])
  try {
    const question = second.page.getByRole('dialog')
    await expect(question).toContainText('Parameters', { timeout: 30_000 })
    await question.getByRole('button', { name: 'Open' }).click()
    await expect(heading(second.page)).toContainText('is ready to write', { timeout: 30_000 })
  } finally {
    expect(await second.close()).toBe(0)
  }
})
