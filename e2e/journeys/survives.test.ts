/*
 * What a run outlives: the window's closing, in each of its three ways; a hidden window; the end of the process that
 * computes, and of the page's; sleep. Each time the app says in words what happened, and one click goes on.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { RunEntry } from '#core/contracts/app'
import { type Downhill, noSandbox, ROOT, SOFTWARE_GRAPHICS } from '../downhill'
import { exitOf } from '../ending'
import { expectAccessible, screen } from '../look'
import { heading, setTraining } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

const status = (page: Page): Locator => page.getByRole('contentinfo')
const notice = (page: Page): Locator => page.locator('.notice')

/** A tiny run on the CPU, with a kept step every two seconds or so, that goes on for longer than any test. */
async function startRun(page: Page): Promise<void> {
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await setTraining(page, { Layers: '1', Width: '16', Batch: '8', Steps: '400000' })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(status(page)).toContainText('steps/s', { timeout: 30_000 })
}

function runsOf(page: Page): Promise<RunEntry[]> {
  return page.evaluate(() => {
    const { downhill } = window as unknown as {
      downhill: { call<T>(name: string, value: unknown): Promise<T> }
    }
    return downhill.call<RunEntry[]>('runs.list', {})
  })
}

/** Answers the question that closing asks; what it asked and whether the window went away is kept in main. */
async function closeAnd({ app }: Downhill, answer: 0 | 1 | 2): Promise<void> {
  await app.evaluate(({ dialog, BrowserWindow }, response) => {
    const seen = globalThis as unknown as { asked?: unknown; minimized?: boolean }
    dialog.showMessageBox = (...given: unknown[]) => {
      seen.asked = given.at(-1)
      return Promise.resolve({ response, checkboxChecked: false })
    }
    const [window] = BrowserWindow.getAllWindows()
    window!.minimize = () => void (seen.minimized = true)
    window!.close()
  }, answer)
}

test('a run outlives closing in its three ways, a hidden window, and the page', async ({ desk, launch }) => {
  test.setTimeout(300_000)
  await resize(desk, 1440, 900)
  await startRun(desk.page)
  await closeAnd(desk, 0)
  const told = await desk.app.evaluate(() => {
    const { asked, minimized } = globalThis as unknown as {
      asked?: { buttons: string[]; message: string }
      minimized?: boolean
    }
    return { asked, minimized }
  })
  expect(told.asked?.buttons).toEqual(['Keep training in the background', 'Save and quit', 'Quit'])
  expect(told.minimized).toBe(true)
  await expect(status(desk.page)).toContainText('Training')

  // Save and quit: the very step at which it stood.
  const ended = exitOf(desk.app.process())
  await closeAnd(desk, 1)
  await ended
  const second = await launch({ dataDir: desk.dataDir })
  await resize(second, 1440, 900)
  await expect(heading(second.page)).toContainText('29,693 names', { timeout: 30_000 })
  const [saved] = await runsOf(second.page)
  expect(saved).toMatchObject({ state: 'paused', step: saved!.checkpoints.at(-1) })
  await expect(notice(second.page)).toContainText(`${saved!.name} is paused`)
  await screen(second.page, 'survives-saved')
  await notice(second.page).getByRole('button', { name: 'Go on' }).click()
  await expect(status(second.page)).toContainText('steps/s', { timeout: 30_000 })

  // Quit: back to the last kept step, which the next start says.
  const gone = exitOf(second.app.process())
  await closeAnd(second, 2)
  await gone
  const seen = await unwatchedRun(desk.dataDir)
  console.log('shown and hidden:', JSON.stringify(seen))
  expect(seen.hidden).toMatchObject({ state: 'training', visibility: 'hidden' })
  // The page sleeps, the run does not.
  expect(seen.hidden.frames).toBeLessThan(seen.shown.frames / 2 + 5)
  expect(seen.hidden.steps).toBeGreaterThan(0)
  expect(seen.hidden.kept).toBeGreaterThan(0)

  // The page's own process ends: the next page says what happened, and one click goes on.
  expect(seen.crashed.notices[0]).toContain('was broken off')
  expect(seen.crashed.notices[1]).toContain('The window stopped working and was opened again')
  expect(seen.crashed.awake).toEqual([true, false, true])
})

interface Watched {
  readonly steps: number
  readonly kept: number
  readonly frames: number
  readonly ticks: number
  readonly state: string
  readonly visibility: string
}

interface Unwatched {
  readonly shown: Watched
  readonly hidden: Watched
  /** The notices after the page's process was ended, and whether the computer was kept awake before, then, and after going on. */
  readonly crashed: { readonly notices: readonly string[]; readonly awake: readonly boolean[] }
}

/** Goes on with the run that was broken off, without Playwright: unwatched.cjs. */
async function unwatchedRun(dataDir: string): Promise<Unwatched> {
  const child = startElectron([`--user-data-dir=${dataDir}`, '-r', join(ROOT, 'e2e', 'unwatched.cjs'), ROOT])
  try {
    await expect.poll(child.said, { timeout: 200_000 }).toContain('SEEN')
    return JSON.parse(/SEEN (.*)/.exec(child.said())![1]!) as Unwatched
  } finally {
    child.process.kill('SIGTERM')
    await exitOf(child.process)
  }
}

/** An Electron of our own, on the same screen. */
function startElectron(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const switches = [...SOFTWARE_GRAPHICS, ...(noSandbox ? ['--no-sandbox'] : [])]
  const process_ = spawn(process.env['DOWNHILL_ELECTRON']!, [...switches, ...args], {
    env: { ...process.env, DOWNHILL_TEST: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let said = ''
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  }
  return { process: process_, said: () => said }
}

/** Whether the system is kept from sleeping by us. */
function isKeptAwake({ app }: Downhill): Promise<boolean> {
  return app.evaluate(({ powerSaveBlocker }) =>
    Array.from({ length: 20 }, (_, id) => id).some((id) => powerSaveBlocker.isStarted(id))
  )
}

test('a run outlives the end of what computes, sleep, and another start', async ({ desk, folder }) => {
  test.setTimeout(180_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  expect(await isKeptAwake(desk)).toBe(false)
  await startRun(page)
  expect(await isKeptAwake(desk)).toBe(true)
  const change = (keepAwake: boolean): Promise<unknown> =>
    page.evaluate((keepAwake) => {
      const { downhill } = window as unknown as {
        downhill: { call(name: string, value: unknown): Promise<unknown> }
      }
      return downhill.call('settings.change', { keepAwake })
    }, keepAwake)
  await change(false)
  expect(await isKeptAwake(desk)).toBe(false)
  await change(true)
  expect(await isKeptAwake(desk)).toBe(true)

  // Sleep: the step at which the computer falls asleep is kept.
  const before = (await runsOf(page))[0]!.checkpoints.length
  await desk.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'))
  await expect.poll(async () => (await runsOf(page))[0]!.checkpoints.length).toBeGreaterThan(before)
  await desk.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'))
  await expect(notice(page)).toContainText('The computer was asleep')
  await expect(notice(page)).toContainText(/The run goes on at step [\d,]+\. Step [\d,]+ is kept\./)
  await screen(page, 'survives-sleep')
  await expectAccessible(page)
  await notice(page).getByRole('button', { name: 'Dismiss' }).click()

  // A mistake in the worker that nothing caught ends it.
  await Promise.all(
    page.workers().map((worker) =>
      worker.evaluate(
        () =>
          void setTimeout(() => {
            throw new Error('a mistake')
          })
      )
    )
  )
  await expect(notice(page)).toContainText('The part of Downhill that computes stopped unexpectedly', {
    timeout: 30_000
  })
  await expect(notice(page)).toContainText('What is stored is safe.')
  await expect.poll(() => isKeptAwake(desk)).toBe(false)
  await screen(page, 'survives-worker')
  await expectAccessible(page)
  await notice(page).getByRole('button', { name: 'Go on from the last kept step' }).click()
  await expect(status(page)).toContainText('steps/s', { timeout: 30_000 })
  await expect.poll(() => isKeptAwake(desk)).toBe(true)
  desk.errors.length = 0

  // Another start on the same folder, named as people name it, shows this window and ends.
  await desk.app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const seen = globalThis as unknown as { shown: number }
    seen.shown = 0
    window!.show = () => void seen.shown++
  })
  const other = startElectron([ROOT], { DOWNHILL_DATA: desk.dataDir })
  await exitOf(other.process)
  expect(other.process.exitCode, other.said()).toBe(0)
  await expect.poll(() => desk.app.evaluate(() => (globalThis as unknown as { shown: number }).shown)).toBe(1)
  await expect(status(page)).toContainText('Training')

  // A folder that another program holds is refused, and one whose holder is gone is not.
  const held = join(folder, 'held')
  const lock = join(held, 'locks', 'window.json')
  await mkdir(join(held, 'locks'), { recursive: true })
  await writeFile(lock, JSON.stringify({ pid: process.pid, started: startOf(process.pid), host: hostname() }))
  const refused = startElectron([`--user-data-dir=${held}`, ROOT])
  await exitOf(refused.process)
  expect(refused.process.exitCode).toBe(1)
  expect(refused.said()).toContain('library-in-use')

  // Where an ordinary user may not write, the folder is named.
  if (process.platform === 'win32' || process.getuid?.() === 0) return
  const locked = join(folder, 'locked')
  await mkdir(locked)
  await chmod(locked, 0o500)
  const denied = startElectron([`--user-data-dir=${join(locked, 'data')}`, ROOT])
  await exitOf(denied.process)
  expect(denied.process.exitCode).toBe(1)
  expect(denied.said()).toContain(join(locked, 'data'))
})

/** As storage/locks.ts has it. */
function startOf(pid: number): string | null {
  if (!existsSync('/proc/self/stat')) return null
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
}
