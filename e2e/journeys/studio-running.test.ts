/* Running text, written together with the model: a beginning, going on, stopping, another ending, edits, the window. */
import { expectAccessible, screen } from '../look'
import { atNames, goTo, heading, setTraining } from '../steps'
import { expect, test } from '../test'

test('goes on from a beginning, stops, takes another ending, and says when the window slides', async ({
  desk
}) => {
  test.setTimeout(180_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await page.getByRole('button', { name: /^Corpus: / }).click()
  await page
    .getByRole('menu')
    .getByText(/^Moby-Dick/)
    .click()
  await expect(heading(page)).toContainText('running text', { timeout: 30_000 })
  await setTraining(page, { Layers: '1', Heads: '2', Width: '16', Context: '32', Steps: '100' })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })

  await goTo(page, 'Generate')
  await page.getByRole('radio', { name: 'Write on' }).click()
  const sheet = page.getByRole('textbox', { name: 'Text', exact: true })
  await sheet.fill('Call me ')
  await expect(page.getByText('8 of 32 tokens of context used')).toBeVisible()
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(heading(page)).toContainText('It went on for', { timeout: 60_000 })
  const first = await sheet.inputValue()
  expect(first.startsWith('Call me ')).toBe(true)
  expect(first.length).toBeGreaterThan(40)
  await expect(page.getByText('the window has slid')).toBeVisible()
  await screen(page, 'studio-running')
  await expectAccessible(page)

  // Another ending from the same beginning; then that is taken back.
  await page.getByRole('button', { name: 'Another ending' }).click()
  await expect.poll(() => sheet.inputValue(), { timeout: 60_000 }).not.toBe(first)
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible({ timeout: 60_000 })
  expect((await sheet.inputValue()).startsWith('Call me ')).toBe(true)
  await page.getByRole('button', { name: 'Take back' }).click()
  await expect.poll(() => sheet.inputValue()).toBe(first)

  // Edited and continued from what stands there.
  await sheet.fill('The whale ')
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect.poll(async () => (await sheet.inputValue()).length, { timeout: 60_000 }).toBeGreaterThan(20)
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible({ timeout: 60_000 })
  expect((await sheet.inputValue()).startsWith('The whale ')).toBe(true)
})
