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
    const { violations } = await new AxeBuilder({ page })
      // Electron has no new targets, which axe's usual mode would open.
      .setLegacyMode(true)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze()
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) found.push(`${theme}: ${id}: ${help}: ${node.target.join(' ')}`)
    }
  })
  expect(found, 'accessibility').toEqual([])
}

async function inBothThemes(page: Page, look: (theme: string) => Promise<void>): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme })
    // Canvases redraw in the frame after the one that learns of the new theme.
    await page.evaluate(async () => {
      await document.fonts.ready
      for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame)
    })
    await look(colorScheme)
  }
  await page.emulateMedia({ colorScheme: null })
}
