/* Tokenizers in the window: each kind is chosen, made and trained with, and the runs compare on one chart. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectAccessible, screen } from '../look'
import { atNames, fill, goTo, heading } from '../steps'
import { dropFiles, resize } from '../system'
import { expect, test } from '../test'

/** Takes a tokenizer on the Train screen, by its name there. */
async function chooseTokenizer(page: Page, name: string): Promise<void> {
  await page.getByRole('combobox', { name: /^Tokenizer: / }).click()
  await page.getByRole('option', { name: new RegExp(`^${name}`) }).click()
}

/** The line under the setting that says what came of it. */
const outcome = (page: Page, words: RegExp) => page.getByText(words)

test('a run trains on each kind of tokenizer, and one chart compares them', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  for (const [setting, value] of [
    ['Layers', '1'],
    ['Width', '16'],
    ['Batch', '16'],
    ['Steps', '60']
  ] as const)
    await fill(page, setting, value)
  await page.getByRole('button', { name: 'All settings' }).click()
  await fill(page, 'Check every', '10')
  const parameters = page.locator('.field').filter({ hasText: 'Parameters' }).locator('output')
  const letters = await parameters.innerText()
  const kinds = [
    ['characters', /27 tokens: every character/],
    ['graphemes', /27 tokens with the end mark; 1\.00 characters/],
    ['own BPE', /513 tokens with the end mark; \d\.\d\d characters/],
    ['GPT-2', /Of 50,256 tokens your text uses 3,880/],
    ['Codex', /Of 50,280 tokens your text uses 3,880/],
    ['GPT-4, ', /Of 100,256 tokens your text uses [\d,]+/],
    ['GPT-4o', /Of 199,998 tokens your text uses 6,069/]
  ] as const
  for (const [i, [name, words]] of kinds.entries()) {
    await chooseTokenizer(page, name)
    await expect(outcome(page, words)).toBeVisible({ timeout: 60_000 })
    // The size of the vocabulary is that of the model.
    if (i > 1) expect(await parameters.innerText()).not.toBe(letters)
    if (name === 'own BPE' || name === 'GPT-4o') {
      await screen(page, `train-tokenizer-${name.toLowerCase().replace(' ', '-')}`)
      await expectAccessible(page)
    }
    await page.getByRole('button', { name: /^Train( again)?$/ }).click()
    await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 60_000 })
    await expect(page.getByRole('contentinfo')).toContainText(
      name === 'characters' ? /loss \d\.\d{3}\s*$/ : 'bits/character'
    )
  }

  // The chart of a run whose tokens are longer: bits per character, and per token by a switch.
  await expect(page.getByRole('heading', { name: /^Loss in bits per character/ })).toBeVisible()
  await expect(page.getByText(/Held-out loss \d\.\d{3} bits per character/)).toBeVisible()
  const perCharacter = await page.getByRole('img', { name: /^Loss against step/ }).getAttribute('aria-label')
  await page.getByRole('radio', { name: 'per token' }).click()
  await expect(page.getByRole('heading', { name: /^Loss in nats per token/ })).toBeVisible()
  const image = page.getByRole('img', { name: /^Loss against step/ })
  await expect(image).not.toHaveAttribute('aria-label', perCharacter!)
  await screen(page, 'train-per-token')
  await page.getByRole('radio', { name: 'bits', exact: true }).click()
  await page.getByRole('button', { name: 'bits per character' }).hover()
  await expect(page.getByText(/yes-or-no questions/)).toBeVisible()
  await screen(page, 'train-bits-per-character')
  await expectAccessible(page)

  await goTo(page, 'Runs')
  const chosen = page.locator('tbody').getByRole('checkbox')
  await expect(chosen).toHaveCount(7)
  const boxes = await chosen.all()
  // Six curves fit one chart: all kinds but Codex, whose tokens for names are those of GPT-2.
  for (const box of boxes.filter((_, i) => i !== 2)) await box.click()
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('heading', { name: /^Held-out loss in bits per character/ })).toBeVisible()
  const sentence = await page.getByRole('img', { name: /ends at/ }).getAttribute('aria-label')
  const ends = [...sentence!.matchAll(/ends at (\d+\.\d+) at step 60/g)].map((match) => Number(match[1]))
  expect(ends).toHaveLength(6)
  // Per token the longer ones would stand far apart; per character all are near chance, log2 of 27.
  for (const bits of ends) expect(bits).toBeLessThan(5.2)
  await screen(page, 'runs-compare-tokenizers')
  await expectAccessible(page)

  // One of them alone, and on from its last step with the tokenizer it has.
  const names = await page.getByRole('region', { name: 'What differs' }).getByRole('button').allInnerTexts()
  const kindsOf = await page
    .getByRole('row', { name: /^Tokenizer/ })
    .getByRole('cell')
    .allInnerTexts()
  const own = names.filter((name) => name !== 'Tokenizer')[kindsOf.indexOf('own BPE, 512') - 1]!
  await page.getByRole('button', { name: own, exact: true }).click()
  await expect(page.getByRole('heading', { name: /^Loss in bits per character/ })).toBeVisible()
  await expect(page.getByRole('img', { name: /^Loss against step\. Held-out loss falls from/ })).toBeVisible()
  await screen(page, 'runs-one-own-bpe')
  await page.getByRole('button', { name: /^Branch/ }).click()
  await expect(page.getByText('The model keeps the tokenizer it was trained with.')).toBeVisible()
  await expect(parameters).toHaveText(/^[\d,]+$/)
  await screen(page, 'train-branch-own-bpe')
  await page.getByRole('button', { name: /^Train( on)?$/ }).click()
  await expect(page.getByRole('contentinfo')).toContainText(/step 120 of 120/, { timeout: 60_000 })
  await expect(page.getByRole('contentinfo')).toContainText('bits/character')
  const goneOn = page.getByRole('img', { name: /^Loss against step\. Held-out loss falls from/ })
  await expect(goneOn).toBeVisible()
  await screen(page, 'train-gone-on-own-bpe')
})

test('the tokens of any text, and how byte pairs are learned from it', async ({ desk }) => {
  test.setTimeout(120_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await page.getByRole('button', { name: 'See the tokens of any text' }).click()
  const cut = (name: string) => page.getByRole('img', { name: new RegExp(`^${name}: `) })
  await expect(cut('characters')).toHaveAttribute(
    'aria-label',
    'characters: 11 tokens: a | b | r | a | c | a | d | a | b | r | a'
  )
  await expect(cut('GPT-2, r50k_base')).toHaveAttribute('aria-label', /5 tokens: ab | rac | ad | ab | ra/, {
    timeout: 30_000
  })
  await expect(cut('GPT-4o, o200k_base')).toBeVisible({ timeout: 30_000 })
  await screen(page, 'tokens-abracadabra')
  await expectAccessible(page)

  // Byte pairs, by keys and by buttons.
  const steps = page.getByRole('slider', { name: 'Byte pair encoding, step by step' })
  await steps.scrollIntoViewIfNeeded()
  await expect(page.getByText('merge 0 of 3')).toBeVisible()
  const now = page.getByRole('img', { name: /^\d+ tokens: a/ })
  await page.getByRole('button', { name: 'Next merge' }).click()
  await expect(now).toHaveAttribute('aria-label', '9 tokens: ab | r | a | c | a | d | ab | r | a')
  await steps.focus()
  await page.keyboard.press('ArrowRight')
  await expect(now).toHaveAttribute('aria-label', '7 tokens: abr | a | c | a | d | abr | a')
  await screen(page, 'tokens-steps')
  await page.getByRole('button', { name: 'Step back' }).click()
  await expect(now).toHaveAttribute('aria-label', '9 tokens: ab | r | a | c | a | d | ab | r | a')
  await page.keyboard.press('End')
  await expect(now).toHaveAttribute('aria-label', '5 tokens: abra | c | a | d | abra')
  await expect(page.getByRole('img', { name: 'Vocabulary: a, b, c, d, r, ab, abr, abra' })).toBeVisible()
  await page.getByRole('button', { name: 'Play' }).click()
  await expect(page.getByText('merge 1 of 3')).toBeVisible()
  await expect(page.getByText('merge 3 of 3')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play' })).toBeVisible()
  await expectAccessible(page)

  // Any text: what the corpus has no letter for is refused by its own tokenizers alone.
  await page.getByRole('button', { name: "I've groked Heinlein's work", exact: true }).click()
  await expect(cut('GPT-2, r50k_base')).toHaveAttribute(
    'aria-label',
    /I \| 've \| ␣gro \| ked \| ␣Hein \| lein \| 's \| ␣work/
  )
  await expect(page.getByText(/The chosen corpus has no “I”/).first()).toBeVisible()
  await page.evaluate(() => scrollTo(0, 0))
  await screen(page, 'tokens-groked')
  await page.getByLabel('Text', { exact: true }).fill('')
  await expect(heading(page)).toContainText('Type a text')
  await page.getByRole('button', { name: 'From the corpus' }).click()
  await expect(cut('characters')).toBeVisible()
  for (const [width, height] of [
    [1024, 700],
    [853, 480]
  ] as const) {
    await resize(desk, width, height)
    await screen(page, `tokens-${width}x${height}`)
    await expectAccessible(page)
  }
  await resize(desk, 1440, 900)
  await page.getByRole('button', { name: 'Back to the corpus' }).click()
  await expect(heading(page)).toContainText('29,693 names')
})

test('three corpora come along: names, towns and a novel, each with its source and licence', async ({
  desk
}) => {
  const { page } = desk
  await atNames(desk, 1440, 900)
  const choose = async (name: RegExp): Promise<void> => {
    await page.getByRole('button', { name: /^Corpus: / }).click()
    await expect(page.getByRole('menuitemcheckbox', { name: /comes with Downhill/ })).toHaveCount(3)
    await page.getByRole('menuitemcheckbox', { name }).click()
  }
  await page.getByRole('button', { name: /^Corpus: / }).click()
  await screen(page, 'corpus-chooser')
  await page.keyboard.press('Escape')
  await choose(/^Towns of Germany and Austria/)
  await expect(heading(page)).toContainText('9,379 towns', { timeout: 30_000 })
  await expect(page.getByText(/Licence: CC BY 4\.0/)).toBeVisible()
  await screen(page, 'corpus-towns')
  await expectAccessible(page)
  await choose(/^Moby-Dick/)
  await expect(heading(page)).toContainText('1,191,160 characters of running text', { timeout: 30_000 })
  await expect(page.getByText(/Herman Melville.*Licence: Public domain/)).toBeVisible()
  await screen(page, 'corpus-novel')
  await expectAccessible(page)

  // Merges learned from a megabyte are told of, and a run begins with them.
  await page.getByRole('button', { name: 'Train on this' }).click()
  await chooseTokenizer(page, 'own BPE')
  await fill(page, 'Vocabulary size', '8192')
  await expect(outcome(page, /8,193 tokens with the end mark; \d\.\d\d characters/)).toBeVisible({
    timeout: 60_000
  })
  await screen(page, 'train-novel-bpe')
  await fill(page, 'Vocabulary size', '64')
  await expect(
    page.getByText('The single bytes of your text are 83 tokens already: at least 83.')
  ).toBeVisible({ timeout: 30_000 })
  await screen(page, 'train-novel-bpe-refused')
  await expectAccessible(page)
})

test('learning merges from a large text tells how far it is, and can be stopped', async ({
  desk,
  folder
}) => {
  test.setTimeout(180_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  // Hardly a word comes twice, so that none of them is counted for another.
  let seed = 7
  const random = (below: number): number =>
    Math.floor(((seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647) * below)
  const word = (): string =>
    Array.from(
      { length: 4 + random(9) },
      () => 'etaoinshrdlucmfwygpb'[Math.min(random(20), random(20))]
    ).join('')
  const lines = Array.from({ length: 80_000 }, () => `${Array.from({ length: 12 }, word).join(' ')}.`)
  const file = join(folder, 'arbitrary words.txt')
  await writeFile(file, lines.join('\n'))
  await dropFiles(desk, [file])
  await expect(heading(page)).toContainText('characters of running text', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Train on this' }).click()
  await chooseTokenizer(page, 'own BPE')
  await fill(page, 'Vocabulary size', '32768')
  const progress = page.getByRole('progressbar', { name: /merges learned/ })
  await expect(progress).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText('Stopped. No run can start without its tokenizer.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toHaveAttribute(
    'aria-disabled',
    'true'
  )
  await screen(page, 'train-tokenizer-stopped')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Make it' }).click()
  await expect(progress).toBeVisible({ timeout: 30_000 })
  await screen(page, 'train-tokenizer-progress')
  await fill(page, 'Vocabulary size', '300')
  await expect(outcome(page, /301 tokens with the end mark/)).toBeVisible({ timeout: 60_000 })
})
