/*
 * One long session, watched from all sides: texts are brought in, a model is trained, writes, its landscape is filled, it is
 * exported and opened again. Meanwhile nothing asks for the network (Chromium's own log, and every connect() of every process
 * where strace is there), no policy is broken, and nothing that main tells the page holds a path.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { existsSync } from 'node:fs'
import { docxOf, pdfOf } from '../../src/storage/intake/fixtures'
import type { Downhill } from '../downhill'
import { chooseEngine, fill, goTo, heading } from '../steps'
import { answerOpen, answerSave, dropFiles } from '../system'
import { expect, test } from '../test'

const TOWNS = ['Alten', 'Brenn', 'Dorn', 'Eich', 'Falken', 'Grün'].flatMap((head) =>
  ['berg', 'hausen', 'stedt', 'wald', 'furt'].map((tail) => head + tail)
)
/** An absolute path of a Unix system or of Windows, wherever it stands in a text. */
const PATH = /(?:^|[\s"'(:=])(?:\/(?:home|root|tmp|usr|var|etc|opt|Users|work)\/|[A-Za-z]:\\\\|\\\\\\\\)[^"]*/

const hasStrace = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'strace')))

interface Watched {
  readonly told: string[]
  readonly asked: string[]
}

/** From now on main keeps what it answers and says to the page, and what Chromium asks of anyone. */
async function watch({ app, page }: Downhill): Promise<void> {
  await app.evaluate(({ ipcMain, session, webContents }) => {
    const told: string[] = []
    const asked: string[] = []
    Object.assign(globalThis, { watched: { told, asked } })
    const keep = (channel: string, value: unknown): void => {
      told.push(`${channel} ${JSON.stringify(value) ?? ''}`.slice(0, 20_000))
    }
    const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...args: unknown[]) => unknown> })
      ._invokeHandlers
    for (const [channel, handle] of handlers) {
      handlers.set(channel, async (...args) => {
        const value = await handle(...args)
        keep(channel, value)
        return value
      })
    }
    for (const contents of webContents.getAllWebContents()) {
      const send = contents.send.bind(contents)
      contents.send = (channel: string, ...args: unknown[]) => {
        keep(channel, args)
        send(channel, ...args)
      }
    }
    const { webRequest } = session.defaultSession
    webRequest.onSendHeaders(({ url }) => void asked.push(url))
    webRequest.onErrorOccurred(({ url, error }) => void asked.push(`${url} ${error}`))
  })
  await page.evaluate(() => {
    const broken: string[] = []
    Object.assign(globalThis, { broken })
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      broken.push(`${violatedDirective} ${blockedURI}`)
    )
  })
}

test('a whole session asks nothing of the network, breaks no policy and tells the page no path', async ({
  launch,
  folder
}) => {
  test.setTimeout(240_000)
  const trace = join(folder, 'connections.log')
  const desk = await launch(hasStrace ? { env: { DOWNHILL_STRACE: trace } } : {})
  const { app, page } = desk
  await expect(heading(page)).toContainText('29,693 names', { timeout: 60_000 })
  await watch(desk)

  await writeFile(
    join(folder, 'towns.csv'),
    `id,town\r\n${TOWNS.map((town, i) => `${i},"${town}"`).join('\r\n')}\r\n`
  )
  await writeFile(join(folder, 'letter.docx'), await docxOf(TOWNS))
  await writeFile(join(folder, 'paper.pdf'), pdfOf([TOWNS.slice(0, 9)]))
  await writeFile(join(folder, 'broken.pdf'), '%PDF-1.4\nnothing')
  await dropFiles(
    desk,
    ['towns.csv', 'letter.docx', 'paper.pdf', 'broken.pdf'].map((name) => join(folder, name))
  )
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('to bring in', { timeout: 60_000 })
  await dialog.getByRole('button', { name: /^Bring (it )?in/ }).click()
  await expect(dialog).toBeHidden({ timeout: 60_000 })

  await goTo(page, 'Train')
  await chooseEngine(page, 'CPU')
  const settings = { Layers: '1', Heads: '2', Width: '16', Batch: '8', Steps: '40' }
  for (const [name, value] of Object.entries(settings)) await fill(page, name, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })

  await goTo(page, 'Generate')
  await page.getByRole('button', { name: /^Write \d+/ }).click()
  await expect(page.locator('tbody td.text').first()).toBeVisible({ timeout: 30_000 })
  const model = join(folder, 'model.safetensors')
  await answerSave(desk, model)
  await page.getByRole('button', { name: 'Save the model' }).click()
  await expect(page.getByText(/model\.safetensors/).first()).toBeVisible()
  await answerOpen(desk, [model])
  await page.getByRole('button', { name: 'Open a model' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Open', exact: true }).click()
  await expect(page.getByRole('dialog')).toBeHidden()

  await goTo(page, 'Landscape')
  await page.waitForTimeout(8_000)
  for (const stage of ['Look inside', 'Runs', 'Tour', 'Corpus']) {
    await goTo(page, stage)
    await expect(heading(page)).not.toBeEmpty()
    await page.waitForTimeout(800)
  }

  const { told, asked } = await app.evaluate(() => (globalThis as unknown as { watched: Watched }).watched)
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((url) => !/^(app|devtools|blob|data):\S*$/.test(url))).toEqual([])
  expect(await page.evaluate(() => (globalThis as unknown as { broken: string[] }).broken)).toEqual([])

  expect(told.length).toBeGreaterThan(50)
  const home = await app.evaluate(({ app: electron }) => electron.getPath('home'))
  const paths = told.filter(
    (text) => PATH.test(text) || text.includes(desk.dataDir) || text.includes(`${home}/`)
  )
  expect(paths).toEqual([])
  expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toMatch(PATH)

  if (!hasStrace) return
  await desk.close()
  const traces = (await readdir(folder)).filter((name) => name.startsWith('connections.log'))
  const lines = (await Promise.all(traces.map((name) => readFile(join(folder, name), 'utf8'))))
    .join('')
    .split('\n')
  // The X server and Electron's own processes are reached by sockets of the file system: the trace sees them.
  expect(lines.filter((line) => line.includes('connect(')).length).toBeGreaterThan(0)
  expect(outside(lines)).toEqual([])
})

/** Connections that leave the machine: neither by the file system, nor to the machine itself, nor to nothing. */
function outside(lines: readonly string[]): string[] {
  return lines.filter(
    (line) =>
      /connect\(.*sa_family=AF_INET6?\b/.test(line) &&
      !/inet_addr\("127\.|inet_pton\(AF_INET6, "::1"/.test(line)
  )
}

test('the watch sees what it is there to see', () => {
  expect(PATH.test('{"cause":"ENOENT: no such file, open \'/home/ada/a.txt\'"}')).toBe(true)
  expect(PATH.test('"C:\\\\Users\\\\ada"')).toBe(true)
  expect(PATH.test('{"name":"a/b.txt","per":"names/s","url":"app://bundle/library/x"}')).toBe(false)
  const line = (address: string): string =>
    `7 connect(3, {sa_family=AF_INET, sin_addr=inet_addr("${address}")}, 16) = 0`
  expect(outside([line('127.0.0.1'), line('93.184.216.34')])).toEqual([line('93.184.216.34')])
  expect(outside(['7 connect(3, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X99"}, 20) = 0'])).toEqual([])
})
