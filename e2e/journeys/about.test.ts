/*
 * What is in Downhill and under which licence: every package of the built bundles stands in the dialog with its text, and
 * what Chromium consists of; the version, and that this is a test build where it is one.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../downhill'
import { expectAccessible, screen } from '../look'
import { resize } from '../system'
import { expect, test } from '../test'

/** The packages that the bundles themselves name, in the comments where the code of each begins. */
function bundledPackages(): Set<string> {
  const found = new Set<string>()
  for (const entry of readdirSync(join(ROOT, 'out'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.c?js$/.test(entry.name) || entry.parentPath.includes('/cli')) continue
    const code = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    for (const [, name = ''] of code.matchAll(
      /^\s*\/\/(?:#region)? [^\n]*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm
    ))
      found.add(name)
  }
  return found
}

test('tells the version and the licence of everything in it', async ({ desk }) => {
  const { app, page } = desk
  const packages = bundledPackages()
  expect(packages.size).toBeGreaterThan(40)
  await app.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('show-about')?.click()
  })
  const dialog = page.getByRole('dialog', { name: 'About Downhill' })
  const electron = await app.evaluate(() => String(process.versions.electron))
  await expect(dialog).toContainText(`Electron ${electron}`)
  // Main's own rule, told of the Electron that runs.
  const supported = Number.parseInt(electron, 10) >= 43
  await expect(dialog.getByText('This is a test build')).toHaveCount(supported ? 0 : 1)

  const list = dialog.getByRole('list')
  await expect(list.getByText('ffmpeg').first()).toBeAttached({ timeout: 30_000 })
  const names = await list
    .locator('.name')
    .evaluateAll((all) => all.map((one) => (one.firstChild?.textContent ?? '').trim()))
  for (const name of packages) expect(names).toContain(name)
  expect(names).toContain('assemblyscript')
  await resize(desk, 1440, 900)
  await screen(page, 'about')
  await expectAccessible(page)

  const search = dialog.getByRole('searchbox')
  await search.fill('pdfjs')
  await expect(dialog.getByRole('status')).toContainText(/^1 of \d+/)
  await dialog.getByRole('button', { name: /pdfjs-dist/ }).press('Enter')
  await expect(dialog.locator('pre')).toContainText('Version 2.0, January 2004')
  await resize(desk, 853, 480)
  await screen(page, 'about-text')
  await expectAccessible(page)
  await search.fill('nothing of that name')
  await expect(dialog.getByText('Nothing in it has such a name or licence.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})
