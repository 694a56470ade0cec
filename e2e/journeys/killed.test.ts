/*
 * Downhill killed at random instants of a training, five times: at each start one click goes on, and the losses are
 * in the end those of a run that nobody disturbed, bit for bit on the CPU engine.
 */
import type { Locator, Page } from '@playwright/test'
import type { RunEntry } from '#core/contracts/app'
import type { Downhill } from '../downhill'
import { screen } from '../look'
import { atNames, chooseEngine, fill, goTo } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

const KILLS = 5
const STEPS = 24_000
/** Milliseconds after the first word of a training at which it is killed. */
const DELAYS = [400, 900, 150, 600, 20]

const status = (page: Page): Locator => page.getByRole('contentinfo')

interface Losses {
  readonly train: readonly number[]
  readonly val: readonly { readonly step: number; readonly loss: number }[]
}

/** What the library keeps of every run, newest first. */
function library(page: Page): Promise<{ run: RunEntry; losses: Losses }[]> {
  return page.evaluate(async () => {
    const { downhill } = window as unknown as {
      downhill: { call<T>(name: string, argument: unknown): Promise<T> }
    }
    const runs = await downhill.call<RunEntry[]>('runs.list', {})
    return Promise.all(
      runs.map(async (run) => {
        const { train, val } = await downhill.call<{ train: Float64Array; val: Losses['val'] }>(
          'runs.readMetrics',
          { id: run.id }
        )
        return { run, losses: { train: [...train], val: [...val] } }
      })
    )
  })
}

test('a run killed five times comes to the same losses, each time by one click', async ({ desk, launch }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  await chooseEngine(page, 'CPU')
  for (const [name, value] of [
    ['Layers', '1'],
    ['Width', '16'],
    ['Batch', '8'],
    ['Steps', String(STEPS)]
  ] as const)
    await fill(page, name, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(status(page)).toContainText('Done', { timeout: 90_000 })
  await page.getByRole('button', { name: 'Train again' }).click()

  let now: Downhill = desk
  for (let kill = 0; kill < KILLS; kill++) {
    await expect(status(now.page)).toContainText('Training', { timeout: 30_000 })
    await expect(status(now.page)).toContainText('steps/s', { timeout: 30_000 })
    await now.page.waitForTimeout(DELAYS[kill % DELAYS.length]!)
    await now.kill()
    now.errors.length = 0
    now = await launch({ dataDir: desk.dataDir })
    const notice = now.page.locator('.notice')
    await expect(notice).toContainText('was broken off', { timeout: 30_000 })
    if (kill === 0) {
      await resize(now, 1440, 900)
      await screen(now.page, 'killed-start')
    }
    const [left] = await library(now.page)
    expect(left?.run.state).toBe('interrupted')
    await notice.getByRole('button', { name: 'Go on' }).click()
  }
  await expect(status(now.page)).toContainText('Done', { timeout: 90_000 })
  await expect.poll(async () => (await library(now.page))[0]?.run.state).toBe('finished')
  const [killed, whole] = await library(now.page)
  expect(whole!.losses.train).toHaveLength(STEPS)
  expect(killed!.losses.train).toEqual(whole!.losses.train)
  expect(killed!.losses.val).toEqual(whole!.losses.val)
})
