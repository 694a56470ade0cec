/*
 * Looking inside a model that was really trained: every view, with its actions performed and their outcome read from
 * the screen, at the present and at an earlier step of the time machine.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { atNames, choosePreset, fill, goTo, heading, setTraining } from '../steps'
import { dropFiles, resize } from '../system'
import { expect, test } from '../test'

const status = (page: Page): Locator => page.getByRole('contentinfo')
const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click()
const machine = (page: Page): Locator => page.getByRole('group', { name: 'Time machine' })
const numbers = async (cells: Locator): Promise<number[]> =>
  (await cells.allInnerTexts()).map((text) => Number(text.replace('\u2212', '-').replace(/[^\d.-]/g, '')))

async function train(desk: Downhill, settings: Readonly<Record<string, string>>): Promise<void> {
  const { page } = desk
  await setTraining(page, settings)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
}

test('names: every view tells of the model, and switching parts off is heard', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await goTo(page, 'Look inside')
  await expect(heading(page)).toHaveText('No model to look into yet')
  await screen(page, 'inside-none')
  await expectAccessible(page)
  await goTo(page, 'Corpus')
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await train(desk, { Layers: '2', Width: '32', Steps: '1500' })

  // While it trains: the numbers go on with it.
  await goTo(page, 'Look inside')
  await expect(heading(page)).toContainText('lies nearest to', { timeout: 20_000 })
  const line = page.locator('.head p')
  const first = await line.innerText()
  await expect.poll(() => line.innerText(), { timeout: 20_000 }).not.toBe(first)
  await expect(status(page)).toContainText('Done', { timeout: 120_000 })
  await expect(line).toContainText('at step 1,500')

  // Embeddings: another token by key, three dimensions, UMAP, and a dial.
  const map = page.getByRole('application', { name: /^Map of 27 token vectors/ })
  await map.focus()
  await page.keyboard.press('ArrowRight')
  await expect(heading(page)).toContainText('“b” lies nearest to')
  await screen(page, 'inside-embeddings')
  await expectAccessible(page)
  await page.getByRole('radio', { name: '3D' }).click()
  await expect(page.getByText(/the three widest of 32 directions/)).toBeVisible()
  await screen(page, 'inside-embeddings-3d')
  await page.getByRole('radio', { name: 'UMAP' }).click()
  await expect(page.getByText(/unrolled by UMAP/)).toBeVisible()
  await page.getByRole('radio', { name: 'PCA' }).click()
  await page.getByRole('radio', { name: '2D' }).click()
  const dials = page.getByRole('group', { name: 'The numbers of “b”' }).getByRole('slider')
  await expect(dials).toHaveCount(32)
  await dials.first().focus()
  for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowUp')
  const effect = page.locator('.effect')
  await expect(effect).toContainText('Number 1 of “b” is turned to')
  await expect(effect).toContainText(/Loss \d\.\d{3} as trained, \d\.\d{3} now/, { timeout: 20_000 })
  await screen(page, 'inside-nudge')
  await effect.getByRole('button', { name: 'As it was trained' }).click()
  await expect(effect).toHaveCount(0)

  // Positions.
  await tab(page, 'Positions')
  await expect(page.getByText('Position vectors', { exact: true })).toBeVisible()
  await page.getByRole('textbox', { name: 'Text to look at' }).fill('anna')
  await expect(page.getByRole('radiogroup', { name: 'Text to look at' }).getByRole('radio')).toHaveText([
    ...'·anna'
  ])
  await screen(page, 'inside-positions')
  await expectAccessible(page)

  // Attention: rows add up to 1, heads are scored, one is switched off.
  await tab(page, 'Attention')
  await expect(page.getByText('How “a” shares its attention')).toBeVisible({ timeout: 20_000 })
  const shares = page.locator('section', { hasText: 'How “a” shares' }).locator('td.num b')
  await expect(shares).toHaveCount(5)
  const sum = (await numbers(shares)).reduce((all, share) => all + share, 0)
  expect(Math.abs(sum - 1)).toBeLessThan(0.03)
  const heat = page.getByRole('application', { name: /^Attention of layer 1, head 1/ })
  await heat.focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText(/“a” looks at “·”: 0\.\d{3}|“a” looks at “a”: [01]\.\d{3}/)).toBeVisible()
  await page.getByRole('button', { name: /^Table: Attention of layer 1/ }).click()
  await expect(page.getByRole('dialog').getByRole('row')).toHaveCount(6)
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  const scores = page.locator('section', { hasText: 'What the heads do' })
  await expect(scores.locator('tbody tr')).toHaveCount(9, { timeout: 20_000 })
  await screen(page, 'inside-attention')
  await expectAccessible(page)
  await page.getByRole('radio', { name: 'layer 2, head 3' }).click()
  await page.getByRole('button', { name: 'Switch this head off' }).click()
  await expect(effect).toContainText('Off: layer 2, head 3.')
  await expect(effect).toContainText(/now \([+−]\d\.\d{3}\)/, { timeout: 20_000 })
  await page.getByRole('checkbox', { name: 'Positions' }).click()
  await expect(effect).toContainText('Off: layer 2, head 3; positions.')
  const words = effect.locator('li')
  await expect(words).toHaveCount(16, { timeout: 20_000 })
  const all = await words.allInnerTexts()
  expect(all.slice(8)).not.toEqual(all.slice(0, 8))
  await screen(page, 'inside-switched-off')
  await page.getByRole('checkbox', { name: 'past attention, layer 1' }).click()
  await expect(effect).toContainText('what flows past attention 1')
  await expect(effect).toContainText(/now \([+−]\d\.\d{3}\)/, { timeout: 30_000 })
  await effect.getByRole('button', { name: 'As it was trained' }).click()

  // Feed-forward.
  await tab(page, 'Feed-forward')
  await expect(page.getByText('What excites it most')).toBeVisible({ timeout: 20_000 })
  await fill(page, 'Neuron', '17')
  await expect(heading(page)).toContainText('Neuron 17 of layer')
  const activations = await numbers(
    page.locator('section', { hasText: 'What excites it most' }).locator('td.num')
  )
  expect(activations).toEqual([...activations].sort((a, b) => b - a))
  await screen(page, 'inside-feed-forward')
  await expectAccessible(page)

  // Layer by layer.
  await tab(page, 'Layer by layer')
  await expect(heading(page)).toContainText(/After “a” (its guess is|it settles on)/, { timeout: 20_000 })
  const bars = page.locator('section', { hasText: 'What comes after' }).locator('tbody tr')
  await expect(bars).toHaveCount(10)
  await fill(page, 'Temperature', '0')
  await expect(bars.first()).toContainText('100.0')
  await screen(page, 'inside-lens')
  await expectAccessible(page)
  await fill(page, 'Temperature', '1')

  // Health, and a text the model cannot read.
  await tab(page, 'Health')
  await expect(page.locator('.finding').first()).toBeVisible({ timeout: 20_000 })
  await expect(page.locator('td.mono')).toHaveCount(28)
  await screen(page, 'inside-health')
  await expectAccessible(page)
  await tab(page, 'Attention')
  await page.getByRole('textbox', { name: 'Text to look at' }).fill('anna7')
  await expect(page.getByText(/The model has never seen the character “7”/)).toBeVisible()
  await page.getByRole('textbox', { name: 'Text to look at' }).fill('anna')

  // The time machine moves all of it.
  await machine(page).getByRole('slider').focus()
  await page.keyboard.press('Home')
  await expect(line).toContainText('at step 1.', { timeout: 20_000 })
  await expect(page.getByText('How “a” shares its attention')).toBeVisible()
  await screen(page, 'inside-attention-first-step')
  await tab(page, 'Embeddings')
  await screen(page, 'inside-embeddings-first-step')
  await resize(desk, 1024, 700)
  await screen(page, 'inside-1024')
  await tab(page, 'Attention')
  await resize(desk, 853, 480)
  await screen(page, 'inside-853')
  await expectAccessible(page)
})

test('microgpt: every view of a model with other norms, ReLU, no biases and a head of its own', async ({
  desk
}) => {
  test.setTimeout(180_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await choosePreset(page, 'microgpt')
  await train(desk, { Layers: '2', Steps: '600' })
  await expect(status(page)).toContainText('Done', { timeout: 60_000 })

  // Untied: turning a dial changes what the model reads, not what it says on its own.
  await goTo(page, 'Look inside')
  await expect(heading(page)).toContainText('“a” lies nearest to', { timeout: 20_000 })
  const dials = page.getByRole('group', { name: 'The numbers of “a”' }).getByRole('slider')
  await expect(dials).toHaveCount(16)
  await dials.first().focus()
  for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowUp')
  const effect = page.locator('.effect')
  await expect(effect).toContainText(/Loss \d\.\d{3} as trained, \d\.\d{3} now/, { timeout: 20_000 })
  await expect(effect.locator('li')).toHaveCount(16)
  await effect.getByRole('button', { name: 'As it was trained' }).click()
  await tab(page, 'Positions')
  await expect(page.getByRole('application', { name: /^Cosine between position vectors/ })).toBeVisible()
  await page.getByRole('textbox', { name: 'Text to look at' }).fill('maria')
  await tab(page, 'Attention')
  const shares = page.locator('section', { hasText: 'How “a” shares' }).locator('td.num b')
  await expect(shares).toHaveCount(6)
  const sum = (await numbers(shares)).reduce((all, share) => all + share, 0)
  expect(Math.abs(sum - 1)).toBeLessThan(0.04)
  await page.getByRole('button', { name: 'Measure', exact: true }).click()
  const scores = page.locator('section', { hasText: 'What the heads do' })
  await expect(scores.locator('tbody tr')).toHaveCount(9, { timeout: 20_000 })
  await screen(page, 'inside-microgpt-attention')
  // Of this family the first token's number is what RMSNorm makes of it; without what flows past, it is lost.
  await page.getByRole('checkbox', { name: 'past feed-forward, layer 1' }).click()
  await expect(effect).toContainText(/now \([+−]\d\.\d{3}\)/, { timeout: 30_000 })
  await effect.getByRole('button', { name: 'As it was trained' }).click()
  await tab(page, 'Feed-forward')
  await expect(page.getByText('ReLU, with this text on it')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('What it writes into the logits')).toBeVisible()
  await screen(page, 'inside-microgpt-feed-forward')
  await tab(page, 'Layer by layer')
  await expect(heading(page)).toContainText(/After “a”/, { timeout: 20_000 })
  await expect(page.locator('section', { hasText: 'through the layers' }).locator('tbody tr')).toHaveCount(3)
  await tab(page, 'Health')
  await expect(page.locator('section', { hasText: 'Tensor by tensor' }).locator('tbody tr')).toHaveCount(11)
  await expect(page.getByText('lm_head.weight')).toBeVisible()
  await screen(page, 'inside-microgpt-health')
  await expectAccessible(page)
  // And at its first kept step.
  await machine(page).getByRole('slider').focus()
  await page.keyboard.press('Home')
  await expect(page.locator('.head p')).toContainText('at step 1.', { timeout: 20_000 })
  await expect(page.locator('.finding').first()).toBeVisible()
})

test('running text: attention and the lens', async ({ desk, folder }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  const story = join(folder, 'story.txt')
  const sentences = ['The cat sat on the mat. ', 'The dog sat on the rug. ', 'A bird sang in the tree. ']
  writeFileSync(story, Array.from({ length: 400 }, (_, i) => sentences[(i * 7) % 3]).join(''))
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await dropFiles(desk, [story])
  await expect(heading(page)).not.toContainText('29,693', { timeout: 30_000 })
  await choosePreset(page, 'text, small')
  await train(desk, { Layers: '2', Width: '32', Context: '32', Steps: '400' })
  await expect(status(page)).toContainText('Done', { timeout: 120_000 })
  await goTo(page, 'Look inside')
  await tab(page, 'Attention')
  await page.getByRole('textbox', { name: 'Text to look at' }).fill('The cat sat')
  await expect(page.getByRole('radiogroup', { name: 'Text to look at' }).getByRole('radio')).toHaveCount(11)
  await expect(heading(page)).toContainText('“t” looks', { timeout: 20_000 })
  await screen(page, 'inside-text-attention')
  await expectAccessible(page)
  await tab(page, 'Layer by layer')
  await expect(heading(page)).toContainText(/After “t”/)
  await screen(page, 'inside-text-lens')
})

test('a number that breaks ends the run, is named, and safer settings mend it', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  await page.getByRole('button', { name: 'All settings' }).click()
  // Steps that are divided by next to nothing: all within the limits of the form.
  await page.getByRole('combobox', { name: /^Optimizer: / }).click()
  await page.getByRole('option', { name: 'Adam', exact: true }).click()
  await train(desk, {
    ...{ Layers: '2', Width: '16', Heads: '2', Steps: '400', 'Warm-up': '0', 'Learning rate': '0.01' },
    ...{ 'Gradient limit': '0', 'Beta 2': '0', Epsilon: '1e-12' }
  })
  const notice = page.getByRole('alert')
  await expect(notice).toContainText(/The loss stopped being a number at step \d+, in /, { timeout: 60_000 })
  await expect(notice).toContainText(/Step \d+ is restored\./)
  const restored = Number(/Step (\d+) is restored/.exec(await notice.innerText())?.[1])
  const broken = Number(/at step (\d+), in/.exec(await notice.innerText())?.[1])
  expect(restored).toBeLessThan(broken)
  await expect(status(page)).toContainText('Failed')
  // Everybody says the same step: the status line, Look inside, its time machine.
  await expect(status(page)).toContainText(`step ${restored} of 400`)
  await screen(page, 'not-finite')
  await expectAccessible(page)
  // The restored step can be looked into.
  await goTo(page, 'Look inside')
  await tab(page, 'Health')
  await expect(page.locator('.finding').first()).toBeVisible({ timeout: 20_000 })
  await expect(page.locator('.head p')).toContainText(`at step ${restored}.`)
  await expect(machine(page)).toContainText(`step ${restored} of 400`)
  await screen(page, 'not-finite-health')
  // A lower rate lets it go on from the restored step; these settings need more than that.
  await page.getByRole('button', { name: /^Go on from step \d+ at learning rate 0\.001$/ }).click()
  await expect(notice).toContainText('Safer: learning rate 0.0001', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Begin again with safer settings' }).click()
  await expect(status(page)).toContainText('Done', { timeout: 90_000 })
  await expect(status(page)).toContainText('400 of 400')
  await goTo(page, 'Train')
  await screen(page, 'not-finite-mended')
})
