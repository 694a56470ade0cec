/* Tokenizers in the window: each kind is chosen, made and trained with, and the runs compare on one chart. */
import type { Page } from '@playwright/test'
import { expectAccessible, screen } from '../look'
import { fill, goTo, heading } from '../steps'
import { resize } from '../system'
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
  await resize(desk, 1440, 900)
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await goTo(page, 'Train')
  for (const [setting, value] of [
    ['Layers', '1'],
    ['Width', '16'],
    ['Batch', '16'],
    ['Steps', '60']
  ] as const)
    await fill(page, setting, value)
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
  const boxes = await page.locator('tbody').getByRole('checkbox').all()
  for (const box of boxes.slice(0, 6)) await box.click()
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.getByRole('heading', { name: /^Held-out loss in bits per character/ })).toBeVisible()
  const sentence = await page.getByRole('img', { name: /ends at/ }).getAttribute('aria-label')
  const ends = [...sentence!.matchAll(/ends at (\d+\.\d+) at step 60/g)].map((match) => Number(match[1]))
  expect(ends).toHaveLength(6)
  // Per token the longer ones would stand far apart; per character all are near chance, log2 of 27.
  for (const bits of ends) expect(bits).toBeLessThan(5.2)
  await screen(page, 'runs-compare-tokenizers')
  await expectAccessible(page)
})
