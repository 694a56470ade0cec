/*
 * Colours of shares and of signed numbers, as the guide has them: one hue from page to lake for shares, violet and
 * green on either side of nothing for signed ones. Resolved from the tokens for canvases; numbers on a cell are black
 * or white, whichever contrasts more.
 */

export type Rgb = readonly [number, number, number]

const NAMES = [
  ...['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6', 'neg', 'zero', 'pos'],
  ...['page', 'sunken', 'ink', 'ink-2', 'ink-3', 'line', 'hair', 'lake', 'trail-line', 'halo', 'c1']
] as const
const DENSITY = ['d0', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6'] as const

export interface Colours {
  readonly css: Readonly<Record<string, string>>
  readonly rgb: Readonly<Record<string, Rgb>>
  readonly serif: string
  readonly sans: string
}

/** The tokens as they are at this moment, inside `host`. */
export function readColours(host: HTMLElement): Colours {
  const probe = document.createElement('i')
  probe.hidden = true
  host.append(probe)
  const style = getComputedStyle(probe)
  const css: Record<string, string> = {}
  const rgb: Record<string, Rgb> = {}
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`
    css[name] = style.color
    const [r = 0, g = 0, b = 0] = (style.color.match(/[\d.]+/g) ?? []).map(Number)
    rgb[name] = [r, g, b]
  }
  const families = (['serif', 'sans'] as const).map((family) => {
    probe.style.fontFamily = `var(--${family})`
    return style.fontFamily
  })
  probe.remove()
  return { css, rgb, serif: families[0] ?? 'serif', sans: families[1] ?? 'sans-serif' }
}

/** The colour of a share from 0 to 1; small shares are told apart better than by proportion. */
export function ofShare({ rgb }: Colours, share: number): Rgb {
  const at = Math.min(0.9999, Math.max(0, share) ** 0.8) * (DENSITY.length - 1)
  const below = Math.floor(at)
  return between(rgb[DENSITY[below]!]!, rgb[DENSITY[below + 1]!]!, at - below)
}

/** The colour of a signed number, `most` being the largest there is on either side. */
export function ofSigned({ rgb }: Colours, value: number, most: number): Rgb {
  const share = most > 0 ? Math.min(1, Math.abs(value) / most) : 0
  return between(rgb['zero']!, rgb[value < 0 ? 'neg' : 'pos']!, share ** 0.8)
}

/** As pixels of a canvas: 256 shades of shares from 0 to 1, each one number. */
export function packedShares(colours: Colours): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => packed(ofShare(colours, i / 255)))
}

/** One pixel of an ImageData seen as a Uint32Array: red lies lowest. */
export const packed = ([r, g, b]: Rgb): number =>
  ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0

/** Black or white, whichever stands out more on this ground (WCAG's relative luminance). */
export function inkOn(ground: Rgb): '#000' | '#fff' {
  const [r, g, b] = ground.map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as unknown as Rgb
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff'
}

export const cssOf = ([r, g, b]: Rgb): string => `rgb(${Math.round(r)} ${Math.round(g)} ${Math.round(b)})`

function between(a: Rgb, b: Rgb, share: number): Rgb {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]
}
