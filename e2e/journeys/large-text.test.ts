/*
 * A 300 MB text, dropped together with a folder of mixed files: cancelled it leaves nothing, brought in it is read with
 * progress, trained on and written on from, and what needs a text whole says that it is not told.
 */
import { openSync, closeSync, writeSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { mixedFolder } from '../mixed-folder'
import { expectAccessible, screen } from '../look'
import { atNames, fill, goTo, heading } from '../steps'
import { dropFiles } from '../system'
import { expect, test } from '../test'

/** Prose of made-up words: three megabytes that differ, again and again. */
function writeLarge(path: string): void {
  let state = 1
  const below = (n: number): number => (state = (state * 48_271) % 0x7fff_ffff) % n
  const parts = [
    'ka',
    'ro',
    'mi',
    'té',
    'sun',
    'der',
    'lo',
    'fin',
    'wä',
    'or',
    'gra',
    'est',
    'bar',
    'qui',
    'ny'
  ]
  const word = (): string => Array.from({ length: 1 + below(3) }, () => parts[below(parts.length)]!).join('')
  const block = Buffer.from(
    Array.from({ length: 500_000 }, () => `${word()}${below(12) === 0 ? '.\n' : ' '}`).join('')
  )
  const file = openSync(path, 'w')
  for (let written = 0; written < 300_000_000; written += block.length) writeSync(file, block)
  closeSync(file)
}

test('a 300 MB text among mixed files becomes a corpus that can be trained on', async ({ desk, folder }) => {
  test.setTimeout(240_000)
  const { page, dataDir } = desk
  const corpora = (): Promise<string[]> => readdir(join(dataDir, 'corpora')).catch(() => [])
  const large = join(folder, 'large.txt')
  writeLarge(large)
  await atNames(desk, 1440, 900)
  await dropFiles(desk, [large, await mixedFolder(folder)])
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('7 files to bring in', { timeout: 30_000 })

  // Cancelled while the large one, which is the first, is read.
  await dialog.getByRole('button', { name: 'Bring in 6 files' }).click()
  await expect(dialog.getByRole('progressbar')).toBeVisible({ timeout: 15_000 })
  await expect.poll(async () => (await corpora()).length, { timeout: 15_000 }).toBeGreaterThan(0)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog.getByRole('progressbar')).toHaveCount(0, { timeout: 15_000 })
  expect(await corpora()).toEqual([])

  await dialog.getByRole('button', { name: 'Bring in 6 files' }).click()
  await expect(dialog).toHaveCount(0, { timeout: 90_000 })

  // Stopped while it is looked through, it stands there unread; then it is read.
  const stage = page.getByRole('progressbar', { name: 'Reading “large”' })
  await expect(stage).toBeVisible({ timeout: 30_000 })
  await screen(page, 'large-text-reading')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(heading(page)).toContainText('was not read to its end', { timeout: 15_000 })
  await expect.poll(async () => (await corpora()).filter((name) => name.endsWith('.large'))).toEqual([])
  await page.getByRole('main').getByRole('button', { name: 'Read it' }).click()
  await expect(heading(page)).toContainText('characters of running text', { timeout: 90_000 })
  await expect(page.getByRole('main')).toContainText('spread evenly over the training part')
  await expectAccessible(page)
  await screen(page, 'large-text')

  await goTo(page, 'Train')
  const settings = { Layers: 1, Heads: 2, Width: 16, Context: 16, Batch: 4, Steps: 30 }
  for (const [name, value] of Object.entries(settings)) await fill(page, name, String(value))
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('progressbar', { name: 'Writing the tokens of “large”' })).toBeVisible({
    timeout: 30_000
  })
  await expect(page.getByRole('contentinfo')).toContainText('step 30 of 30', { timeout: 120_000 })

  await goTo(page, 'Generate')
  await page
    .getByRole('button', { name: /^Write \d+/ })
    .first()
    .click()
  await expect(page.getByRole('main')).toContainText('too large to be looked through', { timeout: 60_000 })
  await screen(page, 'large-text-written')
})
