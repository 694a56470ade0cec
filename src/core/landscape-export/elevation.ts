/*
 * The elevation scale and the few other colours of exported pictures. They are the light theme's design tokens
 * (a test compares them with the style sheet): a picture that leaves the window has no theme.
 */

/** Red, green, blue, each 0 to 255, sRGB. */
export type Rgb = readonly [number, number, number]

/** The tokens e0 to e16: lake, fjord, spruce, moss, straw, limestone, snow. */
export const ELEVATION = [
  '#0f2f50',
  '#033d5c',
  '#004b65',
  '#005967',
  '#076766',
  '#257464',
  '#3e7f61',
  '#578a5e',
  '#719559',
  '#8b9e56',
  '#a5a656',
  '#beaf5d',
  '#d1b973',
  '#e1c58e',
  '#ead3ab',
  '#f0e1c9',
  '#f4f0e7'
] as const

/** Light values of the tokens of the same names. */
export const INKS = {
  page: '#fbfbf8',
  ink: '#17211f',
  'ink-2': '#46514d',
  'ink-3': '#626c68',
  line: '#c6cbc4',
  'trail-line': '#cf4218',
  halo: '#ffffff',
  wall: '#e4e6df'
} as const

/** Contour ink: pale below the middle of the scale, dark above. */
export const PALE: Rgb = [232, 242, 240]
export const DARK: Rgb = [20, 32, 30]

export function rgbOf(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

const SCALE: readonly Rgb[] = ELEVATION.map(rgbOf)

/** The colour at a place of the scale, 0 to 1 (clamped). */
export function elevationAt(t: number): Rgb {
  const at = Math.min(0.999_999, Math.max(0, t)) * (SCALE.length - 1)
  const i = Math.floor(at)
  const [a, b] = [SCALE[i]!, SCALE[i + 1]!]
  const mix = (k: 0 | 1 | 2): number => a[k] + (b[k] - a[k]) * (at - i)
  return [mix(0), mix(1), mix(2)]
}
