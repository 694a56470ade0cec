/*
 * The colours of the landscape, resolved from the tokens: as CSS colours for canvases, as numbers from 0 to 1
 * for shaders and rasters.
 */

export type Rgb = readonly [number, number, number]

const NAMES = [
  'page',
  'ink',
  'ink-2',
  'ink-3',
  'line',
  'trail',
  'trail-line',
  'halo',
  'lake',
  'raised',
  'wall',
  'wall-line',
  'fog',
  'c1',
  'c2',
  'c3',
  'c4',
  'c5',
  'c6'
] as const
export type ToneName = (typeof NAMES)[number]

export interface Tones {
  readonly css: Readonly<Record<ToneName, string>>
  readonly rgb: Readonly<Record<ToneName, Rgb>>
  /** e0 to e16. */
  readonly elevation: readonly Rgb[]
  readonly dark: boolean
  readonly sans: string
  readonly serif: string
}

/** Contour ink on low and on high ground, in both themes. */
export const PALE: Rgb = [232 / 255, 242 / 255, 240 / 255]
export const DARK: Rgb = [22 / 255, 34 / 255, 32 / 255]

const numbers = (css: string): Rgb => {
  const [r = 0, g = 0, b = 0] = (css.match(/[\d.]+/g) ?? []).map(Number)
  return [r / 255, g / 255, b / 255]
}

/** The tokens as they are at this moment, inside `host`. */
export function readTones(host: HTMLElement): Tones {
  const probe = document.createElement('i')
  probe.hidden = true
  host.append(probe)
  const style = getComputedStyle(probe)
  const resolve = (token: string): string => {
    probe.style.color = `var(--${token})`
    return style.color
  }
  const css = Object.fromEntries(NAMES.map((name) => [name, resolve(name)])) as Record<ToneName, string>
  const rgb = Object.fromEntries(NAMES.map((name) => [name, numbers(css[name])])) as Record<ToneName, Rgb>
  const elevation = Array.from({ length: 17 }, (_, i) => numbers(resolve(`e${i}`)))
  const family = (name: string): string => {
    probe.style.fontFamily = `var(--${name})`
    return style.fontFamily
  }
  const tones = { css, rgb, elevation, dark: rgb.page[0] < 0.4, sans: family('sans'), serif: family('serif') }
  probe.remove()
  return tones
}

/** The elevation scale at a place from 0 to 1, each channel from 0 to 1. */
export function elevationAt(scale: readonly Rgb[], t: number): Rgb {
  const at = Math.min(0.99999, Math.max(0, t)) * (scale.length - 1)
  const i = Math.floor(at)
  const [a, b] = [scale[i]!, scale[i + 1]!]
  const mix = (k: 0 | 1 | 2): number => a[k] + (b[k] - a[k]) * (at - i)
  return [mix(0), mix(1), mix(2)]
}
