/*
 * The library of runs as one goes along: runs of different settings in the list, searched, sorted, renamed, deleted
 * and taken back; their curves and settings side by side; repeated over seeds until there is evidence; exported,
 * imported and verified.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { atNames, chooseEngine, fill, goTo, heading } from '../steps'
import { answerOpen, answerSave, dropFiles, resize } from '../system'
import { expect, test } from '../test'

const status = (page: Page): Locator => page.getByRole('contentinfo')
const rows = (page: Page): Locator => page.getByRole('table', { name: 'Runs' }).locator('tbody tr')

/** Trains a tiny model to its end; the settings are those that differ from the ones before. */
async function train({ page }: Downhill, settings: Readonly<Record<string, string>>): Promise<void> {
  await goTo(page, 'Train')
  for (const [name, value] of Object.entries(settings)) await fill(page, name, value)
  const before = await status(page).innerText()
  await page.getByRole('button', { name: /^Train( again)?$/ }).click()
  // So few steps may be over before anyone looks; another run has another name.
  await expect.poll(() => status(page).innerText(), { timeout: 30_000 }).not.toBe(before)
  await expect(status(page)).toContainText('Done', { timeout: 60_000 })
}

/** Nothing overflows in the smaller windows people have; the last is a projector at 150 %. */
async function fits(desk: Downhill, name: string): Promise<void> {
  for (const [width, height] of [
    [1024, 700],
    [853, 480]
  ] as const) {
    await resize(desk, width, height)
    await screen(desk.page, `${name}-${width}x${height}`)
    const over = await desk.page.evaluate(() => [
      document.documentElement.scrollWidth - innerWidth,
      document.documentElement.scrollHeight - innerHeight,
      ...[...document.querySelectorAll('.column')].map((column) => column.scrollWidth - column.clientWidth)
    ])
    expect(over, `${name} at ${width}×${height}`).toEqual(over.map(() => 0))
  }
  await resize(desk, 1440, 900)
}

async function twoRuns(desk: Downhill): Promise<void> {
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  await chooseEngine(page, 'CPU')
  await train(desk, { Layers: '1', Width: '16', Batch: '8', Steps: '300' })
  await train(desk, { 'Learning rate': '0.03' })
}

test('runs are listed, searched, sorted, renamed, deleted and taken back', async ({ desk }) => {
  test.setTimeout(150_000)
  const { page } = desk
  await twoRuns(desk)
  await goTo(page, 'Runs')
  await expect(heading(page)).toContainText('has the lowest loss so far', { timeout: 20_000 })
  await expect(rows(page)).toHaveCount(2)
  await expect(rows(page).first()).toContainText('learning rate 0.03')
  await screen(page, 'runs-list')
  await expectAccessible(page)
  await fits(desk, 'runs-list')

  await page.getByRole('searchbox', { name: 'Search' }).fill('rate 0.03')
  await expect(rows(page)).toHaveCount(1)
  await page.getByRole('searchbox', { name: 'Search' }).fill('no such run')
  await expect(page.getByText('No run has “no such run”')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search' }).fill('')
  await page.getByRole('button', { name: /^best, bits/ }).click()
  const losses = (await rows(page).locator('td:nth-child(7)').allInnerTexts()).map(Number)
  expect(losses).toEqual([...losses].sort((a, b) => a - b))

  const name = await rows(page).first().locator('.open').innerText()
  await page.getByRole('button', { name: `Open ${name}` }).click()
  await page.getByRole('button', { name: 'More', exact: true }).last().click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('the slow one')
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
  await expect(heading(page)).toContainText('the slow one')
  await page.getByRole('button', { name: 'All runs' }).click()

  await page.getByRole('checkbox', { name: 'Choose the slow one' }).check()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('alertdialog')).toContainText('Delete the slow one?')
  await screen(page, 'runs-delete')
  await expectAccessible(page)
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(rows(page)).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(rows(page)).toHaveCount(2)
  // Also when the offer has gone: both, from the head of the screen.
  await page.getByRole('checkbox', { name: 'Choose all that are listed' }).check()
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(heading(page)).toContainText('No runs yet')
  await page.getByRole('button', { name: 'Take back 2 deleted runs' }).click()
  await expect(rows(page)).toHaveCount(2)
  await expect(page.getByRole('button', { name: /^Take back/ })).toHaveCount(0)
})

test('two runs side by side: curves, differences, and evidence over seeds', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await twoRuns(desk)
  await goTo(page, 'Runs')
  await expect(rows(page)).toHaveCount(2, { timeout: 20_000 })
  // A is the run with the usual rate, B the one with the large rate.
  for (const row of [1, 0]) await rows(page).nth(row).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(heading(page)).toContainText('has the lowest loss of these 2')
  const table = page.getByRole('region', { name: 'What differs' })
  await expect(table.getByRole('row')).toHaveCount(5)
  await expect(table).toContainText('Learning rate')
  await expect(page.getByText('Not enough evidence yet')).toBeVisible()
  await expect(
    page.getByRole('img', { name: /^Loss against step\. .* ends at .* at step 300/ })
  ).toBeVisible()
  await screen(page, 'runs-compare-before')
  await expectAccessible(page)

  await fill(page, 'Seeds', '4')
  await page.getByRole('button', { name: 'Train 6 more runs' }).click()
  await expect(page.getByText(/^\d of 6 runs trained/)).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('There are as many pairs as asked for.')).toBeVisible({ timeout: 150_000 })
  await expect(page.getByRole('table', { name: 'Paired difference' }).locator('tbody tr')).toHaveCount(4)
  await expect(page.getByText(/^[−+]?\d\.\d{3} to [−+]?\d\.\d{3}$/)).toBeVisible()
  await screen(page, 'runs-compare')
  await expectAccessible(page)
  await fits(desk, 'runs-compare')
  await page.getByRole('button', { name: 'All runs' }).click()
  await expect(rows(page)).toHaveCount(8)
  await expect(rows(page).first()).toContainText('repeats')
  await screen(page, 'runs-repeats')

  // Broken off, the runs that were not begun wait, and can be trained one by one.
  await page.getByRole('button', { name: 'Compare' }).click()
  await fill(page, 'Seeds', '9')
  await page.getByRole('button', { name: 'Train 10 more runs' }).click()
  await expect(page.getByText(/^\d+ of 10 runs trained/)).toBeVisible({ timeout: 30_000 })
  await page
    .getByRole('region', { name: 'Paired difference' })
    .getByRole('button', { name: 'Cancel' })
    .click()
  await expect(page.getByText(/runs trained/)).toHaveCount(0, { timeout: 30_000 })
  await page.getByRole('button', { name: 'All runs' }).click()
  const waiting = rows(page).filter({ hasText: 'waiting' })
  await expect.poll(() => waiting.count()).toBeGreaterThan(0)
  const before = await waiting.count()
  await waiting
    .last()
    .getByRole('button', { name: /^Train .* now$/ })
    .click()
  await expect(waiting).toHaveCount(before - 1, { timeout: 30_000 })
})

test('a run is exported, imported by drop and by dialog, and verified', async ({ desk, launch, folder }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  await chooseEngine(page, 'CPU')
  await train(desk, { Layers: '1', Width: '16', Batch: '8', Steps: '300' })
  await goTo(page, 'Runs')
  const name = await rows(page).first().locator('.open').innerText()
  await page.getByRole('button', { name: `Open ${name}` }).click()
  const file = join(folder, 'run.zip')
  await answerSave(desk, file)
  await page.getByRole('button', { name: 'More', exact: true }).last().click()
  await page.getByRole('menuitem', { name: /^Export run… / }).click()
  await expect(page.getByText('Saved as “run.zip”')).toBeVisible({ timeout: 20_000 })
  expect((await readFile(file)).subarray(0, 2).toString()).toBe('PK')

  // On another machine: by drop, then verified.
  const other = await launch()
  await resize(other, 1440, 900)
  await expect(heading(other.page)).toContainText('29,693 names', { timeout: 30_000 })
  await dropFiles(other, [file])
  await expect(other.page.getByText(`Imported as ${name}`)).toBeVisible({ timeout: 20_000 })
  await screen(other.page, 'runs-imported')
  await other.page.getByRole('button', { name: 'Re-run and verify' }).first().click()
  await expect(other.page.locator('.verdict')).toHaveText(
    'Matches: all 300 losses are equal to the last bit.',
    { timeout: 60_000 }
  )
  await screen(other.page, 'runs-verified')
  await expectAccessible(other.page)
  await fits(other, 'runs-one')
  // Again by the dialog: beside the one that is there.
  await answerOpen(other, [file])
  await other.page.getByRole('button', { name: 'All runs' }).click()
  await other.page.getByRole('button', { name: 'Import a run…' }).click()
  await expect(other.page.getByText(/^Imported as /)).toBeVisible({ timeout: 20_000 })
  await other.close()
})
