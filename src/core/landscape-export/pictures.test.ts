import { readFileSync } from 'node:fs'
import { decode } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { ELEVATION, INKS, elevationAt, rgbOf } from './elevation'
import { surfaceToPng } from './png'
import { smoothed } from './smooth'
import { escaped, surfaceToSvg } from './svg'
import { valley } from './surface.fixtures'

describe('the colours of pictures', () => {
  it('are the light theme of the style sheet', () => {
    const sheet = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8')
    const token = (name: string): string | undefined =>
      new RegExp(`--${name}:\\s*(?:light-dark\\()?(#[0-9a-f]{6})`).exec(sheet)?.[1]
    ELEVATION.forEach((hex, i) => expect(token(`e${i}`)).toBe(hex))
    for (const [name, hex] of Object.entries(INKS)) expect(token(name), name).toBe(hex)
  })

  it('run from end to end of the scale', () => {
    expect(elevationAt(0)).toEqual(rgbOf(ELEVATION[0]))
    expect(elevationAt(2).map(Math.round)).toEqual(rgbOf(ELEVATION[16]))
    expect(elevationAt(0.5)).toEqual(rgbOf(ELEVATION[8]))
  })
})

describe('ground between grid points', () => {
  it('goes through every height and is exact on a plane', () => {
    const { losses } = valley(5)
    const fine = smoothed(losses, 5, 17)
    for (let j = 0; j < 5; j++)
      for (let i = 0; i < 5; i++) expect(fine[j * 4 * 17 + i * 4]).toBeCloseTo(losses[j * 5 + i]!, 5)
    const plane = Float64Array.from({ length: 25 }, (_, i) => (i % 5) + 2 * Math.floor(i / 5))
    smoothed(plane, 5, 9).forEach((height, i) => {
      expect(height).toBeCloseTo((i % 9) / 2 + Math.floor(i / 9), 5)
    })
  })

  it('has a hole where a corner is missing, and only there', () => {
    const { losses } = valley(5)
    losses[12] = NaN
    const fine = smoothed(losses, 5, 17)
    const known = (x: number, y: number): boolean => !Number.isNaN(fine[y * 17 + x]!)
    expect([known(8, 8), known(6, 6), known(10, 9)]).toEqual([false, false, false])
    expect([known(2, 2), known(14, 8), known(3, 15)]).toEqual([true, true, true])
  })
})

describe('a surface as SVG', () => {
  it('holds map, path, axes and title', () => {
    const svg = surfaceToSvg(valley(21))
    expect(svg).toContain('>quiet-ridge</title>')
    expect(svg).toContain('Loss in nats on 448 tokens of the held-out part, round the model at step 800')
    expect(svg).toContain('first direction, 93\u00a0% of the movement')
    expect(svg.match(/<path id="path" d="M([^"]*)"/)?.[1]?.split('L')).toHaveLength(9)
    expect(svg).toContain('−8.0')
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
  })

  it('is well-formed whatever the run is called', () => {
    expect(escaped('a<b>&"\u0000\u0007\ud800ü\u2212')).toBe('a&lt;b&gt;&amp;&quot;\ufffdü\u2212')
    const svg = surfaceToSvg(valley(21, { title: '</title><script>alert(1)</script>' }))
    expect(svg).not.toContain('<script')
  })

  it('draws what there is of unfinished ground, and axes where there is none', () => {
    const surface = valley(21)
    surface.losses.fill(NaN, 100, 250)
    const svg = surfaceToSvg(surface)
    expect(svg).not.toContain('NaN')
    expect(svg).toContain('stroke-opacity')
    surface.losses.fill(NaN)
    const bare = surfaceToSvg(surface)
    expect(bare).not.toMatch(/NaN|stroke-opacity/)
    expect(bare).toContain('second direction')
  })
})

describe('a surface as PNG', () => {
  const side = 240
  const margin = 10
  const read = (surface = valley(21)) => {
    const picture = decode(surfaceToPng(surface, side))
    const at = (x: number, y: number): number[] => [
      ...picture.data.subarray((y * picture.width + x) * 3, (y * picture.width + x) * 3 + 3)
    ]
    return { picture, at }
  }

  it('is a map with north up and the lowest ground in the darkest colour', () => {
    const { picture, at } = read(valley(21, { path: [] }))
    expect([picture.width, picture.channels, picture.depth]).toEqual([260, 3, 8])
    expect(at(2, 2)).toEqual([...rgbOf(INKS.page)])
    const bright = (x: number, y: number): number => at(x, y).reduce((sum, part) => sum + part)
    // The valley's floor is near (2, -0.9): right of the middle, a little below it.
    const [x, y] = [margin + Math.round((10 / 16) * side), margin + Math.round((5.9 / 10) * side)]
    expect(bright(x, y)).toBeLessThan(220)
    expect(bright(margin + 4, margin + 4)).toBeGreaterThan(600)
    expect(bright(margin + side - 5, margin + Math.round(side / 2))).toBeLessThan(
      bright(margin + 4, margin + 4)
    )
  })

  it('draws the path and says what it shows', () => {
    const { picture, at } = read()
    const surface = valley(21)
    const { alpha, beta } = surface.path.at(-1)!
    const x = Math.round(margin + ((alpha + 8) / 16) * (side - 1))
    const y = Math.round(margin + side - 1 - ((beta + 5) / 10) * (side - 1))
    expect(at(x, y)).toEqual([...rgbOf(INKS['trail-line'])])
    expect(picture.text).toMatchObject({ Title: 'quiet-ridge', Software: 'Downhill' })
    expect(picture.text['Comment']).toMatch(/^Colours from 2\.\d{4} to 4\.\d{4} nats$/)
  })

  it('leaves unfinished cells empty, and all of them where none is known', () => {
    const surface = valley(21, { path: [] })
    surface.losses.fill(NaN, 0, 21 * 10)
    expect(read(surface).at(100, margin + side - 20)).toEqual([...rgbOf(INKS.wall)])
    surface.losses.fill(NaN)
    expect(read(surface).at(100, 100)).toEqual([...rgbOf(INKS.page)])
  })
})
