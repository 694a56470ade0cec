/*
 * What is in Downhill and under which licence: every package of the built bundles stands in the dialog with its text, and
 * what Chromium consists of; the version, and that this is a test build where it is one.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from '../downhill'
import { expectAccessible, screen } from '../look'
import { resize } from '../system'
import { expect, test } from '../test'

/** The packages that a piece of a bundle names, in the comments where the code of each begins. */
function packagesIn(code: string): string[] {
  const comments = /^\s*\/\/(?:#region)? [^\n]*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm
  return [...code.matchAll(comments)].map(([, name = '']) => name)
}

/** Of all bundles together. */
function bundledPackages(): Set<string> {
  const found = new Set<string>()
  for (const entry of readdirSync(join(ROOT, 'out'), { recursive: true, withFileTypes: true })) {
    if (
      !entry.isFile() ||
      !/\.c?js$/.test(entry.name) ||
      !/out\/(main|preload|renderer)/.test(entry.parentPath)
    )
      continue
    for (const name of packagesIn(readFileSync(join(entry.parentPath, entry.name), 'utf8'))) found.add(name)
  }
  return found
}

/** Of a piece and of what it imports before it runs, not of what it loads later. */
function packagesAtOnce(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return new Set()
  seen.add(path)
  const code = readFileSync(path, 'utf8')
  const imports = [...code.matchAll(/^(?:import|export) ?(?:[^'"\n]* from )?["'](\.\/[^"']+)["']/gm)]
  const others = imports.flatMap(([, name = '']) => [...packagesAtOnce(join(dirname(path), name), seen)])
  return new Set([...packagesIn(code), ...others])
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

test('loads what is heavy when it is needed, not at its start', () => {
  const assets = join(ROOT, 'out/renderer/assets')
  const page =
    /src="\.\/assets\/([^"]+\.js)"/.exec(readFileSync(join(ROOT, 'out/renderer/index.html'), 'utf8'))?.[1] ??
    ''
  const machine = readdirSync(assets).find(
    (name) => name.startsWith('index-') && name.endsWith('.js') && name !== page
  )
  const heavy =
    /^(@tensorflow\/|three$|@threlte\/|gpt-tokenizer$|pdfjs-dist$|mammoth$|jszip$|hyparquet|iconv-lite$|papaparse$)/
  for (const path of [join(assets, page), join(assets, machine ?? ''), join(ROOT, 'out/main/index.js')]) {
    const found = packagesAtOnce(path)
    expect(
      [...found].filter((name) => heavy.test(name)),
      path
    ).toEqual([])
  }
  // They are there all the same, and what is loaded at once is seen.
  expect([...packagesAtOnce(join(assets, page))]).toContain('svelte')
  expect([...bundledPackages()]).toEqual(
    expect.arrayContaining(['three', '@tensorflow/tfjs-core', 'pdfjs-dist'])
  )
})
