/*
 * The landscape as one goes along: its ground grows while a run goes on, the path with it; one turns it, walks
 * through time, into the fog and along one direction; it rests when nothing changes.
 */
import type { Page } from '@playwright/test'
import type { Downhill } from '../downhill'
import { expectAccessible, screen } from '../look'
import { chooseEngine, fill, goTo, heading } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

const UNFINISHED = /of the points are computed/

/** Starts a run small enough to be quick beside a surface on any machine. */
async function train({ page }: Downhill, steps: number): Promise<void> {
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await goTo(page, 'Train')
  await chooseEngine(page, 'CPU')
  for (const [name, value] of [
    ['Layers', '1'],
    ['Width', '16'],
    ['Steps', String(steps)]
  ] as const)
    await fill(page, name, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(page.getByRole('contentinfo')).toContainText('held-out loss', { timeout: 60_000 })
}

const ground = (page: Page) => page.getByRole('group', { name: /^Ground in three dimensions/ })
const summary = (page: Page) => page.locator('.reading')
const frames = async (page: Page): Promise<number> =>
  Number(await ground(page).getAttribute('data-frames', { timeout: 30_000 }))
/** The step the time bar stands at. */
const stepOf = async (page: Page): Promise<number> =>
  Number((await page.locator('.time strong').innerText()).replace(/\D/g, ''))

/** Waits until no frame has been drawn for a while; fails if that never comes. */
async function rest(page: Page): Promise<void> {
  let before = -1
  await expect
    .poll(
      async () => {
        const now = await frames(page)
        const still = now === before
        before = now
        return still
      },
      { intervals: [600], timeout: 20_000 }
    )
    .toBe(true)
}

test('the ground grows while a run goes on, and rests when nothing changes', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  // Long enough to go on all the while; it is stopped below.
  await train(desk, 600_000)
  await goTo(page, 'Landscape')
  await expect(heading(page)).toContainText('The ground your model is walking on', { timeout: 60_000 })
  await expect(ground(page)).toBeVisible({ timeout: 30_000 })

  // A fine grid takes long enough to be seen growing.
  await page.getByRole('combobox', { name: /^Grid: / }).click()
  await page.getByRole('option', { name: /101 × 101/ }).click()
  await expect(summary(page)).toContainText(UNFINISHED, { timeout: 30_000 })
  const early = await frames(page)
  await screen(page, 'landscape-growing')
  await expect.poll(() => frames(page), { timeout: 30_000 }).toBeGreaterThan(early + 2)
  // The path goes on meanwhile.
  const step = await stepOf(page)
  await expect.poll(() => stepOf(page), { timeout: 60_000 }).toBeGreaterThan(step)
  await page.getByRole('combobox', { name: /^Grid: / }).click()
  await page.getByRole('option', { name: /41 × 41/ }).click()
  await expect(summary(page)).toContainText(/at the rim|hollows|at its top|level ground/, { timeout: 60_000 })
  await expect(summary(page)).not.toContainText(UNFINISHED, { timeout: 90_000 })
  await expectAccessible(page)
  for (const [width, height] of [
    [1440, 900],
    [1024, 700],
    [853, 480]
  ] as const) {
    await resize(desk, width, height)
    await screen(page, `landscape-${width}x${height}`)
  }
  await expectAccessible(page)
  await resize(desk, 1440, 900)

  await goTo(page, 'Train')
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('contentinfo')).toContainText('Stopped')
  await page.getByRole('link', { name: /^Landscape: contour map/ }).click()
  await expect(heading(page)).toContainText('The ground your model has walked over')
  await expect(summary(page)).not.toContainText(UNFINISHED, { timeout: 60_000 })
  await rest(page)
  const resting = await frames(page)
  await page.waitForTimeout(2_000)
  expect(await frames(page), 'frames drawn while nothing changes').toBe(resting)

  // By key: turned, zoomed, moved, and back.
  await ground(page).focus()
  for (const key of ['ArrowLeft', 'ArrowUp', '+', 'Shift+ArrowRight', '-']) {
    const before = await frames(page)
    await page.keyboard.press(key)
    await expect.poll(() => frames(page)).toBeGreaterThan(before)
  }
  await page.keyboard.press('0')
  await rest(page)
  for (const preset of ['Above', 'Along the path', 'From the side']) {
    await page.getByRole('radio', { name: preset }).click()
    await rest(page)
    await screen(page, `landscape-${preset.toLowerCase().replaceAll(' ', '-')}`)
  }
})

test('time, fog, one direction and the numbers', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await resize(desk, 1440, 900)
  await train(desk, 1500)
  await goTo(page, 'Landscape')
  await expect(ground(page)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })
  await page
    .getByRole('spinbutton', { name: 'Span' })
    .or(page.getByRole('textbox', { name: 'Span' }))
    .first()
    .fill('1.5')
  await page.keyboard.press('Enter')
  await expect(summary(page)).not.toContainText(UNFINISHED, { timeout: 90_000 })

  const time = page.getByRole('slider', { name: 'Step of the run' })
  await time.focus()
  await page.keyboard.press('Home')
  expect(await stepOf(page)).toBe(0)
  await page.keyboard.press('End')
  expect(await stepOf(page)).toBe(1500)

  await page.getByRole('switch', { name: 'See only a few steps ahead' }).click()
  await rest(page)
  await screen(page, 'landscape-fog')
  await page.getByRole('radio', { name: 'One direction' }).click()
  const walk = page.getByRole('slider', { name: 'Walk along the line' })
  await walk.focus()
  const told = await walk.getAttribute('aria-valuetext')
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight')
  expect(await walk.getAttribute('aria-valuetext')).not.toBe(told)
  await screen(page, 'landscape-slice')
  await expectAccessible(page)
  await page.getByRole('radio', { name: 'Surface' }).click()

  await page.getByRole('button', { name: 'Measure' }).click()
  await expect(page.getByText(/· 2\/learning rate/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('dialog').getByRole('table')).toHaveCount(2)
  await screen(page, 'landscape-table')
  await expectAccessible(page)
})

test('without WebGL the map takes over and says so', async ({ desk }) => {
  test.setTimeout(150_000)
  const { page } = desk
  // Switches of Chromium do not take it away where it is done by software.
  await page.evaluate(() => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own canvas below
    const get = HTMLCanvasElement.prototype.getContext as (kind: string, ...rest: unknown[]) => unknown
    const without = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]): unknown {
      return kind.startsWith('webgl') ? null : get.call(this, kind, ...rest)
    }
    HTMLCanvasElement.prototype.getContext = without as typeof get & HTMLCanvasElement['getContext']
  })
  await train(desk, 600)
  await goTo(page, 'Landscape')
  await expect(page.getByText(/cannot draw in three dimensions/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('img', { name: /^The same surface from above/ })).toHaveCount(2)
  await screen(page, 'landscape-without-webgl')
  await expectAccessible(page)
})
