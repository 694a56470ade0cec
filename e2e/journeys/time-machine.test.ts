/*
 * The time machine on a run that was really trained: one slider moves the loss marker, the samples, Generate and the
 * ball on the landscape; from any step a new run branches off; a checkpoint is pinned.
 */
import type { Locator, Page } from '@playwright/test'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { atNames, fill, goTo, heading, setTraining } from '../steps'
import { expect, test } from '../test'

const status = (page: Page): Locator => page.getByRole('contentinfo')
const machine = (page: Page): Locator => page.getByRole('group', { name: 'Time machine' })
const slider = (page: Page): Locator => machine(page).getByRole('slider', { name: 'Step of the run' })
const samples = async (page: Page): Promise<string[]> => page.locator('.samples .word').allInnerTexts()
/** The value beside a label of the panel. */
const fact = (page: Page, label: string): Locator =>
  page.locator('.field').filter({ hasText: label }).locator('.value').first()

async function trainAndOpen(desk: Downhill): Promise<void> {
  const { page } = desk
  await atNames(desk, 1440, 900)
  await setTraining(page, { Layers: '2', Width: '32', Steps: '1000' })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(status(page)).toContainText('Done', { timeout: 90_000 })
  await goTo(page, 'Runs')
  await page.getByRole('table', { name: 'Runs' }).locator('.open').first().click()
  await expect(machine(page)).toContainText('step 1,000', { timeout: 20_000 })
  await expect.poll(() => samples(page), { timeout: 20_000 }).toHaveLength(14)
}

test('one slider moves samples, losses, Generate and the landscape of a run', async ({ desk }) => {
  test.setTimeout(200_000)
  const { page } = desk
  await trainAndOpen(desk)
  const atEnd = await samples(page)
  const lossAtEnd = await fact(page, 'Held-out loss').innerText()
  const chart = page.locator('.figure [role="img"] canvas')
  const drawn = await chart.screenshot()
  await screen(page, 'time-machine-end')
  await expectAccessible(page)

  // By key to the first kept step: everything is that of a beginner.
  await slider(page).focus()
  await page.keyboard.press('Home')
  await expect(machine(page)).toContainText('step 1 ')
  await expect(page.getByText('What it writes at step 1', { exact: true })).toBeVisible()
  await expect.poll(() => samples(page), { timeout: 20_000 }).toHaveLength(14)
  const atStart = await samples(page)
  expect(atStart).not.toEqual(atEnd)
  expect(Number(await fact(page, 'Training loss').innerText())).toBeGreaterThan(Number(lossAtEnd))
  expect((await chart.screenshot()).equals(drawn)).toBe(false)
  for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowRight')
  await expect(page.getByText('What it writes at step 50', { exact: true })).toBeVisible()
  await expect.poll(() => samples(page), { timeout: 20_000 }).toHaveLength(14)
  await screen(page, 'time-machine')
  await expectAccessible(page)

  // A step seen before is there at once and the same.
  await page.keyboard.press('Home')
  await expect.poll(() => samples(page)).toEqual(atStart)
  await page.getByRole('button', { name: 'Go to step 500' }).click()
  await expect(machine(page)).toContainText('step 500')
  await page.getByRole('button', { name: 'Keep step 500 for good' }).click()
  await expect(page.getByRole('button', { name: /^Let step 500 go/ })).toHaveAttribute('aria-pressed', 'true')

  // The landscape's ball stands there.
  await page.getByRole('button', { name: 'See it on the landscape' }).click()
  await expect(page.locator('.time strong')).toHaveText('Step 500', { timeout: 60_000 })
  await expect(page.locator('.reading')).toBeVisible()
  await screen(page, 'time-machine-landscape')

  // So does Generate, with the slider beside it.
  await goTo(page, 'Generate')
  await expect(fact(page, 'Step')).toHaveText('500')
  await expect(machine(page)).toContainText('step 500')
  await fill(page, 'How many', '10')
  await page.getByRole('button', { name: /^Write 10/ }).click()
  await expect(page.locator('tbody td.text')).toHaveCount(10, { timeout: 30_000 })
  await screen(page, 'time-machine-generate')
  await expectAccessible(page)
  await machine(page).getByRole('button', { name: 'Earlier step' }).click()
  await expect(fact(page, 'Step')).toHaveText('400')

  // And the other way round: where the landscape's own time bar is let go, there the laboratory stands.
  await goTo(page, 'Landscape')
  await expect(page.locator('.time strong')).toHaveText('Step 400', { timeout: 30_000 })
  await page.locator('.time [role="slider"]').focus()
  await page.keyboard.press('Home')
  await goTo(page, 'Generate')
  await expect(fact(page, 'Step')).toHaveText('1')
})

test('a new run branches off at a step, under other settings, and knows where it comes from', async ({
  desk
}) => {
  test.setTimeout(200_000)
  const { page } = desk
  await trainAndOpen(desk)
  const name = (await heading(page).innerText()).split(' ')[0] ?? ''
  await page.getByRole('button', { name: 'Go to step 500' }).click()
  await page.getByRole('button', { name: 'Branch from step 500' }).click()
  await expect(heading(page)).toContainText('Ready to go on with')
  // The model's shape is given; everything else can be changed.
  await expect(page.getByRole('textbox', { name: 'Width', exact: true })).toHaveCount(0)
  await fill(page, 'Learning rate', '0.01')
  await screen(page, 'time-machine-branching')
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Train/ }).click()
  await expect(status(page)).toContainText('Done', { timeout: 90_000 })
  await goTo(page, 'Runs')
  await expect(page.getByRole('button', { name: /, step 500$/ })).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'All runs' }).click()
  const rows = page.getByRole('table', { name: 'Runs' }).locator('tbody tr')
  await expect(rows.first()).toContainText(`from ${name}, step 500`)
  await expect(rows.first()).toContainText('learning rate 0.01')
  await expect(rows.first()).toContainText('1,000 of 1,000')
  await screen(page, 'time-machine-lineage')
  await expectAccessible(page)
})
