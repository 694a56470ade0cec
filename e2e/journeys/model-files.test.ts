/*
 * Models for other programs: exported from the Generate screen, run in a browser and by python3 with the texts that
 * the window writes, and opened again from the folder of Hugging Face.
 */
import { execFile } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from '@playwright/test'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { atNames, chooseEngine, choosePreset, fill, goTo, heading, written } from '../steps'
import { answerOpen, answerSave, dropFiles, resize } from '../system'
import { expect, test } from '../test'

const BEGINNINGS = ['Ash', 'Bram', 'Cold', 'Dun', 'Elm', 'Fern', 'Grim', 'Hart', 'Ivy', 'Mäh', 'Lang', 'Mill']
const ENDINGS = ['bury', 'combe', 'dale', 'ford', 'ham', 'ley', 'mere', 'stead', 'ton', 'wick']
/** None begins as the one before, so that a text that is still there is not taken for the next. */
const PREFIXES = ['Gri', 'A', 'Br', 'Co', 'Du', 'Elm', 'F', 'Har', 'Mä', 'Lang']

/** Trains a tiny model on invented towns and goes to where it writes. */
async function trainTowns(desk: Downhill, folder: string, settings: Record<string, string>): Promise<void> {
  const { page } = desk
  const file = join(folder, 'towns.txt')
  await writeFile(file, BEGINNINGS.flatMap((a) => ENDINGS.map((b) => a + b)).join('\n') + '\n')
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await dropFiles(desk, [file])
  await expect(heading(page)).toContainText('120 lines, ready to learn from', { timeout: 30_000 })
  await goTo(page, 'Train')
  await chooseEngine(page, 'CPU')
  for (const [name, value] of Object.entries(settings)) await fill(page, name, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })
  await goTo(page, 'Generate')
}

/** What the window writes greedily after each of these beginnings. */
async function greedy(page: Page): Promise<string[]> {
  const texts: string[] = []
  await fill(page, 'How many', '1')
  await fill(page, 'Temperature', '0')
  for (const prefix of PREFIXES) {
    await fill(page, 'Starts with', prefix)
    await page.getByRole('button', { name: /^Write 1/ }).click()
    await expect(page.locator('tbody td.text')).toHaveCount(1)
    await expect(page.locator('tbody td.text')).toHaveText(new RegExp(`^\\s*${prefix}`))
    await expect(page.getByRole('button', { name: /^Write 1/ })).toBeVisible()
    texts.push((await written(page))[0]!)
  }
  return texts
}

/** Exports through the menu to this path. */
async function exportTo(desk: Downhill, label: RegExp, path: string): Promise<void> {
  await answerSave(desk, path)
  await desk.page.getByRole('button', { name: 'Export the model' }).click()
  await desk.page.getByRole('menuitem', { name: label }).click()
  await expect(desk.page.getByText(/saved/i).filter({ hasText: path.replace(/^.*\//, '') })).toBeVisible()
}

/** The exported page in a Chromium window without the app's session, bridge or network. */
async function texts(desk: Downhill, path: string): Promise<string[]> {
  const coming = desk.app.waitForEvent('window')
  await desk.app.evaluate(async ({ BrowserWindow, session }, file) => {
    const alone = session.fromPartition('exported')
    alone.webRequest.onBeforeRequest(({ url }, answer) =>
      answer({ cancel: !/^(file|data|devtools):/.test(url) })
    )
    const window = new BrowserWindow({ webPreferences: { session: alone, sandbox: true } })
    await window.loadFile(file)
  }, path)
  const page = await coming
  await expect(page.getByRole('listitem')).toHaveCount(20)
  const results: string[] = []
  await page.getByLabel('How many').fill('1')
  await page.getByLabel('Temperature').fill('0')
  for (const prefix of PREFIXES) {
    await page.getByLabel('Begins with').fill(prefix)
    await page.getByRole('button', { name: 'Write' }).click()
    await expect(page.getByRole('listitem')).toHaveCount(1)
    results.push(await page.getByRole('listitem').innerText())
  }
  await page.getByLabel('Begins with').fill('Ω')
  await page.getByRole('button', { name: 'Write' }).click()
  await expect(page.getByRole('status')).toHaveText('The model does not know “Ω”.')
  await page.getByLabel('Begins with').fill('')
  await page.getByLabel('How many').fill('20')
  await page.getByLabel('Temperature').fill('0.8')
  await page.getByRole('button', { name: 'Write' }).click()
  await expect(page.getByRole('listitem')).toHaveCount(20)
  await screen(page, 'exported-page')
  await expectAccessible(page)
  await page.close()
  return results
}

test('a model goes to a browser, to Python, to llama.cpp, to Hugging Face, and comes back', async ({
  desk,
  folder
}) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await trainTowns(desk, folder, { Layers: '1', Heads: '2', Width: '16', Batch: '8', Steps: '80' })
  const wanted = await greedy(page)

  await page.getByRole('button', { name: 'Export the model' }).click()
  await expect(page.getByRole('menuitem')).toHaveCount(5)
  await screen(page, 'export-model')
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await exportTo(desk, /Any browser/, join(folder, 'towns.html'))
  expect(await texts(desk, join(folder, 'towns.html'))).toEqual(wanted)

  const program = join(folder, 'towns.py')
  await exportTo(desk, /Python/, program)
  const env = { ...process.env, PYTHONIOENCODING: 'utf-8' }
  for (const [i, prefix] of PREFIXES.entries()) {
    const args = [program, '--temperature', '0', '--count', '1', '--prefix', prefix]
    const { stdout } = await promisify(execFile)('python3', args, { env })
    expect(stdout).toBe(`${wanted[i]}\n`)
  }

  await exportTo(desk, /llama/, join(folder, 'towns.gguf'))
  expect((await readFile(join(folder, 'towns.gguf'))).subarray(0, 4).toString()).toBe('GGUF')

  await exportTo(desk, /bigger machine/, join(folder, 'machine'))
  expect((await readdir(join(folder, 'machine'))).sort()).toEqual(
    expect.arrayContaining(['README.md', 'config.json', 'dataset', 'model.safetensors', 'train.py'])
  )

  const hf = join(folder, 'towns for hf')
  await exportTo(desk, /Hugging Face/, hf)
  // The same name again: what is there is not touched.
  await page.getByRole('button', { name: 'Export the model' }).click()
  await page.getByRole('menuitem', { name: /Hugging Face/ }).click()
  await expect(page.getByText('There is something in the folder “towns for hf” already')).toBeVisible()

  // Back by the dialog, and the folder itself by a drop.
  await answerOpen(desk, [join(hf, 'model.safetensors')])
  await page.getByRole('button', { name: 'Open a model' }).click()
  await expect(page.getByRole('radio', { name: 'Opened file' })).toBeChecked()
  expect(await greedy(page)).toEqual(wanted)
  await dropFiles(desk, [hf])
  await expect(page.locator('.name', { hasText: 'towns for hf' })).toBeVisible()
  await screen(page, 'opened-from-hugging-face')

  // A tokenizer that does not belong to the weights.
  const tokenizer = JSON.parse(await readFile(join(hf, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: object }
  }
  tokenizer.model.vocab = { ...tokenizer.model.vocab, Ω: 99 }
  await writeFile(join(hf, 'tokenizer.json'), JSON.stringify(tokenizer))
  await page.getByRole('button', { name: 'Open a model' }).click()
  await expect(page.getByText(/do not belong together/)).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollTop + document.body.scrollTop)).toBe(0)
  await screen(page, 'refused-from-hugging-face')
})

test('microgpt goes to a browser and to Python, and nowhere else', async ({ desk }) => {
  test.setTimeout(150_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await choosePreset(page, 'microgpt')
  await fill(page, 'Steps', '20')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 90_000 })
  await goTo(page, 'Generate')
  await page.getByRole('button', { name: 'Export the model' }).click()
  for (const name of [/Hugging Face/, /llama/, /bigger machine/]) {
    await expect(page.getByRole('menuitem', { name })).toBeDisabled()
  }
  await expect(page.getByText('no other program knows the architecture of microgpt')).toHaveCount(3)
  await expect(page.getByRole('menuitem', { name: /Any browser/ })).toBeEnabled()
  await expect(page.getByRole('menuitem', { name: /Python/ })).toBeEnabled()
  await screen(page, 'export-microgpt')
})
