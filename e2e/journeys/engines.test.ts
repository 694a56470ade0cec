/* The engine picker: speeds measured for these settings, the curve over model sizes, both remembered. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expectAccessible, screen } from '../look'
import { goTo, heading } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

const picker = (page: Page): Locator => page.locator('.pop.panel')
const row = (page: Page, engine: RegExp): Locator => picker(page).getByRole('radio', { name: engine })

/** Goes to the Train screen and opens the picker. */
async function openPicker(page: Page): Promise<void> {
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await goTo(page, 'Train')
  await page.getByRole('button', { name: /^Engine: / }).click()
}

/** Steps per second in a row, as they stand there. */
async function speedOf(page: Page, engine: RegExp): Promise<string> {
  const line = row(page, engine)
  await expect(line).toContainText('steps/s', { timeout: 30_000 })
  return /([\d.,]+)\s+steps\/s/.exec(await line.innerText())?.[1] ?? ''
}

test('the engines are measured, compared over model sizes, and remembered', async ({ desk, launch }) => {
  test.setTimeout(240_000)
  await resize(desk, 1440, 900)
  const { page } = desk
  await openPicker(page)
  const speed = await speedOf(page, /^CPU/)
  expect(Number(speed.replace(',', ''))).toBeGreaterThan(0)
  await expect(row(page, /^Automatic/)).toContainText('uses CPU')
  await expect(row(page, /^Automatic/)).toContainText('nothing to compare')
  await expect(row(page, /^WebGPU in software/)).toContainText('not measured')
  await expect(picker(page)).toContainText(/Measured today/)
  await screen(page, 'engine-picker')
  await expectAccessible(page)

  // A slow engine is measured on request, with progress, and can be cancelled.
  await picker(page).getByRole('button', { name: 'Measure WebGPU in software', exact: true }).click()
  await picker(page).getByRole('button', { name: 'Cancel' }).click()
  await expect(row(page, /^WebGPU in software/)).toContainText('not measured')
  await picker(page).getByRole('button', { name: 'Measure Reference', exact: true }).click()
  await expect(row(page, /^Reference\b/).first()).toContainText('measuring')
  await screen(page, 'engine-picker-measuring')
  await expect(row(page, /^Reference\b/).first()).toContainText(/steps\/s|Not measured/, { timeout: 90_000 })

  await picker(page).getByRole('button', { name: 'Speed against model size' }).click()
  const curve = page.getByRole('dialog', { name: 'Speed against model size' })
  await expect(curve).toContainText('Nothing has been measured yet.')
  await curve.getByRole('button', { name: 'Measure', exact: true }).click()
  await expect(curve.getByRole('button', { name: 'Measure again' })).toBeVisible({ timeout: 120_000 })
  await expect(curve.getByRole('row')).toHaveCount(7)
  await expect(curve.getByRole('cell', { name: '–' })).toHaveCount(0)
  await expect(curve.getByRole('img')).toHaveAttribute('aria-label', /^CPU: [\d,.]+ tokens\/s with/)
  await screen(page, 'engine-curve')
  await expectAccessible(page)
  const figures = await curve.getByRole('table').innerText()
  await desk.settle()
  await desk.close()

  const second = await launch({ dataDir: desk.dataDir })
  await resize(second, 1440, 900)
  await openPicker(second.page)
  expect(await speedOf(second.page, /^CPU/)).toBe(speed)
  await picker(second.page).getByRole('button', { name: 'Speed against model size' }).click()
  const again = second.page.getByRole('dialog', { name: 'Speed against model size' })
  await expect(again.getByRole('button', { name: 'Measure again' })).toBeVisible()
  expect(await again.getByRole('table').innerText()).toBe(figures)
  await again.getByRole('button', { name: 'Close' }).click()

  // While a run goes on nothing is measured, and the last figures stay.
  await second.page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(second.page.getByRole('contentinfo')).toContainText('Training', { timeout: 30_000 })
  await second.page.getByRole('button', { name: /^Engine: / }).click()
  await expect(picker(second.page)).toContainText('Nothing is measured while a run goes on.')
  expect(await speedOf(second.page, /^CPU/)).toBe(speed)
  await screen(second.page, 'engine-picker-training')
  await expectAccessible(second.page)
})

test('a graphics card that computes wrongly says so and is not used; a broken file is measured anew', async ({
  desk,
  launch
}) => {
  test.setTimeout(240_000)
  const { page } = desk
  await openPicker(page)
  await speedOf(page, /^CPU/)
  const file = join(desk.dataDir, 'measurements.json')
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"cpu"')
  const kept = JSON.parse(await readFile(file, 'utf8')) as {
    speeds: { device: string }[]
    tests: unknown[]
  }
  // The verdict of a self-test on this very adapter, as it would have been kept.
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' })
    const { vendor = '', architecture = '', device = '', description = '' } = found?.info ?? {}
    return [vendor, architecture, device, description].filter(Boolean).join(', ')
  })
  const computer = /threads; (.*)$/.exec(kept.speeds[0]?.device ?? '')?.[1] ?? ''
  await desk.close()
  kept.tests.push({
    ...{ adapter: `${adapter}; ${computer}`, passed: false, quantity: 'attention', worst: 'nats' },
    ...{ difference: 0.25, at: '2026-01-01T00:00:00.000Z' }
  })
  await writeFile(file, JSON.stringify(kept))

  const second = await launch({ dataDir: desk.dataDir })
  await resize(second, 1440, 900)
  await openPicker(second.page)
  const wrong = row(second.page, /^WebGPU\b/)
  await expect(wrong.first()).toContainText('Computes wrongly: attention (nats) differs from the CPU’s.')
  await expect(wrong.first()).toHaveAttribute('aria-disabled', 'true')
  await screen(second.page, 'engine-picker-wrong')
  await expectAccessible(second.page)
  await second.close()

  await writeFile(file, '{ not JSON')
  const third = await launch({ dataDir: desk.dataDir })
  await openPicker(third.page)
  await speedOf(third.page, /^CPU/)
  await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toContain('"cpu"')
})

test('other arithmetic is measured by itself, kept with the run, and missed when the run goes on without', async ({
  desk,
  launch
}) => {
  test.setTimeout(240_000)
  await resize(desk, 1440, 900)
  const { page } = desk
  await openPicker(page)
  await speedOf(page, /^CPU/)
  const relaxed = picker(page).getByRole('switch', { name: 'Relaxed SIMD' })
  await expect(relaxed).not.toBeChecked()
  await relaxed.click()
  await expect(relaxed).toBeChecked()
  await expect(row(page, /^CPU/)).toContainText('Relaxed SIMD')
  await speedOf(page, /^CPU/)
  await picker(page).getByText('Holds from the next start of a run.').scrollIntoViewIfNeeded()
  await screen(page, 'engine-features')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  const status = page.getByRole('contentinfo')
  await expect(status).toContainText('held-out loss', { timeout: 60_000 })
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(status).toContainText('Stopped')
  await desk.settle()
  await desk.close()
  const runs = join(desk.dataDir, 'runs')
  const [id = ''] = await readdir(runs)
  const kept = JSON.parse(await readFile(join(runs, id, 'run.json'), 'utf8')) as {
    engine: { features: string[] }
  }
  expect(kept.engine.features).toEqual(['relaxed-simd'])

  const second = await launch({ dataDir: desk.dataDir })
  await resize(second, 1440, 900)
  await openPicker(second.page)
  const again = picker(second.page).getByRole('switch', { name: 'Relaxed SIMD' })
  await expect(again).toBeChecked()
  await again.click()
  await expect(row(second.page, /^CPU/)).not.toContainText('Relaxed SIMD')
  await second.page.keyboard.press('Escape')
  await goTo(second.page, 'Runs')
  await second.page.getByRole('button', { name: /^Go on/ }).click()
  await expect(second.page.getByText('Not bit-exact from here on')).toBeVisible({ timeout: 60_000 })
  await screen(second.page, 'engine-not-bit-exact')
  await expectAccessible(second.page)
  await second.page.getByRole('button', { name: 'Stop' }).click()
  await expect(second.page.getByRole('contentinfo')).toContainText('Stopped')
})
