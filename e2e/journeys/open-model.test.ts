/*
 * Model files on their way in: by double click (an argument of the start), by the dialog, by a drop, from the recent
 * ones. What a file says of itself stands there before it is loaded.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import { expectAccessible, screen } from '../look'
import { goTo, heading } from '../steps'
import { answerOpen, dropFiles, resize } from '../system'
import { expect, test } from '../test'

test('a model file is looked at before it is loaded, whichever way it comes', async ({ launch, folder }) => {
  test.setTimeout(120_000)
  const file = join(folder, 'hill.safetensors')
  await writeFile(file, await encodeModelFile(tinyModel()))

  // By double click: asked about, and not loaded where the answer is no.
  const desk = await launch({ args: [file] })
  const { page } = desk
  await resize(desk, 1440, 900)
  const question = page.getByRole('dialog', { name: 'Open “hill.safetensors”?' })
  await expect(question).toContainText('Parameters', { timeout: 30_000 })
  await expect(question).toContainText('Trained')
  await screen(page, 'open-model')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)
  await goTo(page, 'Generate')
  await expect(page.getByRole('button', { name: 'Recent' })).toHaveCount(0)

  await answerOpen(desk, [file])
  await page.getByRole('button', { name: 'Open a model' }).click()
  await question.getByRole('button', { name: 'Open' }).click()
  await expect(heading(page)).toContainText('hill', { timeout: 20_000 })
  await dropFiles(desk, [file])
  await expect(question).toBeVisible()
  // The dialog hears keys once it has taken the focus.
  await expect.poll(() => question.evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true)
  await page.keyboard.press('Escape')
  await expect(question).toHaveCount(0)

  // Among the recent ones, also at the next start; gone once it is no model any more.
  await page.getByRole('button', { name: 'Recent' }).click()
  await page.getByRole('menuitem', { name: /hill\.safetensors/ }).click()
  await question.getByRole('button', { name: 'Open' }).click()
  await expect(heading(page)).toContainText('hill')
  expect((await desk.close()).killed).toBe(false)
  const second = await launch({ dataDir: desk.dataDir })
  await goTo(second.page, 'Generate')
  await second.page.getByRole('button', { name: 'Recent' }).click()
  await screen(second.page, 'open-recent')
  await writeFile(file, 'no model any more')
  await second.page.getByRole('menuitem', { name: /hill\.safetensors/ }).click()
  await expect(second.page.locator('.notice')).toContainText('not a safetensors file', {
    timeout: 20_000
  })
})
