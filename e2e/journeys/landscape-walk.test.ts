/*
 * On the ground of a short run: a ball rolls, a place speaks, a branch starts from it, optimizers race, and
 * everything that is exported can be read again by what did not write it.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { decode } from 'fast-png'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { ROOT, type Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { atNames, fill, goTo, heading, setTraining } from '../steps'
import { answerSave } from '../system'
import { expect, test } from '../test'

/** Trains a small model on the bundled names and opens its ground, finished. */
async function groundOfAShortRun(desk: Downhill): Promise<Page> {
  const { page } = desk
  await atNames(desk, 1440, 900)
  await setTraining(page, { Layers: '1', Heads: '2', Width: '16', Batch: '8', Steps: '400' })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })
  await goTo(page, 'Landscape')
  // The solid can be had once every height is known.
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('button', { name: 'Drop a ball' })).toBeEnabled()
  await expect(async () => {
    await page.getByRole('button', { name: 'Export' }).click()
    const solid = page.getByRole('menuitem', { name: /3D printing/ })
    await expect(solid).toBeVisible()
    const disabled = await solid.getAttribute('aria-disabled')
    await page.keyboard.press('Escape')
    expect(disabled).not.toBe('true')
  }).toPass({ timeout: 120_000 })
  return page
}

/** Exports by the menu and gives the file's bytes. */
async function exported(
  desk: Downhill,
  folder: string,
  item: RegExp,
  name: string,
  timeout = 60_000
): Promise<Buffer> {
  const path = join(folder, name)
  await answerSave(desk, path)
  await desk.page.getByRole('button', { name: 'Export' }).click()
  await desk.page.getByRole('menuitem', { name: item }).click()
  await expect(desk.page.getByText(`Saved as “${name}”`)).toBeVisible({ timeout })
  const bytes = await readFile(path)
  // To be looked at, as the screenshots are.
  const kept = join(ROOT, 'test-results/exports')
  await mkdir(kept, { recursive: true })
  await writeFile(join(kept, name), bytes)
  return bytes
}

/** Edges of a binary STL that do not lie in exactly two triangles, once in either direction. */
function openEdges(stl: Buffer): number {
  const count = stl.readUInt32LE(80)
  expect(stl.byteLength).toBe(84 + count * 50)
  const edges = new Map<string, number>()
  for (let t = 0; t < count; t++) {
    const corner = (k: number): string =>
      stl.toString('hex', 84 + t * 50 + 12 + k * 12, 84 + t * 50 + 24 + k * 12)
    for (let k = 0; k < 3; k++) {
      const edge = `${corner(k)} ${corner((k + 1) % 3)}`
      edges.set(edge, (edges.get(edge) ?? 0) + 1)
    }
  }
  return [...edges].filter(([edge, times]) => {
    const [from, to] = edge.split(' ')
    return times !== 1 || edges.get(`${to} ${from}`) !== 1
  }).length
}

test('drop a ball, go to a place, export and read again, branch', async ({ desk, folder }) => {
  test.setTimeout(420_000)
  const page = await groundOfAShortRun(desk)

  // A click on the view lets a ball fall there; the fields do without a pointer.
  await page.getByRole('button', { name: 'Drop a ball' }).click()
  const view = page.getByRole('group', { name: /Choosing a place/ })
  const box = (await view.boundingBox())!
  await view.click({ position: { x: box.width * 0.38, y: box.height * 0.36 } })
  const balls = page.getByRole('list', { name: 'Balls' }).getByRole('listitem')
  await expect(balls).toHaveCount(1)
  await page.getByRole('combobox', { name: /^Optimizer: / }).click()
  await page.getByRole('option', { name: /^SGD/ }).click()
  await page.getByRole('button', { name: 'Drop it here' }).click()
  await expect(balls).toHaveCount(2)
  for (const i of [0, 1]) {
    await expect(balls.nth(i)).toContainText(/Reached|Stopped|Still rolling|Rolled out/, { timeout: 60_000 })
  }
  await screen(page, 'walk-balls')
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Go there' }).click()
  await view.click({ position: { x: box.width * 0.6, y: box.height * 0.45 } })
  const said = page.getByRole('list', { name: /What does a model/ }).getByRole('listitem')
  await expect(said).toHaveCount(8, { timeout: 60_000 })
  await screen(page, 'walk-place')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Cancel' }).click()

  const json = JSON.parse((await exported(desk, folder, /JSON/, 'ground.json')).toString()) as {
    alphas: number[]
    betas: number[]
    losses: (number | null)[]
    center_loss: number
    batch: { items: number }
    directions: string
    explained_variance: number[]
    path: { true_loss: number; residual: number }[]
  }
  const n = json.alphas.length
  expect(json.losses).toHaveLength(n * json.betas.length)
  expect(json.losses.every((loss) => typeof loss === 'number')).toBe(true)
  const middle = json.betas.indexOf(0) * n + json.alphas.indexOf(0)
  expect(json.losses[middle]).toBe(json.center_loss)
  expect([json.directions, json.batch.items]).toEqual(['pca', 64])
  expect(json.explained_variance[0]! + json.explained_variance[1]!).toBeLessThanOrEqual(1 + 1e-9)
  expect(json.path.length).toBeGreaterThan(2)

  const csv = (await exported(desk, folder, /Table/, 'ground.csv')).toString()
  expect(csv.split('\r\n')).toHaveLength(n * n + 2)

  const svg = (await exported(desk, folder, /Contour map/, 'ground.svg')).toString()
  expect(svg.match(/<path/g)!.length).toBeGreaterThan(20)
  // A picture that is not well formed cannot be decoded.
  const size = await page.evaluate(async (source) => {
    const image = new Image()
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`
    await image.decode()
    return [image.naturalWidth, image.naturalHeight]
  }, svg)
  expect(Math.min(...size)).toBeGreaterThan(100)

  expect(openEdges(await exported(desk, folder, /3D printing/, 'ground.stl'))).toBe(0)

  const glb = await exported(desk, folder, /Solid with colours/, 'ground.glb')
  const { scene } = await new GLTFLoader().parseAsync(Uint8Array.from(glb).buffer, '')
  expect(['ground', 'walls', 'path'].every((name) => scene.getObjectByName(name))).toBe(true)

  const seen = (await page.locator('[data-frames]').boundingBox())!
  const picture = decode(await exported(desk, folder, /^Picture, /, 'ground.png'))
  expect(Math.abs(picture.width - 2 * seen.width)).toBeLessThanOrEqual(4)
  expect(Math.abs(picture.height - 2 * seen.height)).toBeLessThanOrEqual(4)
  const clear = decode(await exported(desk, folder, /without background/, 'clear.png'))
  expect([clear.channels, clear.data[3]]).toEqual([4, 0])

  const gif = await exported(desk, folder, /\.gif/, 'path.gif', 120_000)
  expect(gif.toString('latin1', 0, 6)).toBe('GIF89a')
  const film = page.getByRole('menuitem', { name: /^Film, \.(webm|mp4)/ })
  await page.getByRole('button', { name: 'Export' }).click()
  if (await film.count()) {
    const name = (await film.textContent())?.includes('mp4') ? 'path.mp4' : 'path.webm'
    await page.keyboard.press('Escape')
    const bytes = await exported(desk, folder, /^Film, \.(webm|mp4)/, name, 120_000)
    expect(bytes.byteLength).toBeGreaterThan(10_000)
  } else await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Branch a run from here' }).click()
  await expect(heading(page)).not.toContainText('ground')
  await page.getByRole('button', { name: 'Train on' }).click()
  await expect(page.getByRole('contentinfo')).toContainText(/Training|Done/, { timeout: 60_000 })
})

test('optimizers race, and leave their paths on the ground', async ({ desk }) => {
  test.setTimeout(300_000)
  const page = await groundOfAShortRun(desk)
  await page.getByRole('radio', { name: 'Race' }).click()
  await fill(page, 'Steps', '60')
  await page.getByRole('button', { name: 'Start the race' }).click()
  await expect(page.getByRole('button', { name: 'See the paths on the ground' })).toBeVisible({
    timeout: 120_000
  })
  await screen(page, 'walk-race')
  await expectAccessible(page)
  await page.getByRole('radio', { name: 'seconds' }).click()
  await screen(page, 'walk-race-seconds')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'See the paths on the ground' }).click()
  await expect(page.getByRole('button', { name: 'Export' })).toBeVisible()
  await expect(page.getByRole('img', { name: /from .* to / }).first()).toBeVisible({ timeout: 60_000 })
  await screen(page, 'walk-race-ground')
})
