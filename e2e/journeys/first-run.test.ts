/*
 * The first minute: from a first start to invented names, with nothing to configure; and the same story, up to a kept
 * name, by keyboard alone with the focus in sight at every stop.
 */
import type { Page } from '@playwright/test'
import { expectAccessible, screen } from '../look'
import { atNames, heading } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

/** Every click of the page from now on is counted. */
const countClicks = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const marks = globalThis as unknown as { clicks: number }
    marks.clicks = 0
    addEventListener('click', () => marks.clicks++, { capture: true })
  })

test('the first invented names are three clicks and less than a minute away', async ({ desk }) => {
  const { page } = desk
  await resize(desk, 1440, 900)
  await countClicks(page)
  const begun = performance.now()
  await page.getByRole('button', { name: 'Train on these' }).click({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  // Not the noise of the first steps: it guesses better than counting pairs by now.
  await expect(heading(page)).toContainText(/than counting (pairs|triples|fours)/, { timeout: 60_000 })
  const invented = page.locator('.samples .now li:not(.known) .word').filter({ hasText: /^\w{3,12}$/ })
  await expect(invented.first()).toBeVisible({ timeout: 30_000 })
  const names = await invented.allInnerTexts()
  console.log(
    `first names after ${Math.round(performance.now() - begun)} ms: ${names.slice(0, 5).join(', ')}`
  )
  expect(await page.evaluate(() => (globalThis as unknown as { clicks: number }).clicks)).toBeLessThanOrEqual(
    3
  )
  await screen(page, 'first-names')
  await expectAccessible(page)
})

interface Announced {
  readonly at: number
  readonly text: string
}

/** Writes down what a screen reader is told unasked, and when. */
async function hearAnnouncements(page: Page): Promise<() => Promise<readonly Announced[]>> {
  await page.evaluate(() => {
    const heard: Announced[] = []
    ;(globalThis as unknown as { heard: Announced[] }).heard = heard
    const region = document.querySelector('.visually-hidden[aria-live="polite"]')
    if (!region) throw new Error('There is no live region.')
    const hear = (): void => void heard.push({ at: performance.now(), text: region.textContent })
    new MutationObserver(hear).observe(region, { childList: true, characterData: true, subtree: true })
  })
  return () => page.evaluate(() => (globalThis as unknown as { heard: Announced[] }).heard)
}

/** Goes on by Tab until a control of this name has the focus; every stop on the way must show that it has it. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let stop = 0; stop < 80; stop++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return { name: '', seen: true }
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      const { width, height } = element.getBoundingClientRect()
      const label = element.getAttribute('aria-label') ?? element.textContent.trim()
      const seen = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && width > 0 && height > 0
      return { name: label.replace(/\s+/g, ' '), seen }
    })
    expect(at.seen, `the focus on “${at.name}” is seen`).toBe(true)
    if (name.test(at.name)) return
  }
  throw new Error(`Tab does not lead to ${String(name)}.`)
}

test('the whole story from the first start to a kept name goes by keyboard alone', async ({ desk }) => {
  test.setTimeout(150_000)
  const { page } = desk
  await atNames(desk, 1440, 900)
  const announced = await hearAnnouncements(page)
  await tabTo(page, /^Train on these$/)
  await page.keyboard.press('Enter')
  await tabTo(page, /^Train$/)
  await page.keyboard.press('Enter')
  await expect(page.locator('.samples li .word').first()).toBeVisible({ timeout: 60_000 })
  await tabTo(page, /^Stop$/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('contentinfo')).toContainText('Stopped', { timeout: 30_000 })
  // Progress is told at most every ten seconds; milestones (begun, a counting model passed, stopped) when they come.
  const told = await announced()
  expect(told[0]?.text).toMatch(/^Training .+ has begun\./)
  for (const [i, { at, text }] of told.entries())
    if (/^Step/.test(text)) expect(at - (told[i - 1]?.at ?? 0), text).toBeGreaterThan(9_500)
  expect(told.length).toBeLessThan(12)
  await page.keyboard.press('Control+3')
  await tabTo(page, /^Write \d+ names$/)
  await page.keyboard.press('Enter')
  await expect(page.locator('tbody td.text').first()).toBeVisible({ timeout: 30_000 })
  // The rows go by J and L; K keeps.
  await page.keyboard.press('l')
  await page.keyboard.press('k')
  await expect(page.getByRole('list', { name: 'Shortlist' }).getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await screen(page, 'shortcuts')
  await expectAccessible(page)
})
