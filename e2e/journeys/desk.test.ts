/*
 * The desk around the stages: the system's word that a run has ended, the log and the diagnostics without anybody's
 * text, the native menu, files dragged out, and presenting.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { fill, goTo, heading, setTraining } from '../steps'
import { answerSave, dropFiles, menu, resize } from '../system'
import { expect, test } from '../test'

interface Heard {
  said: string[]
  shown: { click: () => void }[]
  bar: number[]
  dragged: string[]
  revealed: string[]
}

/** Puts ears where the system would be: notifications, the taskbar's bar, drags, the file manager. */
async function listen(desk: Downhill): Promise<() => Promise<Heard>> {
  const window = await desk.app.browserWindow(desk.page)
  await window.evaluate((window: BrowserWindow) => {
    const heard: Heard = { said: [], shown: [], bar: [], dragged: [], revealed: [] }
    ;(globalThis as unknown as { heard: Heard }).heard = heard
    window.isFocused = () => false
    window.setProgressBar = (share) => void heard.bar.push(share)
    window.webContents.startDrag = ({ file }) => void heard.dragged.push(file)
  })
  await desk.app.evaluate(({ Notification, shell }) => {
    const { heard } = globalThis as unknown as { heard: Heard }
    Notification.isSupported = () => true
    Notification.prototype.show = function (this: Electron.Notification) {
      heard.said.push(`${this.title}: ${this.body}`)
      heard.shown.push({ click: () => void this.emit('click') })
    }
    shell.showItemInFolder = (path) => void heard.revealed.push(path)
  })
  return () => desk.app.evaluate(() => (globalThis as unknown as { heard: Heard }).heard)
}

test('a run that ends unseen is told by the system, its list exports from the menu and leaves by a drag', async ({
  desk,
  folder
}) => {
  test.setTimeout(150_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  const heard = await listen(desk)
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  // Nothing to export yet, and the menu says so.
  await menu(desk, 'export')
  await expect(page.getByText('There is no list to export yet')).toBeVisible()
  await setTraining(page, { Layers: '1', Heads: '2', Width: '16', Steps: '4000' })
  // What a run takes is told before it begins, where it was measured.
  await menu(desk, 'run-start')
  await expect(page.getByRole('contentinfo')).toContainText(/\d+ (s|min) left/, { timeout: 60_000 })
  await menu(desk, 'run-pause')
  await expect(page.getByRole('contentinfo')).toContainText('Paused', { timeout: 30_000 })
  await menu(desk, 'run-pause')
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 90_000 })
  await expect.poll(async () => (await heard()).said).toHaveLength(1)
  const { said, bar } = await heard()
  expect(said[0]).toMatch(/^\w+-\w+ is done: Held-out loss \d\.\d{3} after 4,000 steps\.$/)
  expect(bar.at(-1)).toBe(-1)
  const shares = bar.filter((share) => share >= 0)
  expect(shares.length).toBeGreaterThan(1)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  // Its click brings the window to the front.
  const focused = await desk.app.evaluate(({ BrowserWindow }) => {
    const { heard } = globalThis as unknown as { heard: Heard }
    const [window] = BrowserWindow.getAllWindows()
    let calls = 0
    if (window) window.focus = () => void calls++
    heard.shown[0]?.click()
    return calls
  })
  expect(focused).toBe(1)

  await goTo(page, 'Generate')
  await fill(page, 'How many', '12')
  await page.getByRole('button', { name: /^Write 12/ }).click()
  await expect(page.locator('tbody td.text')).toHaveCount(12, { timeout: 30_000 })
  await goTo(page, 'Corpus')
  await menu(desk, 'export')
  await expect(page.getByRole('menu')).toBeVisible()
  await expectAccessible(page)
  const file = join(folder, 'names é.csv')
  await answerSave(desk, file)
  await page.getByRole('menuitem', { name: /\.csv/ }).click()
  const notice = page.getByRole('status').filter({ hasText: 'Saved as “names é.csv”' })
  await expect(notice).toBeVisible()
  await screen(page, 'saved-file')
  await expectAccessible(page)
  await notice.getByText('Drag the file').dispatchEvent('dragstart')
  await notice.getByRole('button', { name: 'Show in folder' }).click()
  await expect.poll(async () => (await heard()).revealed).toEqual([file])
  await expect.poll(async () => (await heard()).dragged).toEqual([file])

  // For a class: no rail, larger, and back.
  await menu(desk, 'present')
  await expect(page.getByRole('navigation')).toBeHidden()
  await screen(page, 'presenting')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('navigation')).toBeVisible()
})

test('the log tells what went wrong, and neither it nor the diagnostics hold anybody’s text', async ({
  desk,
  folder
}) => {
  test.setTimeout(90_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  const MARKER = 'Quillfeather'
  // In the name of a text, in the text, in the name of a file that cannot be read, and in an error of the page.
  const text = join(folder, `${MARKER}.txt`)
  await writeFile(text, Array.from({ length: 60 }, (_, i) => `${MARKER}${i}`).join('\n'))
  const broken = join(folder, `${MARKER}.safetensors`)
  await writeFile(broken, `{"${MARKER}": "${MARKER}"}`)
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await dropFiles(desk, [text])
  await expect(heading(page)).toContainText('60', { timeout: 30_000 })
  await dropFiles(desk, [broken])
  await expect(page.getByText(/Quillfeather\.safetensors|not a safetensors/).first()).toBeVisible()
  await page.evaluate((marker) => {
    setTimeout(() => {
      throw new Error(`a mistake about ${marker}`)
    })
  }, MARKER)
  await expect(page.getByText('Something in Downhill failed that should not have')).toBeVisible()
  expect(desk.errors.splice(0).join()).toContain('a mistake about')
  await menu(desk, 'show-log')
  const dialog = page.getByRole('dialog', { name: 'Log' })
  const entries = dialog.getByRole('listitem')
  await expect(entries.filter({ hasText: 'model-' })).toHaveCount(1)
  const mistake = entries.filter({ hasText: 'Something in Downhill failed that should not have' })
  await expect(mistake.getByText('internal')).toBeHidden()
  await mistake.getByText('For a report').click()
  await expect(mistake.getByText('internal')).toBeVisible()
  await expect(entries.last()).toContainText('Downhill started.')
  await screen(page, 'log')
  await expectAccessible(page)
  await dialog.getByRole('radio', { name: 'Errors', exact: true }).click()
  await expect(entries).toHaveCount(1)
  await dialog.getByRole('radio', { name: 'All' }).click()
  await dialog.getByRole('searchbox', { name: 'Find' }).fill('started')
  await expect(entries).toHaveCount(1)
  await dialog.getByRole('button', { name: 'Copy diagnostics' }).click()
  await expect(page.getByText('Diagnostics copied')).toBeVisible()
  const copied = await desk.app.evaluate(({ clipboard }) => clipboard.readText())
  for (const fact of ['Downhill: 0.', 'Electron: ', 'System: linux', 'Machine: ', 'Engine cpu: ', 'internal'])
    expect(copied).toContain(fact)
  const log = await readFile(join(desk.dataDir, 'log', 'downhill.log'), 'utf8')
  expect(log).toContain('"what":"internal"')
  for (const kept of [copied, log]) {
    expect(kept).not.toContain(MARKER)
    expect(kept).not.toContain(folder)
  }
})
