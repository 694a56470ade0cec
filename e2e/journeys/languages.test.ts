/* The second language: German on a German system, a change while a run trains, and no English left on any stage. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Downhill } from '../downhill'
import { expectAccessible, expectNoSideways, screen } from '../look'
import { atNames, goTo, heading } from '../steps'
import { dropFiles, resize } from '../system'
import { expect, test } from '../test'

const STAGES = ['Korpus', 'Trainieren', 'Erzeugen', 'Landschaft', 'Einblick', 'Läufe', 'Rundgang']

/** Words that German does not have. */
const ENGLISH =
  /\b(the|and|of|with|which|this|are|from|into|step|steps|loss|held-out|training part|shown?|characters?|letters?|lines?|baby|towns)\b/

/** English that belongs there: contents of corpora, names that programs give, devices. */
const ALLOWED = /"|„|dog bites man|great meal|SwiftShader|CC BY|License|of a|names\.txt|GeoNames/

/** Every line that can be seen, and the names that screen readers say. */
function words(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const labels = [...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? '')
    )
    return [...document.body.innerText.split('\n'), ...labels].map((line) => line.trim()).filter(Boolean)
  })
}

async function expectGerman(page: Page): Promise<void> {
  const left = (await words(page)).filter((line) => ENGLISH.test(line) && !ALLOWED.test(line))
  expect(left, 'English on a German screen').toEqual([])
}

const clickMenu = ({ app }: Downhill, command: string): Promise<void> =>
  app.evaluate(({ Menu }, id) => {
    Menu.getApplicationMenu()?.getMenuItemById(id)?.click()
  }, command)
const choose = (desk: Downhill, language: string): Promise<void> => clickMenu(desk, `language-${language}`)

const menuLabels = ({ app }: Downhill): Promise<string[]> =>
  app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? [])

test('speaks German at once on a German system', async ({ launch }) => {
  const desk = await launch({
    args: ['--lang=de'],
    env: { LANG: 'de_DE.UTF-8', LANGUAGE: 'de', LC_ALL: 'de_DE.UTF-8' }
  })
  await expect(heading(desk.page)).toContainText('29.693 Namen', { timeout: 30_000 })
  await expect(desk.page.locator('html')).toHaveAttribute('lang', 'de')
  expect(await menuLabels(desk)).toContain('Bearbeiten')
  await choose(desk, 'en')
  await expect(heading(desk.page)).toContainText('29,693 names')
})

test('changes the language in a running training, and leaves no English on any stage', async ({ desk }) => {
  test.setTimeout(300_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  await goTo(page, 'Train')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('held-out loss', { timeout: 60_000 })
  await choose(desk, 'de')
  await expect(page.getByRole('contentinfo')).toContainText('Prüfverlust')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  expect(await menuLabels(desk)).toContain('Ansicht')
  const before = await page.getByRole('contentinfo').innerText()
  expect(before).toContain('Trainiert')
  await expect.poll(() => page.getByRole('contentinfo').innerText()).not.toBe(before)
  await screen(page, 'german-running')
  await expectGerman(page)
  await page.getByRole('button', { name: 'Beenden', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Beendet', { timeout: 30_000 })
  for (const stage of STAGES) {
    await resize(desk, 1440, 900)
    await goTo(page, stage)
    await expect(page.getByRole('link', { name: stage })).toHaveAttribute('aria-current', 'page')
    // The landscape takes its time: it is looked at while it is surveyed.
    if (stage !== 'Landschaft') await expect(heading(page)).not.toHaveText(/wird/, { timeout: 30_000 })
    await expectGerman(page)
    await expectAccessible(page)
    const name = `german-${stage.toLowerCase().replace('ä', 'ae')}`
    await screen(page, name)
    for (const [width, height] of [
      [1024, 700],
      [853, 480]
    ] as const) {
      await resize(desk, width, height)
      await screen(page, `${name}-${width}x${height}`)
      await expectNoSideways(page, `${stage} at ${width}×${height}`)
      const overflow = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement
        return [scrollWidth - innerWidth, scrollHeight - innerHeight]
      })
      expect(overflow, `${stage} at ${width}×${height}`).toEqual([0, 0])
    }
  }
})

test('has no English on what one comes to: views, a run, the stations of the tour, the settings', async ({
  launch
}) => {
  test.setTimeout(240_000)
  const desk = await launch()
  const { page } = desk
  await atNames(desk, 1024, 700)
  await choose(desk, 'de')
  for (const dialog of ['show-settings', 'show-log', 'show-shortcuts']) {
    await clickMenu(desk, dialog)
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectGerman(page)
    await screen(page, `german-${dialog}`)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await goTo(page, 'Trainieren')
  await page.getByRole('button', { name: 'Trainieren', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Prüfverlust', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Beenden', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Beendet', { timeout: 30_000 })
  await goTo(page, 'Erzeugen')
  await page.getByRole('button', { name: /^\d+ Namen schreiben/ }).click()
  await expect(page.locator('tbody td.text').first()).toBeVisible({ timeout: 30_000 })
  await expectGerman(page)
  await screen(page, 'german-list')
  await goTo(page, 'Einblick')
  for (const view of [
    'Embeddings',
    'Positionen',
    'Attention',
    'Feed-Forward',
    'Schicht für Schicht',
    'Gesundheit'
  ]) {
    await page.getByRole('tab', { name: view }).click()
    await expect(page.getByRole('tab', { name: view })).toHaveAttribute('aria-selected', 'true')
    await expectGerman(page)
    await expectNoSideways(page, view)
    await screen(page, `german-inside-${view.toLowerCase().replaceAll(' ', '-').replaceAll('ü', 'ue')}`)
  }
  await goTo(page, 'Läufe')
  await page
    .getByRole('row')
    .nth(1)
    .getByRole('button', { name: /öffnen$/ })
    .first()
    .click()
  await expectGerman(page)
  await screen(page, 'german-run')
  await goTo(page, 'Rundgang')
  for (let station = 1; station <= 12; station++) {
    await expectGerman(page)
    await screen(page, `german-tour-${station}`)
    // A projector of 1280 × 720 at 150 %, with the longer words of the two languages.
    await resize(desk, 853, 480)
    await expectNoSideways(page, `station ${station}`)
    await screen(page, `german-tour-${station}-853x480`)
    await resize(desk, 1024, 700)
    await page.getByRole('button', { name: /^(Weiter zu|Und nun)/ }).click()
  }
  await expectGerman(page)
  await resize(desk, 853, 480)
  await expectNoSideways(page, 'the last station')
  await screen(page, 'german-tour-13-853x480')
})

test('speaks German of running text too', async ({ desk, folder }) => {
  const { page } = desk
  await choose(desk, 'de')
  const file = join(folder, 'regen.txt')
  await writeFile(
    file,
    'der regen rinnt und rinnt, der wind weht über den see und die nacht ist still. '.repeat(80)
  )
  await dropFiles(desk, [file])
  await expect(heading(page)).toContainText('Zeichen Fließtext', { timeout: 30_000 })
  await expectGerman(page)
  await goTo(page, 'Trainieren')
  await expect(heading(page)).toContainText('Bereit')
  await expectGerman(page)
  await page.getByRole('button', { name: 'Trainieren', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Prüfverlust', { timeout: 60_000 })
  await expect(heading(page)).toContainText(/Zeichen/, { timeout: 60_000 })
  await expectGerman(page)
  await page.getByRole('button', { name: 'Beenden', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Beendet', { timeout: 30_000 })
  await expectGerman(page)
  await screen(page, 'german-text')
})
