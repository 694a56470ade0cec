/*
 * The corpus doctor: a dirty list and a dirty running text, every finding with its number, every mend clicked and read
 * off the screen, taken back and taken again, and a run on the mended list.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expectAccessible, screen } from '../look'
import { atNames, chooseEngine, fill, goTo, heading } from '../steps'
import { dropFiles, resize } from '../system'
import { expect, test } from '../test'

const HEADS =
  'Alten Brenn Dorn Eich Falken Grün Hohen Kirch Linden Mühl Neu Ober Raben Sand Stein Unter Wald Zell'
const TAILS = 'berg hausen stedt wald furt au bach dorf feld heim kirchen see stein tal'
/** 252 invented towns. */
const TOWNS = HEADS.split(' ').flatMap((head) => TAILS.split(' ').map((tail) => head + tail))

/** A row of the report, by its mark and a word of its sentence. */
const row = (page: Page, words: RegExp | string): Locator =>
  page.getByRole('list', { name: 'What was found' }).getByRole('listitem').filter({ hasText: words })
const shows = (page: Page, number: string, words: RegExp | string): Promise<void> =>
  expect(row(page, words).locator('.count')).toHaveText(number, { timeout: 20_000 })
const click = (page: Page, words: RegExp | string, name: RegExp | string): Promise<void> =>
  row(page, words).getByRole('button', { name }).click()
const undo = (page: Page): Promise<void> => page.getByRole('button', { name: 'Undo' }).click()
const corpusIs = (page: Page, name: string): Promise<void> =>
  expect(page.getByRole('button', { name: `Corpus: ${name}`, exact: true })).toBeVisible({ timeout: 20_000 })

test('a dirty list: every finding, every mend, and training on what is left', async ({ desk, folder }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await atNames(desk, 1440, 1000)
  // The bundled names: nothing to look at.
  await shows(page, '2,564', 'repeat an earlier one')
  await shows(page, '0', 'names in both the training and the held-out part')
  await shows(page, '0', 'longer than the context of 16 tokens')
  await shows(page, '0.94', 'training tokens per parameter')
  await expect(page.getByText('1 mended', { exact: true })).toBeVisible()
  await screen(page, 'doctor-names')

  const dirty = [
    ...[...TOWNS, ...TOWNS.slice(0, 40)],
    ...['altenberg', 'brennau', 'sandsee', 'a', 'e', 'Altenbergerhausenstedt', 'Unterbergerneudorf'],
    ...['Steinberg…', 'Waldað', 'GrÃ¼nberg', 'Dorn\ufffdberg']
  ]
  const file = join(folder, 'towns.txt')
  await writeFile(
    file,
    Buffer.concat([Buffer.from(`${dirty.join('\n')}\n`), Buffer.from('Br\xfcckenau\n', 'latin1')])
  )
  await dropFiles(desk, [file])
  await expect(heading(page)).toContainText('264 lines', { timeout: 30_000 })
  await shows(page, '40', 'repeat an earlier one')
  await shows(page, '0', 'lines in both')
  await shows(page, '2', 'longer than the context of 16 tokens: 8 characters')
  await shows(page, '5', 'rare characters in 4 lines')
  await shows(page, '1', 'in another encoding')
  await shows(page, '1', 'read in the wrong encoding')
  await shows(page, '1', 'could not be read')
  await shows(page, '3', 'only in capitals')
  await shows(page, '2', 'fewer than two letters')
  await expect(row(page, 'training tokens per parameter')).toContainText('each is seen 538 times')
  await expect(page.getByText('1 mended, 8 to look at')).toBeVisible()
  await screen(page, 'doctor-list')
  await expectAccessible(page)
  await click(page, 'rare characters', 'Show all')
  await expect(row(page, 'rare characters')).toContainText('ð, 1 useWaldað')
  await screen(page, 'doctor-rare')

  // Copies kept leak into the held-out part; left out again, none does.
  await click(page, 'repeat an earlier one', 'Keep copies')
  await expect(row(page, 'in the training part too').locator('.count')).toHaveText(/^[1-9]\d?$/, {
    timeout: 20_000
  })
  await screen(page, 'doctor-leakage')
  await click(page, 'in the training part too', 'Leave out copies')
  await shows(page, '0', 'lines in both')
  await undo(page)
  await expect(row(page, 'in the training part too')).toBeVisible()
  await click(page, 'repeat an earlier one', 'Leave out copies')
  await shows(page, '0', 'lines in both')

  // Settings of the next run: they fit afterwards, and Undo takes them back.
  await click(page, 'longer than the context', 'Set the context to 23')
  await shows(page, '0', 'longer than the context of 23 tokens')
  await undo(page)
  await shows(page, '2', 'longer than the context of 16')
  await click(page, 'training tokens per parameter', /^Take 1\d\d steps$/)
  await expect(row(page, 'training tokens per parameter')).toContainText(/about 1[56] times in 1\d\d steps/)

  // The context counts tokens: in longer ones both items fit it.
  await goTo(page, 'Train')
  const tokenizer = page.getByRole('combobox', { name: /^Tokenizer: / })
  await tokenizer.click()
  await page.getByRole('option', { name: /^own BPE/ }).click()
  await goTo(page, 'Corpus')
  await shows(page, '0', 'longer than the context of 16 tokens')
  await goTo(page, 'Train')
  await tokenizer.click()
  await page.getByRole('option', { name: /^characters/ }).click()
  await goTo(page, 'Corpus')
  await shows(page, '2', 'longer than the context of 16 tokens')

  // Mends of the text: a corrected copy each time, one step more.
  await click(page, 'longer than the context', 'Leave them out')
  await corpusIs(page, 'towns, mended')
  await expect(heading(page)).toContainText('262 lines')
  await undo(page)
  await corpusIs(page, 'towns')
  await expect(heading(page)).toContainText('264 lines')
  await click(page, 'longer than the context', 'Leave them out')
  await corpusIs(page, 'towns, mended')
  await shows(page, '0', 'longer than the context')
  await click(page, 'read in the wrong encoding', /^Read (it|them) as UTF-8$/)
  await expect(row(page, 'read in the wrong encoding')).toHaveCount(0)
  await shows(page, '41', 'repeat an earlier one')
  await click(page, 'could not be read', 'Leave out its line')
  await expect(row(page, 'could not be read')).toHaveCount(0)
  await shows(page, '2', 'rare characters in 2 lines')
  await click(page, 'rare characters', 'Write … plainly')
  await shows(page, '1', 'rare character in 1 line:')
  await click(page, 'rare character', 'Leave out 1 line')
  await expect(row(page, 'rare character')).toHaveCount(0)
  await click(page, 'only in capitals', 'Keep the most frequent')
  await expect(row(page, 'only in capitals')).toHaveCount(0)
  await click(page, 'fewer than two letters', 'Leave them out')
  await expect(row(page, 'fewer than two letters')).toHaveCount(0)
  await shows(page, '0', 'lines garbled, nearly empty or')
  await expect(heading(page)).toContainText('254 lines')
  await expect(page.getByRole('main')).toContainText('A corrected copy of “towns”, which stays as it is.')
  await expect(page.getByRole('main')).toContainText('… written plainly in 1 line')
  await screen(page, 'doctor-mended')
  await expectAccessible(page)
  // One corrected copy is left in the library, beside the original.
  await page.getByRole('button', { name: /^Corpus: / }).click()
  await expect(page.getByRole('menuitemcheckbox', { name: /^towns/ })).toHaveCount(2)
  await page.keyboard.press('Escape')
  await resize(desk, 853, 480)
  await screen(page, 'doctor-853')
  await expectAccessible(page)
  await resize(desk, 1440, 1000)

  await page.getByRole('button', { name: 'Train on these' }).click()
  await chooseEngine(page, 'CPU')
  await fill(page, 'Width', '16')
  await fill(page, 'Layers', '1')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 60_000 })
  await goTo(page, 'Corpus')
  await page.getByRole('button', { name: 'Back to the original' }).click()
  await corpusIs(page, 'towns')
  await expect(heading(page)).toContainText('264 lines')
  await shows(page, '2', 'fewer than two letters')
})

test('a dirty running text: its own findings and mends, and another encoding', async ({ desk, folder }) => {
  test.setTimeout(120_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  const lines = TOWNS.map(
    (town, i) => `From ${town} the road went on, mile after mile, to ${TOWNS[(i * 5) % 252]!}.`
  )
  const whole = lines.flatMap((line, i) => (i % 50 === 25 ? [line, '* * *', ''] : [line]))
  const text = [
    ...whole,
    '“It cost a € there”, he said; nobody believed him then.',
    ...lines.slice(0, 20)
  ].join('\n')
  const file = join(folder, 'road.txt')
  await writeFile(
    file,
    Buffer.concat([Buffer.from(`${text}\n`), Buffer.from('Then came Zw\xf6lfkirchen.\n', 'latin1')])
  )
  await dropFiles(desk, [file])
  await expect(heading(page)).toContainText('characters of running text', { timeout: 30_000 })
  await shows(page, '20', 'long lines repeat an earlier one')
  await shows(page, '20', 'long lines of the held-out end')
  await shows(page, '1', 'in another encoding')
  await shows(page, '5', 'without a letter')
  await shows(page, '9', 'rare characters in 2 lines')
  await click(page, 'rare characters', 'Show all')
  await expect(row(page, 'rare characters')).toContainText('€, 1 use“It cost a € there”')
  await screen(page, 'doctor-text')
  await expectAccessible(page)
  const before = await heading(page).innerText()

  // A narrower model fits it; Undo takes it back.
  const size = row(page, 'training tokens per parameter')
  await expect(size).toContainText('are few for this model')
  await click(page, 'training tokens per parameter', /^Take width/)
  await expect(size).toContainText(/with these settings: each is seen about \d+ times/)
  await undo(page)
  await expect(size).toContainText('are few for this model')

  await click(page, 'long lines of the held-out end', 'Leave them out')
  await corpusIs(page, 'road, mended')
  await shows(page, '0', 'long lines stand twice')
  await expect(row(page, 'held-out end')).toHaveCount(0)
  await click(page, 'without a letter', 'Leave them out')
  await shows(page, '0', 'lines garbled or without a letter')
  await expect(page.getByText('20 lines that repeat an earlier one left out')).toBeVisible()
  await screen(page, 'doctor-text-mended')
  await page.getByRole('button', { name: 'Back to the original' }).click()
  await corpusIs(page, 'road')
  await expect(heading(page)).toHaveText(before)

  // The file itself, read again in one encoding.
  await row(page, 'in another encoding').getByRole('combobox').click()
  await page.getByRole('option', { name: /^Windows-1252/ }).click()
  await expect(row(page, 'in another encoding')).toHaveCount(0, { timeout: 20_000 })
  await expect(row(page, 'read in the wrong encoding').locator('.count')).toHaveText(/^[1-9]/)
  await screen(page, 'doctor-read-again')
})
