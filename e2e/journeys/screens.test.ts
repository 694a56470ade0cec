/* Every stage at the sizes people have, in both themes: nothing overflows, axe finds nothing. */
import { expectAccessible, screen } from '../look'
import { goTo, heading } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

const STAGES = ['Corpus', 'Train', 'Generate', 'Landscape', 'Look inside', 'Runs', 'Tour']

test('every stage in every size', async ({ desk }) => {
  test.setTimeout(240_000)
  const { page } = desk
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  for (const stage of STAGES) {
    await resize(desk, 1440, 900)
    await goTo(page, stage)
    await expect(page.getByRole('link', { name: stage })).toHaveAttribute('aria-current', 'page')
    const name = stage.toLowerCase().replace(' ', '-')
    await screen(page, `stage-${name}`)
    await expectAccessible(page)
    // The last is 1280×720 at 150 %, a projector.
    for (const [width, height] of [
      [2560, 1440],
      [1024, 700],
      [853, 480]
    ] as const) {
      await resize(desk, width, height)
      await screen(page, `stage-${name}-${width}x${height}`)
      const overflow = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement
        return [scrollWidth - innerWidth, scrollHeight - innerHeight]
      })
      expect(overflow, `${stage} at ${width}×${height}`).toEqual([0, 0])
    }
    await expectAccessible(page)
  }
})

test('the whole way from start to training by keyboard alone', async ({ desk }) => {
  const { page } = desk
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await page.keyboard.press('Control+2')
  await expect(heading(page)).toContainText('Ready to learn')
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(() => document.activeElement?.textContent?.trim())
    if (name === 'Train' && (await page.evaluate(() => document.activeElement?.tagName)) === 'BUTTON') break
  }
  await page.keyboard.press('Enter')
  await expect(page.getByRole('contentinfo')).toContainText('Training', { timeout: 30_000 })
  await page.keyboard.press('Control+1')
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const full = (): Promise<boolean> => page.evaluate(() => document.fullscreenElement !== null)
  await page.keyboard.press('f')
  await expect.poll(full).toBe(true)
  await page.keyboard.press('f')
  await expect.poll(full).toBe(false)
})
