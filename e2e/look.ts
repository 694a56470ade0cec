/*
 * What a person sees: screenshots of a screen in both themes, and accessibility checked by axe in both (colour
 * contrast differs). Screenshots are for looking at, not compared by pixels.
 */
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { ROOT } from './downhill'

const THEMES = ['light', 'dark'] as const

/** Writes test-results/screens/<name>-light.png and <name>-dark.png. */
export async function screen(page: Page, name: string): Promise<void> {
  await inBothThemes(page, async (theme) => {
    await page.screenshot({
      path: join(ROOT, 'test-results/screens', `${name}-${theme}.png`),
      animations: 'disabled',
      caret: 'hide'
    })
  })
}

/** Fails on any violation of WCAG 2.2 AA that axe finds, naming rule and element. */
export async function expectAccessible(page: Page): Promise<void> {
  const found: string[] = []
  await inBothThemes(page, async (theme) => {
    // Electron has no new targets, which axe's usual mode would open.
    const analyze = () =>
      new AxeBuilder({ page })
        .setLegacyMode(true)
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze()
    let { violations } = await analyze()
    if (violations.length > 0) {
      // A tooltip that is half faded in has too little contrast: what holds counts once it stands still.
      await stillness(page)
      violations = (await analyze()).violations
    }
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) found.push(`${theme}: ${id}: ${help}: ${node.target.join(' ')}`)
    }
  })
  expect(found, 'accessibility').toEqual([])
}

/** Fails if the page, the stage or a part of it that only scrolls down is wider than its room. */
export async function expectNoSideways(page: Page, where = 'what is too wide'): Promise<void> {
  const tooWide = (): Promise<string[]> =>
    page.evaluate(() => {
      const rooms = [...document.querySelectorAll('html, body, main, main > *, .station, .column, .aside')]
      return rooms
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
        .map(
          ({ tagName, className, scrollWidth, clientWidth }) =>
            `${tagName.toLowerCase()}.${className} by ${scrollWidth - clientWidth} px`
        )
    })
  // What is drawn to the room's size follows it a frame later.
  await expect.poll(tooWide, { message: where }).toEqual([])
}

/**
 * Fails if the page scrolls sideways, or if a control cannot be brought into sight whole and uncovered: clipped by what
 * does not scroll, under something that floats, or wider than the window.
 */
export async function expectReachable(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const problems: string[] = []
    const { scrollWidth } = document.documentElement
    if (scrollWidth > innerWidth) problems.push(`the page is ${scrollWidth - innerWidth} px too wide`)
    const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"], [role="radio"]'
    // Behind a dialog nothing is to be reached.
    const dialogs = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]')]
    const root = dialogs.at(-1) ?? document
    for (const control of root.querySelectorAll<HTMLElement>(controls)) {
      if (!control.checkVisibility({ visibilityProperty: true }) || control.closest('[inert]')) continue
      control.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      const { left, right, top, bottom, width, height } = control.getBoundingClientRect()
      if (width <= 2 || height <= 2) continue
      const name = (control.getAttribute('aria-label') ?? control.textContent).trim().slice(0, 40)
      const what = `${control.tagName.toLowerCase()} “${name}”`
      // Regions that scroll may be larger than the window.
      const large =
        height > innerHeight || control.matches('[role="region"], [role="group"], [role="img"], pre')
      if (left < -1 || right > innerWidth + 1) problems.push(`${what} is cut at a side`)
      else if (!large && (top < -1 || bottom > innerHeight + 1)) problems.push(`${what} is out of sight`)
      else if (!large) {
        const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
        const label = control.closest('label')
        const seen = at !== null && (control.contains(at) || at.contains(control) || label?.contains(at))
        if (!seen) problems.push(`${what} is covered by ${at?.className || at?.tagName || 'nothing'}`)
      }
    }
    return [...new Set(problems)]
  })
  expect(found, 'what cannot be reached').toEqual([])
}

/** Resolves when every fade and slide that has an end has come to it. */
async function stillness(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(
        ({ playState, effect }) => playState === 'running' && effect?.getTiming().iterations !== Infinity
      )
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

async function inBothThemes(page: Page, look: (theme: string) => Promise<void>): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    // Canvases redraw in the frame after the one that learns of the new theme.
    await page.evaluate(async () => {
      await document.fonts.ready
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    })
    await stillness(page)
    await look(colorScheme)
  }
  await page.emulateMedia({ colorScheme: null })
}
