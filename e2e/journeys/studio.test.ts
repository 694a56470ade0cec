/* Names as somebody wants them: how they end, what they hold, what they must not be; and when nothing can. */
import { expectAccessible, screen } from '../look'
import { atNames, fill, goTo, heading, setTraining, written } from '../steps'
import { expect, test } from '../test'

test('writes only what fits, says how many were drawn, and what contradicts itself', async ({ desk }) => {
  test.setTimeout(180_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await setTraining(page, { Layers: '1', Heads: '2', Width: '16', Steps: '600' })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })

  await goTo(page, 'Generate')
  await fill(page, 'How many', '25')
  await page.getByRole('textbox', { name: 'Starts with' }).fill('k')
  await page.getByRole('textbox', { name: 'Ends with' }).fill('a')
  await page.getByRole('textbox', { name: 'Contains' }).fill('l, e')
  await page.getByRole('textbox', { name: 'Without' }).fill('aa x')
  await fill(page, 'Length to', '9')
  await fill(page, 'Edits from any known', '2')
  await page.getByRole('switch', { name: 'No repeats' }).click()
  await page.getByRole('button', { name: /^Write 25/ }).click()
  await expect.poll(async () => (await written(page)).length, { timeout: 60_000 }).toBe(25)
  const list = await written(page)
  expect(new Set(list).size).toBe(25)
  for (const name of list) expect(name).toMatch(/^k(?=.*l)(?=.*e)(?!.*aa)(?!.*x).{0,7}a$/)
  await expect(page.getByText(/^25 of [\d,]+ drawn fit\.$/)).toBeVisible()
  await expect(heading(page)).toHaveText('All 25 names are new')
  await screen(page, 'studio-must-fit')
  await expectAccessible(page)

  // What is known of each line, and the one that is chosen.
  await expect(page.locator('tbody td.near').first()).toContainText(/edit/, { timeout: 30_000 })
  await page.locator('td.text button').nth(2).click()
  await expect(page.getByRole('region', { name: `About ${list[2]}` })).toContainText('bits per character')

  // Kept with a key, rated, noted, moved; let go and had back.
  await page.keyboard.press('k')
  await page.keyboard.press('l')
  await page.keyboard.press('k')
  await page.getByRole('button', { name: `Keep ${list[7]}`, exact: true }).click()
  const kept = page.getByRole('list', { name: 'Shortlist' }).locator('.name')
  await expect(kept).toHaveText([list[2]!, list[3]!, list[7]!])
  await page.getByRole('button', { name: new RegExp(`^${list[3]}: rating`) }).click()
  await page.getByRole('button', { name: '4 stars' }).click()
  await page.getByRole('textbox', { name: 'Tags' }).fill('river, north')
  await page.getByRole('textbox', { name: 'Note' }).fill('for the "old" harbour, perhaps')
  await page.getByRole('button', { name: `Move ${list[3]} up` }).click()
  await expect(kept).toHaveText([list[3]!, list[2]!, list[7]!])
  await screen(page, 'studio-shortlist')
  await expectAccessible(page)
  await page.getByRole('button', { name: new RegExp(`^${list[3]}: rating`) }).click()
  await page.getByRole('button', { name: new RegExp(`^${list[7]}: rating`) }).focus()
  await page.keyboard.press('Alt+ArrowUp')
  await expect(kept).toHaveText([list[3]!, list[7]!, list[2]!])
  await page.keyboard.press('Delete')
  await expect(kept).toHaveText([list[3]!, list[2]!])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(kept).toHaveText([list[3]!, list[7]!, list[2]!])

  // What contradicts itself is said before anything is written, and nothing is lost.
  await page.getByRole('textbox', { name: 'Pattern' }).fill('[')
  await expect(page.getByRole('alert').filter({ hasText: 'Use ? for one character' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Pattern' }).fill('?????????????')
  await expect(page.getByText('they contradict each other', { exact: false })).toBeVisible()
  expect(await written(page)).toEqual(list)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Anything goes' }).click()
  await expect(page.getByRole('textbox', { name: 'Ends with' })).toHaveValue('')
  await expect(page.getByRole('textbox', { name: 'Contains' })).toHaveValue('')

  // The most probable ones, proven.
  await page.getByRole('radio', { name: 'Most probable' }).click()
  await fill(page, 'How many', '15')
  await page.getByRole('textbox', { name: 'Starts with' }).fill('k')
  await page.getByRole('switch', { name: 'Unseen only' }).click()
  await page.getByRole('button', { name: /^Find the 15/ }).click()
  await expect(heading(page)).toHaveText('The 15 names most probable of the unseen ones', { timeout: 60_000 })
  await expect(page.getByText('A proof, not a sample', { exact: false })).toBeVisible({ timeout: 60_000 })
  for (const name of await written(page)) expect(name).toMatch(/^k/)
  await screen(page, 'studio-proven')
  await expectAccessible(page)
})
