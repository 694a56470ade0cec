/*
 * The tour, station by station: each is visited, its one action is done with the real thing underneath, and what comes of
 * it is read from the screen. Screenshots of all stations in both themes, axe on each, arrow keys, and progress that is kept.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expectAccessible, screen } from '../look'
import { goTo, heading } from '../steps'
import { dropFiles, resize } from '../system'
import { expect, test } from '../test'

const TOWNS = ['ash', 'black', 'clay', 'deer', 'elm', 'fox', 'glen', 'hazel', 'moss', 'oak'].flatMap((head) =>
  ['ford', 'ham', 'ley', 'mere', 'ton', 'wick'].map((tail) => head + tail)
)

const outcome = (page: Page) => page.locator('p.outcome')
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true }).click()

/** Sees the title, does what is to be done, and looks. */
async function station(page: Page, number: number, title: string, act: () => Promise<void>): Promise<void> {
  await expect(heading(page)).toHaveText(title)
  await act()
  await screen(page, `tour-${String(number).padStart(2, '0')}`)
  await expectAccessible(page)
}
const on = (page: Page) => page.getByRole('button', { name: /^(On to|And now)/ }).click()

test('stations 1 to 6: the line, the mountain, tokens, a neuron, matrices, dials', async ({ desk }) => {
  test.setTimeout(180_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await goTo(page, 'Tour')

  await station(page, 1, 'The lowest point, seeing only a few steps', async () => {
    await press(page, 'This is the lowest point')
    await expect(outcome(page)).toContainText('Not yet')
    await press(page, 'Start again')
    for (let i = 0; i < 25; i++) await press(page, 'Follow the slope')
    await press(page, 'This is the lowest point')
    await expect(outcome(page)).toContainText('local minimum')
  })
  await on(page)
  await station(page, 2, 'Two numbers make a mountain', async () => {
    for (let i = 0; i < 4; i++) await press(page, 'Drop a ball')
    await expect(outcome(page)).toContainText('4 balls lie in 4 different valleys')
    await page.getByRole('img', { name: /mountain/ }).click({ position: { x: 200, y: 120 } })
    await expect(outcome(page)).toContainText('5 balls')
  })
  await on(page)
  await station(page, 3, 'From text to numbers', async () => {
    for (let i = 0; i < 3; i++) await press(page, 'Next merge')
    await expect(page.getByRole('img', { name: '5 tokens: abra | c | a | d | abra' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Station 3: Tokens, done' })).toBeVisible()
  })
  await on(page)
  await station(page, 4, 'A neuron multiplies and adds', async () => {
    await expect(outcome(page)).toContainText('A answers 0.0')
    await press(page, 'Let them learn it')
    await expect(outcome(page)).toContainText('Both answer as they should', { timeout: 20_000 })
  })
  await on(page)
  await station(page, 5, 'Vectors, matrices, and their product', async () => {
    await press(page, 'Next cell')
    await expect(outcome(page)).toHaveText('Row 1 · column 1 = 1 × 2 + 2 × 0 + 0 × 5 = 2')
    await page.getByLabel('Left matrix, row 1, column 1').fill('4')
    await page.getByLabel('Left matrix, row 1, column 1').blur()
    await expect(outcome(page)).toContainText('= 8')
    await press(page, 'Play')
    await expect(outcome(page)).toContainText('All four cells', { timeout: 20_000 })
    await press(page, 'Cell back')
    await expect(outcome(page)).toContainText('Row 2 · column 1')
    await press(page, 'All cells')
    await expect(outcome(page)).toContainText('All four cells')
  })
  await on(page)
  await station(page, 6, 'Every token a row of dials', async () => {
    await press(page, 'Tune dial 3 alone')
    await expect(outcome(page)).toContainText('Dial 3 is where it helps most')
    await press(page, 'Tune all by gradient')
    await expect(outcome(page)).toContainText('Clear, after', { timeout: 30_000 })
  })
})

test('stations 7 to 11: directions, position, attention, feed-forward, any curve', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await goTo(page, 'Tour')
  await page.getByRole('button', { name: 'Station 7: Directions' }).click()

  await station(page, 7, 'Meaning as direction', async () => {
    // Nothing is shown before the guess: the button says why.
    await page.getByRole('button', { name: 'Compute' }).click({ force: true })
    await expect(page.getByText('Guess first.').first()).toBeVisible()
    await expect(outcome(page)).toHaveCount(0)
    await page.getByRole('radio', { name: 'above zero' }).click()
    await press(page, 'Compute')
    await expect(page.getByRole('status').filter({ hasText: 'It is: zero' })).toBeVisible()
    await expect(outcome(page)).toContainText('Dot product 0.00')
    await expect(outcome(page)).toContainText('(0.5, 0.5, 0.5)')
  })
  // Arrow keys walk, but not where they choose.
  await page.getByRole('button', { name: /^Back to/ }).focus()
  await page.keyboard.press('ArrowRight')
  await station(page, 8, 'Where a word stands', async () => {
    await page.getByRole('radio', { name: 'the same' }).click()
    await press(page, 'Add them up')
    await expect(page.getByRole('status').filter({ hasText: 'As you said' })).toBeVisible()
    await expect(outcome(page)).toContainText('equal, number by number')
    await page.getByRole('switch', { name: 'With positions' }).click()
    await expect(outcome(page)).toContainText('the two sums differ')
  })
  await on(page)
  await station(page, 9, 'Looking back at what matters', async () => {
    await press(page, 'Train on the stories')
    await expect(outcome(page)).toContainText('It goes on with “ cat”', { timeout: 90_000 })
    await expect(outcome(page)).toContainText('looks at “')
    await page.getByRole('radio', { name: 'rises' }).click()
    await press(page, 'Remove attention')
    await expect(page.getByRole('status').filter({ hasText: 'As you said' })).toBeVisible({ timeout: 30_000 })
  })
  // The same model in Look inside, and back.
  await press(page, 'See the attention of your model')
  await expect(page.getByRole('tab', { name: 'Attention', selected: true })).toBeVisible()
  await expect(page.getByRole('tabpanel').getByRole('textbox').first()).toHaveValue(/^The cat sat on the mat/)
  await screen(page, 'tour-09-inside')
  await press(page, 'Back to station 9')
  await expect(heading(page)).toHaveText('Looking back at what matters')
  await on(page)
  await station(page, 10, 'Adding up is not enough', async () => {
    await page.getByRole('radio', { name: 'yes' }).click()
    await press(page, 'Train both')
    await expect(outcome(page)).toContainText('With bent neurons: 12 of 12', { timeout: 60_000 })
    await expect(page.getByRole('status').filter({ hasText: 'It is: no' })).toBeVisible()
  })
  await on(page)
  await station(page, 11, 'Bumps can draw anything', async () => {
    await press(page, 'Let them learn')
    await expect(outcome(page)).toContainText('3 bumps are on average', { timeout: 60_000 })
    const share = async (): Promise<number> =>
      Number(/average ([\d.]+)\s?%/.exec(await outcome(page).innerText())?.[1])
    const few = await share()
    await page.getByRole('slider', { name: 'Bumps' }).press('End')
    await press(page, 'Let them learn')
    await expect(outcome(page)).toContainText('24 bumps', { timeout: 60_000 })
    expect(await share()).toBeLessThan(few)
  })
})

test('station 12 trains microgpt and tries what was guessed; then what GPT-3 would take; all of it is kept', async ({
  desk,
  folder,
  launch
}) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await goTo(page, 'Tour')
  await page.getByRole('button', { name: 'Station 12: Experiment' }).click()
  await station(page, 12, 'The whole thing, on baby names', async () => {
    await press(page, 'Train microgpt on the names')
    await expect(outcome(page)).toContainText(/Of 100 names it made up, \d+ (is|are) new/, {
      timeout: 60_000
    })
    await page.getByRole('radio', { name: 'higher' }).click()
    await press(page, 'Run it with thirty times the rate')
    await expect(page.getByRole('status').filter({ hasText: /As you said|It is:/ })).toHaveCount(1, {
      timeout: 60_000
    })
    await page.getByRole('radio', { name: 'names from the list' }).click()
    await press(page, 'Run it on fifty names')
    await expect(page.getByRole('status').filter({ hasText: 'stand in its list. A model' })).toBeVisible({
      timeout: 60_000
    })
    // Then the visitor's own list, dropped on the Corpus screen.
    await press(page, 'Choose a list')
    const towns = join(folder, 'invented towns.txt')
    await writeFile(towns, `${TOWNS.join('\n')}\n`)
    await dropFiles(desk, [towns])
    await expect(heading(page)).toContainText('60 lines', { timeout: 30_000 })
    await press(page, 'Back to station 12')
    await press(page, 'Train it on “invented towns”')
    await expect(page.getByText('Made up after “invented towns”')).toBeVisible({ timeout: 60_000 })
    await expect(
      page.getByText(/On “invented towns” it ends at loss \d\.\d{3}\. Of 100 it made up/)
    ).toBeVisible()
  })
  // Directions again, on the letters of this very model.
  await page.getByRole('button', { name: /^Station 7/ }).click()
  await page.getByRole('radio', { name: 'zero', exact: true }).click()
  await press(page, 'Compute')
  const own = page.getByRole('region', { name: /^The same on / })
  await expect(own).toContainText(/“a” · “b” = [−\d.]+, cosine [−\d.]+\.\s+To this model “a” is most like/)
  await screen(page, 'tour-07-own')
  await page.getByRole('button', { name: /^After the tour/ }).click()
  await station(page, 13, 'What would GPT-3 take?', async () => {
    await press(page, 'Measure this computer')
    await expect(outcome(page)).toContainText('billion operations a second', { timeout: 120_000 })
    await expect(page.getByRole('button', { name: 'Measure this computer' })).toBeVisible({
      timeout: 120_000
    })
    const row = page.getByRole('row', { name: /GPT-3/ })
    await expect(row).toContainText('3.2 × 10²³')
    await expect(row).toContainText('years')
    await expect(row).toContainText('12 days')
    await expect(row).toContainText('GWh')
    await expect(row).toContainText('2.8 TB')
    await expect(page.getByRole('row', { name: /^Yours: / })).toContainText('Wh')
  })
  expect((await desk.close()).killed).toBe(false)

  const second = await launch({ dataDir: desk.dataDir })
  await goTo(second.page, 'Tour')
  await expect(heading(second.page)).toHaveText('What would GPT-3 take?')
  await expect(second.page.getByRole('button', { name: 'Station 12: Experiment, done' })).toBeVisible()
  // A projector: 1280 × 720 at 150 %.
  await resize(second, 853, 480)
  await second.page.getByRole('button', { name: /Station 7/ }).click()
  await screen(second.page, 'tour-projector')
  await expectAccessible(second.page)
  // Presented: the tour alone on the screen, which is 2560 × 1440 here and so has to be three times as large.
  await second.page.keyboard.press('f')
  await expect(second.page.getByRole('navigation', { name: 'Stages' })).toBeHidden({ timeout: 10_000 })
  await expect(second.page.getByRole('contentinfo')).toBeHidden()
  await second.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(3)
  })
  await second.page.getByRole('button', { name: /Station 7/ }).focus()
  await second.page.keyboard.press('ArrowRight')
  await expect(heading(second.page)).toHaveText('Where a word stands')
  await screen(second.page, 'tour-presented')
  await expectAccessible(second.page)
  await second.page.keyboard.press('ArrowLeft')
  await expect(heading(second.page)).toHaveText('Meaning as direction')
  await second.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1)
  })
  await second.page.keyboard.press('f')
  await expect(second.page.getByRole('navigation', { name: 'Stages' })).toBeVisible({ timeout: 10_000 })
})
