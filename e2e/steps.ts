/* What people do again and again on the screens, in the words that stand there. */
import { expect, type Locator, type Page } from '@playwright/test'
import type { Downhill } from './downhill'
import { resize } from './system'

/** The finding at the top of the screen. */
export const heading = (page: Page): Locator => page.getByRole('heading', { level: 1 })

/** A window of this size with the bundled names read, as a first start shows them. */
export async function atNames(desk: Downhill, width: number, height: number): Promise<void> {
  await resize(desk, width, height)
  await expect(heading(desk.page)).toContainText('29,693 names', { timeout: 30_000 })
}

/** Goes to a stage by the rail. */
export async function goTo(page: Page, stage: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: stage }).click()
}

/** Types a number into a setting of the Train or Generate screen and leaves the field. */
export async function fill(page: Page, name: string, value: string): Promise<void> {
  const field = page
    .getByRole('spinbutton', { name, exact: true })
    .or(page.getByRole('textbox', { name, exact: true }))
  await field.first().fill(value)
  await field.first().blur()
}

/** Takes an engine in the picker, by the beginning of its name. */
export async function chooseEngine(page: Page, engine: string): Promise<void> {
  await page.getByRole('button', { name: /^Engine: / }).click()
  await page.getByRole('radio', { name: new RegExp(`^${engine}`) }).click()
  await page.keyboard.press('Escape')
}

/** Sets up a training: the engine, then each setting by its name on the Train screen, in this order. */
export async function setTraining(
  page: Page,
  settings: Readonly<Record<string, string>>,
  engine = 'CPU'
): Promise<void> {
  await goTo(page, 'Train')
  await chooseEngine(page, engine)
  for (const [name, value] of Object.entries(settings)) await fill(page, name, value)
}

/** Takes a preset on the Train screen, by the beginning of its name. */
export async function choosePreset(page: Page, preset: string): Promise<void> {
  await goTo(page, 'Train')
  await page.getByRole('combobox', { name: /^Preset: / }).click()
  await page.getByRole('option', { name: new RegExp(`^${preset}`) }).click()
}

/** The list on the Generate screen, top to bottom. */
export async function written(page: Page): Promise<string[]> {
  const cells = await page.locator('tbody td.text').allInnerTexts()
  return cells.map((cell) => cell.trim())
}
