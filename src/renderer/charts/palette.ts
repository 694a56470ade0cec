/*
 * Colours and fonts for a canvas: design tokens resolved to what the context understands. Custom
 * properties keep `light-dark()` unresolved, so each token goes through a probe element.
 */

const TOKENS = {
  page: '--page',
  ink: '--ink',
  ink2: '--ink-2',
  ink3: '--ink-3',
  line: '--line',
  training: '--c1',
  reference: '--c6',
  rust: '--c2',
  straw: '--c3',
  spruce: '--c4',
  heather: '--c5',
  trail: '--trail',
  trailLine: '--trail-line',
  halo: '--halo'
} as const

export type Palette = Readonly<Record<keyof typeof TOKENS | 'sans' | 'serif', string>>

/** The tokens as they are at this moment, inside `host`. */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('i')
  probe.hidden = true
  host.append(probe)
  const style = getComputedStyle(probe)
  const palette: Partial<Record<keyof Palette, string>> = {}
  for (const [name, token] of Object.entries(TOKENS)) {
    probe.style.color = `var(${token})`
    palette[name as keyof typeof TOKENS] = style.color
  }
  for (const family of ['sans', 'serif'] as const) {
    probe.style.fontFamily = `var(--${family})`
    palette[family] = style.fontFamily
  }
  probe.remove()
  return palette as Palette
}

/** Calls `listener` when the theme or the contrast setting changes; returns the function that stops it. */
export function onPaletteChange(listener: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', '(forced-colors: active)'].map(
    (query) => matchMedia(query)
  )
  for (const query of queries) query.addEventListener('change', listener)
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'class'] })
  return () => {
    for (const query of queries) query.removeEventListener('change', listener)
    observer.disconnect()
  }
}
