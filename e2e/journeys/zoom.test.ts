/*
 * Everything at twice its size in a window of 1280 × 800, which leaves 640 × 400: every stage before and after a run,
 * and every dialog, menu and popover on the way. Nothing scrolls sideways, every control can be reached, and axe finds
 * nothing. Forced colours and less motion are looked at here too, since the run is there.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { type Downhill, ROOT } from '../downhill'
import { expectAccessible, expectReachable } from '../look'
import { atNames, setTraining } from '../steps'
import { menu, resize } from '../system'
import { expect, test } from '../test'

/** Twice its size, in a window of this many CSS pixels before. */
async function magnify(desk: Downhill, width: number, height: number): Promise<void> {
  await resize(desk, width, height)
  const window = await desk.app.browserWindow(desk.page)
  await window.evaluate((window: BrowserWindow) => window.webContents.setZoomFactor(2))
  await desk.page.waitForFunction((half) => innerWidth === half, width / 2)
}

/** The window as it is drawn: Playwright cuts its pictures to the page's own pixels. */
async function picture(desk: Downhill, name: string): Promise<void> {
  const window = await desk.app.browserWindow(desk.page)
  const png = await window.evaluate(async (window: BrowserWindow) => {
    const image = await window.webContents.capturePage()
    return image.toPNG().toString('base64')
  })
  const folder = join(ROOT, 'test-results/screens')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.png`), Buffer.from(png, 'base64'))
}

const STAGES = ['Corpus', 'Train', 'Generate', 'Landscape', 'Look inside', 'Runs', 'Tour']

test('at 200 % every stage, dialog and menu is whole and can be reached', async ({ desk }) => {
  test.setTimeout(400_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await setTraining(page, { Layers: '1', Heads: '2', Width: '16', Steps: '300' })
  await magnify(desk, 1280, 800)
  const problems: string[] = []
  /** All that is wrong is told at once: a look at this many screens takes minutes. */
  const look = async (name: string): Promise<void> => {
    // What floats has faded in by then.
    await page.waitForTimeout(350)
    await picture(desk, `zoom-${name}`)
    for (const check of [expectReachable, expectAccessible])
      await check(page).catch((error: unknown) => problems.push(`${name}: ${String(error)}`))
  }
  const surface = async (name: string, open: () => Promise<void>): Promise<void> => {
    await open()
    await look(name)
    await page.keyboard.press('Escape')
    await page.waitForTimeout(250)
  }

  for (const stage of STAGES) {
    await page.keyboard.press(`Control+${STAGES.indexOf(stage) + 1}`)
    await page.waitForTimeout(300)
    await look(`empty-${stage.toLowerCase().replace(' ', '-')}`)
  }
  await menu(desk, 'run-start')
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 90_000 })
  for (const stage of STAGES) {
    await page.keyboard.press(`Control+${STAGES.indexOf(stage) + 1}`)
    await page.waitForTimeout(stage === 'Landscape' ? 4000 : 800)
    await look(stage.toLowerCase().replace(' ', '-'))
  }

  await page.keyboard.press('Control+1')
  await surface('settings', () => menu(desk, 'show-settings'))
  await surface('log', () => menu(desk, 'show-log'))
  await surface('shortcuts', () => menu(desk, 'show-shortcuts'))
  await surface('more', () => page.getByRole('button', { name: 'Settings and help' }).click())
  await surface('paste', async () => {
    // Below 900 px the way in is the menu of texts.
    await page.getByRole('button', { name: /: US baby names/ }).click()
    await look('choose')
    await page.getByRole('menuitem', { name: /Paste/ }).click()
  })
  await page.keyboard.press('Control+2')
  await surface('loss-table', () => page.getByRole('button', { name: 'Table' }).first().click())
  await page.keyboard.press('Control+3')
  await page.getByRole('button', { name: /^Write 20/ }).click()
  await expect(page.locator('tbody td.text').first()).toBeVisible({ timeout: 30_000 })
  await look('generate-list')
  await surface('export', () => menu(desk, 'export'))
  await page.keyboard.press('Control+6')
  await page.locator('tbody tr').first().getByRole('button').first().click()
  await page.getByRole('button', { name: 'More', exact: true }).last().click()
  await look('run-menu')
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await look('rename')
  await page.keyboard.press('Escape')
  expect(problems).toEqual([])

  // Less motion: nothing takes time, and the ground is walked round in cuts.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  const times = await page.evaluate(() =>
    ['--m-quick', '--m-move', '--m-camera'].map((name) =>
      getComputedStyle(document.documentElement).getPropertyValue(name)
    )
  )
  expect(times.map(parseFloat)).toEqual([0, 0, 0])
  // Forced colours: to be looked at.
  await page.emulateMedia({ reducedMotion: null, forcedColors: 'active' })
  for (const [key, name] of [
    ['2', 'train'],
    ['4', 'landscape']
  ] as const) {
    await page.keyboard.press(`Control+${key}`)
    await page.waitForTimeout(1500)
    await picture(desk, `forced-${name}`)
  }
  await page.emulateMedia({ forcedColors: null })
})
