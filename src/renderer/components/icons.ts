/*
 * The icon set: 20 × 20, one stroke of 1.4, round ends; filled parts are marked. Drawn for Downhill.
 * Icons stand beside words or carry a label at their button; they never speak alone.
 */

export interface IconShape {
  /** Stroked path. */
  readonly line: string
  /** Filled path on top of it. */
  readonly fill?: string
  /** Stroke width where it differs. */
  readonly width?: number
}

const STAR = 'M10 3l2.1 4.4 4.9.7-3.5 3.4.8 4.8-4.3-2.3-4.3 2.3.8-4.8L3 8.100l4.900-.7z'
const disc = (x: number, y: number, r: number): string =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`

export const icons = {
  // stages
  corpus: { line: 'M5 3h10v14H5zM7.500 6.500h5M7.500 10h5M7.500 13.500h3' },
  train: { line: 'M3.500 3.500V16.500H17M5.500 5c.9 5 3.300 7.200 7 7.700', fill: disc(14.5, 12.9, 1.8) },
  generate: { line: 'M3.500 5.500h9.500M3.500 10h5.500M3.500 14.500h4.500M14 10v7M10.500 13.500h7' },
  landscape: {
    line: `${disc(10, 10, 7.2)}${disc(10.2, 10.2, 4)}`,
    fill: disc(10.4, 10.4, 1.2)
  },
  inside: {
    line: 'M3.200 3.200h13.600v13.600H3.200zM7.700 3.200v13.600M12.300 3.200v13.600M3.200 7.700h13.600M3.200 12.300h13.600',
    fill: 'M3.200 3.200h4.500v4.500H3.200zM7.700 7.700h4.600v4.600H7.700zM12.300 12.300h4.500v4.500h-4.500zM12.300 3.200h4.500v4.500h-4.500z'
  },
  runs: {
    line: 'M4 15.500V9.500C4 6.500 6 5 9 5h7M4 11.500c0 2.700 1.800 4 4.500 4H16M13.700 2.700 16 5l-2.300 2.300M13.700 13.200l2.300 2.300-2.300 2.300',
    fill: disc(4, 16.2, 1.5)
  },
  tour: { line: 'M5 17.200V3.200h10l-2.600 3.600 2.600 3.600H5' },

  // actions
  add: { line: 'M10 4v12M4 10h12' },
  drop: { line: 'M10 3v9.500M6.200 8.900 10 12.700l3.800-3.800M3.500 13.500v3h13v-3' },
  file: { line: 'M5 2.700h6.300l3.700 3.700v10.900H5zM11.300 2.700v3.700H15' },
  paste: { line: 'M7 4H4.800v13h10.400V4H13M7 2.800h6v2.800H7zM7.500 9.500h5M7.500 12.800h3.500' },
  copy: { line: 'M7 7h9.500v9.500H7zM13 4.500v-1H3.500V13h1' },
  camera: { line: `M3 6.500h3l1.500-2h5l1.500 2h3v10H3z${disc(10, 11, 2.9)}` },
  home: { line: 'M3.500 10 10 4l6.500 6M5.500 9v7.500h9V9' },
  save: { line: 'M3.500 3.500H14l2.500 2.500v10.500h-13zM6.500 3.500v4h6v-4M6.500 16.500v-5h7v5' },
  open: { line: 'M3 15.800V4.500h4.800l1.700 2H16v2.300M3 15.800l2.500-7H18l-2.500 7z' },
  trash: {
    line: 'M3.500 5.500h13M7.500 5.500v-2h5v2M5.500 5.500l.7 11h7.600l.7-11M8.500 8.500v5M11.500 8.500v5'
  },
  undo: { line: 'M7 4 3.500 7.500 7 11M3.500 7.500H12c2.800 0 4.500 1.700 4.500 4.200S14.800 16 12 16H9' },
  play: { line: '', fill: 'M6 3.800v12.400l10-6.200z' },
  pause: { line: 'M7 4.500v11M13 4.500v11', width: 2.6 },
  stop: { line: '', fill: 'M5 5h10v10H5z' },
  again: { line: 'M16 10a6 6 0 1 1-1.900-4.400M16.200 3v3.400h-3.400' },
  dice: { line: 'M4 4h12v12H4z', fill: `${disc(7.2, 7.2, 1.1)}${disc(12.8, 12.8, 1.1)}${disc(10, 10, 1.1)}` },
  star: { line: STAR },
  'star-full': { line: STAR, fill: STAR },
  table: { line: 'M3.500 4h13v12h-13zM3.500 8h13M3.500 12h13M8.500 8v8' },
  settings: {
    line: 'M3 6h7.500M14.500 6H17M3 14h2.500M9.500 14H17M10.500 6a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5.500 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0'
  },
  more: { line: '', fill: `${disc(4.5, 10, 1.5)}${disc(10, 10, 1.5)}${disc(15.5, 10, 1.5)}` },
  search: { line: `${disc(9, 9, 5.3)}M13 13l4 4` },

  back: { line: 'M16.500 10H4M8.500 5.500 4 10l4.500 4.500' },
  earlier: { line: 'M12 5 7 10l5 5' },
  later: { line: 'M8 5l5 5-5 5' },
  pin: { line: 'M7 3h6l-.7 5 2.700 3.200H5L7.700 8zM10 11.200v6' },
  'pin-full': {
    line: 'M7 3h6l-.7 5 2.700 3.200H5L7.700 8zM10 11.200v6',
    fill: 'M7 3h6l-.7 5 2.700 3.200H5L7.700 8z'
  },

  // signs
  down: { line: 'M5.500 8l4.500 4.500L14.500 8' },
  check: { line: 'M4 10.500 8 14.500 16 5.500', width: 2 },
  close: { line: 'M5 5l10 10M15 5 5 15' },
  info: { line: `${disc(10, 10, 7.3)}M10 9.300v4.700`, fill: disc(10, 6.4, 0.95) },
  warn: { line: 'M10 3.200 2.700 16.500h14.600zM10 8v4.300', fill: disc(10, 14.3, 0.95) },
  danger: {
    line: 'M6.900 2.700h6.200l4.200 4.200v6.200l-4.200 4.200H6.900l-4.200-4.200V6.900zM10 6v4.800',
    fill: disc(10, 13.7, 0.95)
  }
} as const satisfies Record<string, IconShape>

export type IconName = keyof typeof icons
