/*
 * The settings as somebody uses them: they hold at once, are kept, refuse what cannot be, and can be taken back; and
 * the data folder, which moves at the next start.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expectAccessible, screen } from '../look'
import { atNames, fill, heading } from '../steps'
import { answerOpen, menu } from '../system'
import { expect, test } from '../test'

test('settings hold at once and are kept, and the data folder moves', async ({ desk, launch, folder }) => {
  test.setTimeout(150_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await page.keyboard.press('Control+,')
  const dialog = page.getByRole('dialog', { name: 'Settings' })
  await expect(dialog.getByText(/data é 1$/)).toBeVisible()
  await screen(page, 'settings')
  await expectAccessible(page)

  // At once, in the page and in main.
  await dialog.getByRole('radio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect.poll(() => desk.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
  await dialog.getByRole('switch', { name: 'Say when a run ends' }).click()
  await dialog.getByRole('combobox', { name: /^Engine/ }).click()
  await page.getByRole('option', { name: /^CPU/ }).click()
  // What cannot be is refused where it is typed, and the last good value holds.
  await fill(page, 'At most per run', '1')
  await expect(dialog.getByRole('alert')).toContainText('The least is 2')
  await fill(page, 'At most per run', '12')
  await expect(dialog.getByRole('alert')).toHaveCount(0)

  // The defaults, and back.
  await dialog.getByRole('button', { name: 'Use the defaults' }).click()
  await expect(page.locator('html')).not.toHaveAttribute('data-theme')
  await dialog.getByRole('button', { name: 'Undo' }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(dialog.getByRole('switch', { name: 'Say when a run ends' })).not.toBeChecked()

  // A folder inside the data folder is none.
  await answerOpen(desk, [join(desk.dataDir, 'corpora')])
  await dialog.getByRole('button', { name: 'Move to another folder…' }).click()
  await expect(page.getByText('is part of the data folder')).toBeVisible()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await menu(desk, 'show-settings')
  const other = join(folder, 'another disk')
  await mkdir(other)
  await answerOpen(desk, [other])
  await dialog.getByRole('button', { name: 'Move to another folder…' }).click()
  await expect(dialog.getByText('another disk. Everything is moved there then.')).toBeVisible()
  await screen(page, 'settings-moving')
  await expectAccessible(page)
  expect(existsSync(join(desk.dataDir, 'settings.json'))).toBe(true)
  // The start anew is the test's: the app would start out of its sight.
  await desk.app.evaluate(({ app }) => {
    app.relaunch = () => undefined
  })
  const gone = desk.app.waitForEvent('close')
  // The window goes away under the click.
  await dialog
    .getByRole('button', { name: 'Restart now' })
    .click({ noWaitAfter: true })
    .catch(() => undefined)
  await gone

  const second = await launch({ dataDir: desk.dataDir })
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(heading(second.page)).toContainText('29,693 names', { timeout: 30_000 })
  expect(existsSync(join(other, 'settings.json'))).toBe(true)
  expect(existsSync(join(desk.dataDir, 'settings.json'))).toBe(false)
  await second.page.keyboard.press('Control+,')
  const again = second.page.getByRole('dialog', { name: 'Settings' })
  await expect(again.getByText(/another disk$/)).toBeVisible()
  await expect(again.getByRole('switch', { name: 'Say when a run ends' })).not.toBeChecked()
  await expect(again.getByRole('combobox', { name: /^Engine: CPU/ })).toBeVisible()
  await expect(again.getByRole('textbox', { name: 'At most per run' })).toHaveValue('12')
})
