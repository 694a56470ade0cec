/* Training as one goes along: the parity badge, pause and go on, stop, a broken-off run, running text. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectAccessible, screen } from '../look'
import type { Locator, Page } from '@playwright/test'
import { atNames, fill, goTo, heading } from '../steps'
import { dropFiles, resize } from '../system'
import { expect, test } from '../test'

const status = (page: Page): Locator => page.getByRole('contentinfo')

/** Chooses a preset on the Train screen. */
async function preset(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: /^Preset: / }).click()
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
}

test('microgpt retraces the Python original and says so', async ({ desk }) => {
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  await preset(page, 'microgpt')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByText('Matches the reference')).toBeVisible({ timeout: 90_000 })
  await expect(page.getByText(/losses, largest difference/)).toContainText('20 of 20 names equal')
  await screen(page, 'train-microgpt')
  await expectAccessible(page)
})

test('pauses, goes on, stops, and keeps the run in the list', async ({ desk }) => {
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByText('The first samples come after')).toHaveCount(0, { timeout: 60_000 })
  await expect(status(page)).toContainText('held-out loss', { timeout: 60_000 })
  await expect(heading(page)).toContainText('counting triples', { timeout: 60_000 })
  await screen(page, 'train-names-going-on')
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(status(page)).toContainText('Paused')
  const paused = await status(page).innerText()
  await fill(page, 'Learning rate', '0.001')
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(status(page)).toContainText('Training')
  await expect.poll(() => status(page).innerText()).not.toBe(paused)
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(status(page)).toContainText('Stopped')
  await goTo(page, 'Runs')
  await expect(page.getByRole('row').filter({ hasText: 'stopped' })).toHaveCount(1)
  await screen(page, 'runs')
  await expectAccessible(page)
})

test('a run that was killed goes on from its last checkpoint by one click', async ({ desk, launch }) => {
  test.setTimeout(150_000)
  const { page } = desk
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await goTo(page, 'Train')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(status(page)).toContainText('held-out loss', { timeout: 60_000 })
  // A pause keeps a checkpoint; after it the run goes on until it is killed.
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(status(page)).toContainText('Paused')
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(status(page)).toContainText('Training')
  // Until main has written down that it goes on: a kill before that leaves it paused.
  await page.waitForTimeout(2_000)
  await desk.kill()
  desk.errors.length = 0

  const second = await launch({ dataDir: desk.dataDir })
  await goTo(second.page, 'Runs')
  const row = second.page.getByRole('row').filter({ hasText: 'broken off' })
  await expect(row).toHaveCount(1, { timeout: 30_000 })
  await row.getByRole('button', { name: /^Go on/ }).click()
  await expect(status(second.page)).toContainText('Training', { timeout: 60_000 })
  await goTo(second.page, 'Train')
  await second.page.getByRole('button', { name: 'Stop' }).click()
  await expect(status(second.page)).toContainText('Stopped')
})

test('running text is learned as one stream and goes on from a beginning', async ({ desk, folder }) => {
  test.setTimeout(120_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  const sentences = [
    'The hill was steep and the path was long.',
    'Nobody saw more than a few steps ahead.',
    'At night the valley filled with fog, and the lowest point was anywhere.'
  ]
  const prose = Array.from(
    { length: 150 },
    (_, i) => `${sentences[i % 3]} ${sentences[(i * 7 + 1) % 3]}`
  ).join(' ')
  const file = join(folder, 'walk.txt')
  await writeFile(file, prose.replace(/(.{400,480}) /g, '$1\n\n'))
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await dropFiles(desk, [file])
  await expect(heading(page)).toContainText('characters of running text', { timeout: 30_000 })
  await screen(page, 'corpus-text')
  await goTo(page, 'Train')
  await preset(page, 'text, small')
  for (const [name, value] of [
    ['Layers', '2'],
    ['Width', '32'],
    ['Context', '32'],
    ['Steps', '120']
  ] as const)
    await fill(page, name, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(status(page)).toContainText('Done', { timeout: 90_000 })
  await screen(page, 'train-text')
  await goTo(page, 'Generate')
  await fill(page, 'How many', '2')
  await fill(page, 'Starts with', 'The ')
  await fill(page, 'Length, tokens', '80')
  await page.getByRole('button', { name: /^Write 2/ }).click()
  await expect(page.getByText(/^The /).first()).toBeVisible({ timeout: 60_000 })
  await screen(page, 'generate-text')
  await expectAccessible(page)
})
