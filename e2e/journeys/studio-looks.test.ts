/* The studio's other ways of looking: the share of new ones, side by side, letter by letter, and what pushed a name. */
import { expectAccessible, screen } from '../look'
import { atNames, fill, goTo, heading, setTraining, written } from '../steps'
import { expect, test } from '../test'

test('measures how new it is, compares settings and steps, goes letter by letter, and asks why', async ({
  desk
}) => {
  test.setTimeout(240_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await setTraining(page, { Layers: '1', Heads: '2', Width: '16', Steps: '600' })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })
  await goTo(page, 'Generate')
  await fill(page, 'How many', '30')
  await page.getByRole('button', { name: /^Write 30/ }).click()
  await expect.poll(async () => (await written(page)).length, { timeout: 60_000 }).toBe(30)
  const list = await written(page)

  // How new, against temperature and against training.
  await page.getByRole('radio', { name: 'How new' }).click()
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  await expect(heading(page)).toContainText('at temperature 1.6', { timeout: 60_000 })
  await screen(page, 'studio-shares-temperature')
  await expectAccessible(page)
  await page.getByRole('radio', { name: 'Over training' }).click()
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  await expect(heading(page)).toContainText('at step 600', { timeout: 90_000 })
  await expect(page.getByRole('button', { name: 'Measure again' })).toBeVisible({ timeout: 60_000 })
  await screen(page, 'studio-shares-training')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('table')).toContainText('600')
  await expectAccessible(page)

  // Side by side: the same seed, hotter, and earlier.
  await page.getByRole('radio', { name: 'Side by side' }).click()
  await page.getByRole('button', { name: 'Add a panel' }).click()
  const third = page.getByRole('region', { name: 'Panel 3' })
  await third.getByRole('combobox', { name: /^Model: / }).click()
  await page.getByRole('option', { name: 'Step 60', exact: true }).click()
  await page.getByRole('button', { name: 'Write all' }).click()
  for (const n of [1, 2, 3]) {
    await expect(page.getByRole('region', { name: `Panel ${n}` }).locator('li')).toHaveCount(20, {
      timeout: 60_000
    })
  }
  await screen(page, 'studio-sides')
  await expectAccessible(page)

  // Letter by letter, along a name of the list, back, and another way.
  await page.getByRole('radio', { name: 'List', exact: true }).click()
  const name = list.find((item) => item.length >= 5)!
  await page.locator('td.text button').nth(list.indexOf(name)).click()
  await page.getByRole('button', { name: 'Letter by letter', exact: true }).click()
  const path = page.getByLabel('What is written so far')
  await expect(path).toHaveText(name)
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(path).toHaveText(name.slice(0, -2))
  await page.locator('button.token').nth(1).click()
  await expect(path).not.toHaveText(name.slice(0, -2))
  await page.getByRole('button', { name: 'Draw to the end' }).click()
  await expect(page.getByText(/is written, 1 in/)).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Keep it' }).click()
  await screen(page, 'studio-letters')
  await expectAccessible(page)

  // Drawn from the beginning, the seed gives the very name of the list.
  await page.getByRole('button', { name: 'From the beginning' }).click()
  await page.getByRole('button', { name: 'Draw to the end' }).click()
  await expect(path).toHaveText(name)

  // Why this name.
  await page.getByRole('radio', { name: 'List', exact: true }).click()
  await page.locator('td.text button').nth(list.indexOf(name)).click()
  await page.getByRole('button', { name: 'Why this name?' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('lines that training had used', { timeout: 120_000 })
  await expect(dialog.getByRole('row')).not.toHaveCount(0)
  await screen(page, 'studio-why')
  await expectAccessible(page)
})
