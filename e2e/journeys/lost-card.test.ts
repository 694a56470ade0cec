/*
 * A run whose graphics process is killed goes on and says so; and a run is moved from one engine to another
 * while it lives. WebGPU is computed in software here, where pipelines take long: the model is tiny.
 */
import type { Locator, Page } from '@playwright/test'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { chooseEngine, fill, goTo, heading } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

const status = (page: Page): Locator => page.getByRole('contentinfo')

/** Ends the process that talks to the graphics card, as a driver that crashes does. */
async function killGraphics({ app }: Downhill): Promise<void> {
  await app.evaluate(({ app }) => {
    const graphics = app.getAppMetrics().find(({ type }) => type === 'GPU')
    if (!graphics) throw new Error('There is no graphics process.')
    process.kill(graphics.pid, 'SIGKILL')
  })
}

async function startTiny(page: Page, engine: string): Promise<void> {
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await goTo(page, 'Train')
  await chooseEngine(page, engine)
  for (const [name, value] of [
    ['Layers', '1'],
    ['Heads', '1'],
    ['Width', '4'],
    ['Steps', '1000000']
  ] as const)
    await fill(page, name, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
}

test('a run outlives its graphics process, also when it keeps dying', async ({ desk }) => {
  test.setTimeout(400_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await startTiny(page, 'WebGPU')
  await expect(page.getByText(/^Training loss .* at step [1-9]/)).toBeVisible({ timeout: 120_000 })
  await expect(status(page)).toContainText('WebGPU')
  // Long enough for a copy to be made, which comes every three seconds.
  await page.waitForTimeout(8_000)
  await killGraphics(desk)
  const notice = page.getByRole('status').filter({ hasText: 'The graphics card stopped answering at step' })
  await expect(notice).toContainText(/Nothing is lost: step [\d,]+ is kept\./, { timeout: 90_000 })
  // On the card again if it is back soon enough, else on the CPU: either is going on.
  await expect(notice).toContainText('The run goes on from there on')
  await expect(status(page)).toContainText('Training')
  await screen(page, 'train-card-lost')
  await expectAccessible(page)
  await page.waitForTimeout(8_000)

  // Chromium opens no device any more after two deaths: the CPU takes over.
  await killGraphics(desk)
  await expect(notice).toContainText('The run goes on from there on CPU', { timeout: 90_000 })
  await expect(status(page)).toContainText('CPU')
  await screen(page, 'train-card-lost-cpu')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(status(page)).toContainText('Stopped')
})

test('a live run is moved to the engine that is chosen', async ({ desk }) => {
  test.setTimeout(120_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await startTiny(page, 'CPU')
  await expect(status(page)).toContainText('held-out loss', { timeout: 60_000 })
  await chooseEngine(page, 'Reference(?! on)')
  const move = page.getByRole('button', { name: 'Move this run to Reference' })
  await expect(move).toBeVisible()
  await screen(page, 'train-move-offer')
  await move.click()
  await expect(page.getByRole('alertdialog')).toContainText('no step is lost')
  await screen(page, 'train-move-question')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Move it to Reference' }).click()
  await expect(status(page)).toContainText('Reference', { timeout: 60_000 })
  await expect(move).toHaveCount(0)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(status(page)).toContainText('Paused')
  await chooseEngine(page, 'CPU')
  await page.getByRole('button', { name: 'Move this run to CPU' }).click()
  await page.getByRole('button', { name: 'Move it to CPU' }).click()
  await expect(status(page)).not.toContainText('Reference', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(status(page)).toContainText('Training')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(status(page)).toContainText('Stopped')
})
