import { describe, expect, it } from 'vitest'
import { chooseFrame, MIN_HEIGHT, MIN_WIDTH } from './window-place'

const MAIN = { x: 0, y: 25, width: 1920, height: 1055 }
const LEFT = { x: -1280, y: 0, width: 1280, height: 1024 }
const place = (x: number, y: number, width = 1200, height = 800) => ({
  x,
  y,
  width,
  height,
  maximized: false
})

describe('where the window opens', () => {
  it('is 1440 by 900, or the screen if that is smaller', () => {
    expect(chooseFrame(null, [MAIN])).toEqual({ width: 1440, height: 900 })
    expect(chooseFrame(null, [{ ...MAIN, width: 1280, height: 700 }])).toEqual({ width: 1280, height: 700 })
    expect(chooseFrame(null, [])).toEqual({ width: 1440, height: 900 })
  })

  it('is where it stood, on whichever screen', () => {
    expect(chooseFrame(place(100, 100), [MAIN])).toEqual({ x: 100, y: 100, width: 1200, height: 800 })
    expect(chooseFrame(place(-1200, 50), [MAIN, LEFT])).toMatchObject({ x: -1200, y: 50 })
    expect(chooseFrame(place(1700, 900), [MAIN])).toMatchObject({ x: 1700, y: 900 })
  })

  it.each([
    ['on a screen that is gone', place(-1200, 50)],
    ['below the screen', place(100, 1050)],
    ['above the screen', place(100, -200)],
    ['beside the screen but for a strip', place(1820, 100)],
    ['far away', place(90_000, 90_000)]
  ])('is the middle if it stood %s', (_where, saved) => {
    expect(chooseFrame(saved, [MAIN])).toEqual({ width: 1200, height: 800 })
  })

  it('is never smaller than the design or larger than the screen', () => {
    expect(chooseFrame(place(0, 30, 10, 10), [MAIN])).toMatchObject({ width: MIN_WIDTH, height: MIN_HEIGHT })
    expect(chooseFrame(place(0, 30, 5000, 5000), [MAIN])).toMatchObject({ width: 1920, height: 1055 })
  })
})
