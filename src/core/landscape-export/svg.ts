/*
 * The surface as a contour map in SVG 1.1: filled bands of the elevation scale, contour lines, the path, axes,
 * scale and title. Only shapes, paths and text with attributes of their own, so that it opens in browsers,
 * drawing programs and word processors; a drop of the path off the plane is not drawn, this is a map.
 * Over 150 lines: the parts of one drawing, all placed by the same measures of the sheet.
 */

import type { LandscapeSurface } from '../landscape'
import { colourAt, decimalsFor, mapInterval, scaleOf, scaleTicks, type Scale } from '../landscape-scale'
import { coordinate, pictureWords } from '../wording/landscape-picture'
import { areasAbove, contourLines, levelsBetween, type GridPoint } from './contours'
import { elevationAt, INKS } from './elevation'

const SIDE = 640
const LEFT = 76
const TOP = 84
const WIDTH = LEFT + SIDE + 36
const HEIGHT = TOP + SIDE + 124
/** Bands of the fill: fine enough to look continuous beside the lines. */
const BANDS = 48

const SERIF = 'Palatino, &quot;Book Antiqua&quot;, Georgia, serif'
const SANS = 'Helvetica, Arial, sans-serif'

/** Text as it may stand in XML: escaped, without characters that XML 1.0 forbids. */
export function escaped(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const short = (value: number): string => String(Math.round(value * 100) / 100)

const hex = (colour: readonly number[]): string =>
  `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`

/** The file's text. An unfinished surface is drawn with its holes; one without heights has only its axes. */
export function surfaceToSvg(surface: LandscapeSurface): string {
  const { losses, alphas } = surface
  const words = pictureWords(surface)
  const scale = scaleOf(losses, false)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `<title>${escaped(words.title)}</title>`,
    `<desc>${escaped(words.line)}</desc>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="${INKS.page}"/>`,
    textAt(LEFT, 36, words.title, { size: 24, family: SERIF }),
    textAt(LEFT, 60, words.line, { size: 13, fill: INKS['ink-2'] }),
    `<clipPath id="square"><rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}"/></clipPath>`,
    '<g clip-path="url(#square)">',
    `<rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="${INKS.wall}"/>`,
    ...(scale ? [...fills(losses, alphas.length, scale), ...lines(losses, alphas.length, scale)] : []),
    ...pathOf(surface),
    '</g>',
    `<rect x="${LEFT}" y="${TOP}" width="${SIDE}" height="${SIDE}" fill="none" stroke="${INKS.line}"/>`,
    ...axes(surface, words.axes),
    ...(scale ? bar(scale, words.unit) : []),
    '</svg>',
    ''
  ].join('\n')
}

interface TextStyle {
  readonly size?: number
  readonly fill?: string
  readonly family?: string
  readonly anchor?: 'start' | 'middle' | 'end'
  /** Degrees round its own place. */
  readonly turn?: number
}

function textAt(x: number, y: number, text: string, style: TextStyle = {}): string {
  const { size = 12, fill = INKS.ink, family = SANS, anchor = 'start', turn } = style
  const turned = turn === undefined ? '' : ` transform="rotate(${turn} ${short(x)} ${short(y)})"`
  return `<text x="${short(x)}" y="${short(y)}" font-family="${family}" font-size="${size}" fill="${fill}" text-anchor="${anchor}"${turned}>${escaped(text)}</text>`
}

/** Commands of a line through grid points. */
function drawn(points: readonly GridPoint[], n: number, close: boolean): string {
  const at = ([x, y]: GridPoint): string =>
    `${short(LEFT + (x / (n - 1)) * SIDE)} ${short(TOP + SIDE - (y / (n - 1)) * SIDE)}`
  return `M${points.map(at).join('L')}${close ? 'Z' : ''}`
}

function fills(losses: Float64Array, n: number, scale: Scale): string[] {
  const { lo, hi, min } = scale
  const step = (hi - lo) / BANDS
  // The lowest band is all ground that is known.
  const levels = [min, ...Array.from({ length: BANDS - 1 }, (_, i) => lo + (i + 1) * step)]
  return levels.flatMap((level, i) => {
    const rings = areasAbove(losses, n, level).map((ring) => drawn(ring, n, true))
    if (rings.length === 0) return []
    const colour = hex(elevationAt((i + 0.5) / BANDS))
    return [`<path d="${rings.join('')}" fill="${colour}" fill-rule="evenodd"/>`]
  })
}

function lines(losses: Float64Array, n: number, scale: Scale): string[] {
  const interval = mapInterval(scale)
  return levelsBetween(scale.min, scale.cap, interval).flatMap((level) => {
    const found = contourLines(losses, n, level).map((line) => drawn(line, n, false))
    if (found.length === 0) return []
    const index = Math.round(level / interval) % 5 === 0
    const pale = colourAt(scale, level) < 0.375
    const look = `stroke="${pale ? '#e8f2f0' : '#14201e'}" stroke-opacity="${index ? 0.62 : 0.32}" stroke-width="${index ? 1.3 : 0.7}"`
    return [`<path d="${found.join('')}" fill="none" ${look} stroke-linejoin="round"/>`]
  })
}

function pathOf({ path, alphas, betas }: LandscapeSurface): string[] {
  const [first, last] = [path[0], path.at(-1)]
  if (!first || !last) return []
  const place = (value: number, axis: Float64Array): number => (value - axis[0]!) / (axis.at(-1)! - axis[0]!)
  const at = ({ alpha, beta }: { alpha: number; beta: number }): [string, string] => [
    short(LEFT + place(alpha, alphas) * SIDE),
    short(TOP + SIDE - place(beta, betas) * SIDE)
  ]
  const d = `M${path.map((point) => at(point).join(' ')).join('L')}`
  const [x0, y0] = at(first)
  const [x1, y1] = at(last)
  const join = 'fill="none" stroke-linejoin="round" stroke-linecap="round"'
  return [
    `<path d="${d}" ${join} stroke="${INKS.halo}" stroke-width="5.6"/>`,
    `<path id="path" d="${d}" ${join} stroke="${INKS['trail-line']}" stroke-width="2.8"/>`,
    `<rect x="${short(Number(x0) - 4.5)}" y="${short(Number(y0) - 4.5)}" width="9" height="9" fill="${INKS['trail-line']}" stroke="${INKS.halo}" stroke-width="1.6"/>`,
    `<circle cx="${x1}" cy="${y1}" r="7" fill="${INKS['trail-line']}" stroke="${INKS.halo}" stroke-width="1.8"/>`
  ]
}

function axes({ alphas, betas }: LandscapeSurface, [first, second]: readonly [string, string]): string[] {
  const found: string[] = []
  const ticks = (axis: Float64Array): [number, string][] => {
    const [from, to] = [axis[0]!, axis.at(-1)!]
    return [from, 0, to].map((value) => [(value - from) / (to - from), coordinate(value, to - from)])
  }
  const bottom = TOP + SIDE
  for (const [t, label] of ticks(alphas)) {
    const x = LEFT + t * SIDE
    found.push(`<path d="M${short(x)} ${bottom}v4" stroke="${INKS.line}"/>`)
    found.push(textAt(x, bottom + 18, label, { fill: INKS['ink-3'], anchor: 'middle' }))
  }
  for (const [t, label] of ticks(betas)) {
    const y = bottom - t * SIDE
    found.push(`<path d="M${LEFT} ${short(y)}h-4" stroke="${INKS.line}"/>`)
    found.push(textAt(LEFT - 8, y + 4, label, { fill: INKS['ink-3'], anchor: 'end' }))
  }
  const title = { size: 13, fill: INKS['ink-2'], anchor: 'middle' } as const
  found.push(textAt(LEFT + SIDE / 2, bottom + 38, first, title))
  found.push(textAt(22, TOP + SIDE / 2, second, { ...title, turn: -90 }))
  return found
}

function bar(scale: Scale, unit: string): string[] {
  const y = TOP + SIDE + 66
  const wide = SIDE / BANDS
  const found: string[] = []
  for (let i = 0; i < BANDS; i++) {
    // A little wider than its place, so that no seams show.
    found.push(
      `<rect x="${short(LEFT + i * wide)}" y="${y}" width="${short(i === BANDS - 1 ? wide : wide + 0.6)}" height="8" fill="${hex(elevationAt((i + 0.5) / BANDS))}"/>`
    )
  }
  const ticks = scaleTicks(scale)
  const digits = decimalsFor((scale.hi - scale.lo) / 4 < 0.1 ? 0.01 : 0.1)
  ticks.forEach((loss, i) => {
    const [first, last] = [i === 0, i === ticks.length - 1]
    found.push(
      textAt(
        LEFT + (i / (ticks.length - 1)) * SIDE,
        y + 26,
        `${loss.toFixed(digits)}${last ? ` ${unit}` : ''}`,
        {
          fill: INKS['ink-3'],
          anchor: first ? 'start' : last ? 'end' : 'middle'
        }
      )
    )
  })
  return found
}
