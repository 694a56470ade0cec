/* A folder of mixed files becomes corpora or clear refusals; an encoding is chosen again; several become one. */
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectAccessible, screen } from '../look'
import { docxOf, hangingParquet } from '../../src/storage/intake/fixtures'
import { mixedFolder, TOWNS } from '../mixed-folder'
import { atNames, goTo, heading } from '../steps'
import { answerOpen, dropFiles, resize } from '../system'
import { expect, test } from '../test'

test('a folder of mixed files becomes corpora, and what is no text is refused by name', async ({
  desk,
  folder
}) => {
  const { page } = desk
  await atNames(desk, 1440, 900)
  await dropFiles(desk, [await mixedFolder(folder)])

  const dialog = page.getByRole('dialog')
  const row = (name: string) => dialog.getByRole('listitem').filter({ hasText: name })
  await expect(dialog).toContainText('6 files to bring in', { timeout: 30_000 })
  await expect(row('towns utf16.txt')).toContainText('UTF-16 LE')
  await expect(row('table.csv').getByRole('combobox', { name: /^Column or field/ })).toContainText('town')
  await expect(row('paper.pdf')).toContainText('The towns of the north')
  await expect(row('letter.docx')).toContainText('Word document')
  await expect(row('photo.txt')).toContainText('a JPEG picture')
  await expect(dialog).not.toContainText('hidden')
  await screen(page, 'import-review')
  await expectAccessible(page)

  // Another column of the table shows other values.
  await row('table.csv')
    .getByRole('combobox', { name: /^Column or field/ })
    .click()
  await page.getByRole('option', { name: /^remark/ }).click()
  await expect(row('table.csv')).toContainText('a "remark", over two lines')
  await row('table.csv')
    .getByRole('combobox', { name: /^Column or field/ })
    .click()
  await page.getByRole('option', { name: /^town/ }).click()
  await expect(row('table.csv')).toContainText('Altenberg')

  await dialog.getByRole('button', { name: 'Bring in 5 files' }).click()
  await expect(dialog).toHaveCount(0, { timeout: 30_000 })
  await page.getByRole('button', { name: /^Corpus: / }).click()
  const menu = page.getByRole('menu')
  for (const name of ['towns utf16', 'table', 'paper', 'letter', 'old'])
    await expect(menu.getByText(new RegExp(`^${name}`))).toBeVisible()
  await menu.getByText(/^towns utf16/).click()
  await expect(heading(page)).toContainText('40')
  await expect(page.getByRole('main')).toContainText('UTF-16 LE, by its mark')
  await expect(page.getByRole('main')).toContainText('39 line ends made plain')
})

test('an encoding that was guessed can be chosen again, and several files become one corpus', async ({
  desk,
  folder
}) => {
  const { page } = desk
  await atNames(desk, 1440, 900)
  const polish = join(folder, 'polish.txt')
  await writeFile(
    polish,
    Buffer.from([0xa3, 0xf3, 0x64, 0x9f, 0x0a, 0x4b, 0x72, 0x61, 0x6b, 0xf3, 0x77, 0x0a])
  )
  await dropFiles(desk, [polish])
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('combobox', { name: /^Encoding/ }).click()
  await page.getByRole('option', { name: /^Windows-1250/ }).click()
  await expect(dialog).toContainText('Łódź')
  await dialog.getByRole('button', { name: 'Bring it in' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('main')).toContainText('Windows-1250')

  const parts = ['one', 'two'].map((name) => join(folder, `${name}.txt`))
  for (const [i, part] of parts.entries()) await writeFile(part, TOWNS.slice(i * 20, i * 20 + 20).join('\n'))
  await answerOpen(desk, parts)
  await page.getByRole('button', { name: 'Add a text' }).click()
  await page.getByRole('menuitem', { name: /^Choose files/ }).click()
  await dialog.getByRole('radio', { name: 'All in one corpus' }).click()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Both')
  await dialog.getByRole('button', { name: 'Bring in 2 files' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(heading(page)).toContainText('40')
  await expect(page.getByRole('button', { name: 'Corpus: Both' })).toBeVisible()
  await screen(page, 'import-joined')
})

test('a long import shows how far it is, and leaves nothing when it is cancelled', async ({
  desk,
  folder
}) => {
  const { page, dataDir } = desk
  await atNames(desk, 1440, 900)
  const long = join(folder, 'long.jsonl')
  const line = `{"text":"${'a town on a river '.repeat(4)}é"}\n`
  await writeFile(long, line.repeat(2_000_000))
  await dropFiles(desk, [long])
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Reading', { timeout: 15_000 })
  await expect(dialog.getByRole('progressbar')).toBeVisible()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0, { timeout: 15_000 })
  await goTo(page, 'Corpus')
  await expect(heading(page)).toContainText('29,693 names')
  expect(await readdir(join(dataDir, 'corpora')).catch(() => [])).toEqual([])
})

test('a file that hangs its reader is refused in words, and costs the others nothing', async ({
  desk,
  folder
}) => {
  const { page, dataDir } = desk
  await resize(desk, 1440, 900)
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  const files = ['first.txt', 'damaged.parquet', 'letter.docx'].map((name) => join(folder, name))
  const contents = [TOWNS.join('\n'), hangingParquet(), await docxOf(TOWNS.slice(0, 9))]
  for (const [i, file] of files.entries()) await writeFile(file, contents[i]!)
  await dropFiles(desk, files)

  // While one waits it says for what, and can be stopped.
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('“damaged.parquet”, 2 of 3 files')
  await expect(dialog.getByRole('progressbar', { name: 'Looking into 3 files' })).toBeVisible()
  await screen(page, 'import-looking')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('alert')).toHaveCount(0)

  await dropFiles(desk, files)
  const row = (name: string) => dialog.getByRole('listitem').filter({ hasText: name })
  await expect(row('damaged.parquet')).toContainText('could not be read to its end', { timeout: 60_000 })
  await expect(row('letter.docx')).toContainText('Word document')
  await screen(page, 'import-hanging')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Bring in 2 files' }).click()
  await expect(dialog).toHaveCount(0, { timeout: 30_000 })
  await page.getByRole('button', { name: /^Corpus: / }).click()
  for (const name of ['first', 'letter'])
    await expect(page.getByRole('menu').getByText(new RegExp(`^${name}`))).toBeVisible()
  const left = await readdir(join(dataDir, 'corpora'))
  expect(left.filter((name) => !/\.(txt|json)$/.test(name))).toEqual([])
})
