/* Where the window opens: where it stood last if that is still on a screen, else in the middle. Pure. */
import type { WindowPlace } from '#storage/settings'

export const MIN_WIDTH = 900
export const MIN_HEIGHT = 600
const WIDTH = 1440
const HEIGHT = 900

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export type Frame = Partial<Rectangle> & { readonly width: number; readonly height: number }

/**
 * @param saved the last place, if any
 * @param screens work areas of all displays, the main one first
 */
export function chooseFrame(saved: WindowPlace | null, screens: readonly Rectangle[]): Frame {
  const screen = screens[0] ?? { x: 0, y: 0, width: WIDTH, height: HEIGHT }
  if (saved) {
    const home = screens.find((area) => isReachable(saved, area))
    const width = Math.max(MIN_WIDTH, Math.min(saved.width, (home ?? screen).width))
    const height = Math.max(MIN_HEIGHT, Math.min(saved.height, (home ?? screen).height))
    return home ? { x: saved.x, y: saved.y, width, height } : { width, height }
  }
  return { width: Math.min(WIDTH, screen.width), height: Math.min(HEIGHT, screen.height) }
}

/** Whether enough of the title bar is on the screen to take hold of it. */
function isReachable(place: Rectangle, screen: Rectangle): boolean {
  const visible = Math.min(place.x + place.width, screen.x + screen.width) - Math.max(place.x, screen.x)
  const top = place.y >= screen.y - 10 && place.y <= screen.y + screen.height - 50
  return visible >= 150 && top
}
