/* After training: the lines the model finds hardest and easiest, each character on its heat, of a list and of running text. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectAccessible, screen } from '../look'
import { atNames, chooseEngine, choosePreset, fill, goTo, heading } from '../steps'
import { dropFiles, resize } from '../system'
import { expect, test } from '../test'

/** Bits per character of the rows that are drawn, top to bottom. */
const figures = async (page: Page): Promise<number[]> =>
  (await page.locator('tbody td.per').allInnerTexts()).map(Number)

async function train(page: Page, settings: Readonly<Record<string, string>>): Promise<void> {
  await goTo(page, 'Train')
  await chooseEngine(page, 'CPU')
  for (const [name, value] of Object.entries(settings)) await fill(page, name, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })
  await goTo(page, 'Corpus')
}

test('names: the hardest ones, part by part, and any line by its number', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await expect(page.getByRole('button', { name: 'Show the lines' })).toHaveCount(0)
  await train(page, { Layers: '1', Heads: '2', Width: '16', Steps: '500' })
  await page.getByRole('button', { name: 'Show the lines' }).scrollIntoViewIfNeeded()
  await screen(page, 'surprising-entry')
  await page.getByRole('button', { name: 'Show the lines' }).click()
  await expect(heading(page)).toContainText(/is hardest to guess: \d+\.\d\d bits per character/, {
    timeout: 60_000
  })
  const lines = page.getByRole('region', { name: 'Lines by loss' })
  await expect(lines.getByRole('table')).toHaveAttribute('aria-rowcount', '2970')
  const hard = await figures(page)
  expect(hard.length).toBeGreaterThan(15)
  expect(hard).toEqual([...hard].sort((a, b) => b - a))
  await screen(page, 'surprising-names')
  await expectAccessible(page)

  // The whole list is there, though only what is seen is drawn.
  await lines.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('tr.current')).toHaveAttribute('aria-rowindex', '3')
  await lines.evaluate((list) => (list.scrollTop = list.scrollHeight))
  await expect.poll(async () => (await figures(page)).at(-1)).toBeLessThan(hard[0]! / 2)
  await expect(page.locator('tbody tr[aria-rowindex]').last()).toHaveAttribute('aria-rowindex', '2970')

  // Training names; the easiest first.
  await page.getByRole('radio', { name: 'Training' }).click()
  await page.getByRole('radio', { name: 'Least surprising' }).click()
  await expect(heading(page)).toContainText('is easiest to guess')
  await expect.poll(async () => (await figures(page))[0]).toBeLessThan(hard.at(-1)!)
  const easy = await figures(page)
  expect(easy).toEqual([...easy].sort((a, b) => a - b))
  await page.getByRole('radio', { name: 'Both' }).click()
  await page.getByRole('radio', { name: 'Whole line' }).click()
  await expect(heading(page)).toContainText(/is easiest to guess: \d+\.\d bits in all/)
  // The first name of the file.
  await fill(page, 'Go to line', '1')
  const aside = page.getByRole('region', { name: 'The line and the parts' })
  await expect(aside.getByRole('heading', { name: /^Line 1, / })).toBeVisible()
  await expect(aside.locator('td.serif')).toHaveText([...'emma', 'end'])
  await screen(page, 'surprising-line')
  await expectAccessible(page)
  await resize(desk, 853, 480)
  await screen(page, 'surprising-853')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Back to the corpus' }).click()
  await expect(heading(page)).toContainText('29,693 names')
})

test('running text: the odd line out is found, in its context', async ({ desk, folder }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  const sentences = [
    'The cat sat on the mat and slept.',
    'The dog sat on the rug.',
    'A bird sang in the tree.'
  ]
  const lines = Array.from({ length: 500 }, (_, i) => sentences[(i * 7) % 3]!)
  lines[123] = 'gnat tub tang dust pun.'
  writeFileSync(join(folder, 'story.txt'), `${lines.join('\n')}\n`)
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await dropFiles(desk, [join(folder, 'story.txt')])
  await expect(heading(page)).toContainText('running text', { timeout: 30_000 })
  await choosePreset(page, 'text, small')
  await train(page, { Layers: '1', Heads: '2', Width: '32', Context: '32', Steps: '400' })
  await page.getByRole('button', { name: 'Show the lines' }).click()
  await expect(heading(page)).toContainText('is hardest to guess', { timeout: 60_000 })
  await page.getByRole('radio', { name: 'Training' }).click()
  await expect(heading(page)).toContainText('“gnat tub tang dust pun.” is hardest to guess')
  await expect(page.locator('tbody td.number').first()).toHaveText('124')
  await screen(page, 'surprising-text')
  await expectAccessible(page)
})
