/*
 * The main job from end to end: drop a text, train on it, write with the model, export, save the model, quit,
 * start again, open the file, and find the same list for the same seed.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { chooseEngine, fill, goTo, heading, written } from '../steps'
import { answerSave, dropFiles, resize } from '../system'
import { expect, test } from '../test'

const BEGINNINGS = [
  'Ash',
  'Bram',
  'Cold',
  'Dun',
  'Elm',
  'Fern',
  'Grim',
  'Hart',
  'Ivy',
  'Kings',
  'Lang',
  'Mill'
]
const ENDINGS = ['bury', 'combe', 'dale', 'ford', 'ham', 'ley', 'mere', 'stead', 'ton', 'wick']

/** 120 invented towns, and three of them twice. */
const TOWNS = BEGINNINGS.flatMap((start) => ENDINGS.map((end) => start + end))
const TEXT = [...TOWNS, ...TOWNS.slice(0, 3)].join('\n') + '\n'

/** Drops the towns and sees them read. */
async function dropTowns(desk: Downhill, folder: string): Promise<void> {
  const file = join(folder, 'towns.txt')
  await writeFile(file, TEXT)
  await expect(heading(desk.page)).toContainText('29,693 names', { timeout: 30_000 })
  await dropFiles(desk, [file])
  await expect(heading(desk.page)).toContainText('120 lines, ready to learn from', { timeout: 30_000 })
}

for (const [engine, graphics] of [
  ['CPU', 'the processor'],
  ['WebGPU', 'WebGPU']
] as const) {
  test(`drop, train on ${graphics}, write, export, save, quit, open, write the same`, async ({
    desk,
    folder,
    launch
  }) => {
    test.setTimeout(240_000)
    const { page } = desk
    await resize(desk, 1440, 900)
    await dropTowns(desk, folder)
    await screen(page, `corpus-towns-${engine}`)

    await goTo(page, 'Train')
    await chooseEngine(page, engine)
    for (const [name, value] of [
      ['Layers', '1'],
      ['Heads', '2'],
      ['Width', '16'],
      ['Batch', '8'],
      ['Steps', '60']
    ] as const) {
      await fill(page, name, value)
    }
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })
    await screen(page, `train-towns-${engine}`)

    await goTo(page, 'Generate')
    await fill(page, 'How many', '12')
    await fill(page, 'Seed', '7')
    await page.getByRole('button', { name: /^Write 12/ }).click()
    await expect.poll(async () => (await written(page)).length, { timeout: 60_000 }).toBe(12)
    const list = await written(page)
    await screen(page, `generate-towns-${engine}`)
    await expectAccessible(page)

    const text = join(folder, 'new towns.txt')
    await answerSave(desk, text)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('menuitem', { name: /Lines/ }).click()
    await expect.poll(() => readFile(text, 'utf8').catch(() => '')).toBe(list.join('\n') + '\n')

    const model = join(folder, 'towns.safetensors')
    await answerSave(desk, model)
    await page.getByRole('button', { name: 'Save the model' }).click()
    await expect
      .poll(() =>
        readFile(model).then(
          (bytes) => bytes.length,
          () => 0
        )
      )
      .toBeGreaterThan(10_000)
    expect((await desk.close()).killed).toBe(false)

    const second = await launch()
    await expect(heading(second.page)).toContainText('29,693 names', { timeout: 30_000 })
    await dropFiles(second, [model])
    await expect(second.page.getByRole('dialog')).toContainText('Open “towns.safetensors”?')
    await screen(second.page, 'open-model')
    await second.page.getByRole('dialog').getByRole('button', { name: 'Open' }).click()
    await expect(heading(second.page)).toContainText('is ready to write', { timeout: 30_000 })
    await fill(second.page, 'How many', '12')
    await fill(second.page, 'Seed', '7')
    await second.page.getByRole('button', { name: /^Write 12/ }).click()
    await expect.poll(async () => (await written(second.page)).length, { timeout: 60_000 }).toBe(12)
    expect(await written(second.page)).toEqual(list)
  })
}
