/*
 * The ground as a picture of its own, apart from the view on screen: any size, with or without background, one
 * frame after another for a film. Draws the same block, marks and words with the same functions as the view. Over 150
 * lines: what a shot and a moment are, and the one class that draws the scene and its words on one canvas.
 */

import { PerspectiveCamera, Scene, WebGLRenderer } from 'three'
import { Block } from './block'
import { placeCallouts, type CalloutBox } from './callouts'
import { labelsOf, type LabelWords } from './labels'
import { drawMarks, type Marks } from './marks'
import { FOV_DEGREES, viewOf, type CameraState, type Seen } from './projection'
import { placeOf, type Terrain } from './terrain'
import type { Tones } from './tones'

export interface Shot {
  readonly terrain: Terrain
  readonly tones: Tones
  readonly camera: CameraState
  /** Size in CSS pixels: that of letters and lines. */
  readonly width: number
  readonly height: number
  /** Pixels of the picture per CSS pixel. */
  readonly ratio: number
  /** No background. */
  readonly clear: boolean
  /** Little room: no coordinates. */
  readonly compact: boolean
  readonly words: LabelWords
  /** Ground seen through fog: radius round the ball, in halves of the side; 0 for none. */
  readonly sight: number
}

/** What changes from frame to frame. */
export interface Moment {
  readonly marks: Marks
  /** Beside the start and beside the ball: a bold line and one under it. */
  readonly start: string | null
  readonly now: readonly [string, string] | null
}

interface Callout extends CalloutBox {
  readonly lines: readonly [string, string]
}

const bold = ({ sans }: Tones): string => `600 13px ${sans}`
const plain = ({ sans }: Tones): string => `13px ${sans}`

export class Studio {
  /** The picture; drawn anew by each `draw`. */
  readonly canvas = document.createElement('canvas')
  readonly #renderer = new WebGLRenderer({ antialias: true, alpha: true, preserveDrawingBuffer: true })
  readonly #scene = new Scene()
  readonly #camera: PerspectiveCamera
  readonly #block = new Block()
  readonly #context: CanvasRenderingContext2D

  /** @throws Error if there is no WebGL or no memory for a canvas of this size */
  constructor(private readonly shot: Shot) {
    const { width, height, ratio, terrain, tones } = shot
    this.canvas.width = Math.round(width * ratio)
    this.canvas.height = Math.round(height * ratio)
    const context = this.canvas.getContext('2d')
    if (!context) throw new Error('no canvas of this size')
    this.#context = context
    this.#renderer.setPixelRatio(1)
    this.#renderer.setSize(this.canvas.width, this.canvas.height, false)
    this.#renderer.setClearColor(0, 0)
    this.#camera = new PerspectiveCamera(FOV_DEGREES, width / height, 0.05, 60)
    this.#block.setField(terrain.field)
    this.#block.setScale(terrain.scale)
    this.#block.setTones(tones)
    this.#scene.add(this.#block.group)
  }

  draw({ marks, start, now }: Moment): void {
    const { shot } = this
    const { terrain, tones, camera, width, height, ratio } = shot
    const view = viewOf(camera, width, height)
    this.#camera.position.set(...view.eye)
    this.#camera.up.set(...view.up)
    this.#camera.lookAt(...camera.target)
    this.#block.setView(view, ratio)
    const eye = shot.sight > 0 ? marks.path[Math.round(marks.at)] : undefined
    const spot = eye && placeOf(terrain.plane, eye)
    this.#block.setFog(spot ? spot[0] * 2 - 1 : 0, spot ? 1 - spot[1] * 2 : 0, spot ? shot.sight : 0)
    this.#renderer.render(this.#scene, this.#camera)

    const ctx = this.#context
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    ctx.clearRect(0, 0, this.canvas.width, this.canvas.height)
    if (!shot.clear) {
      ctx.fillStyle = tones.css.page
      ctx.fillRect(0, 0, this.canvas.width, this.canvas.height)
    }
    ctx.drawImage(this.#renderer.domElement, 0, 0)
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
    const anchors = drawMarks(ctx, view, terrain, marks, tones)
    for (const { text, tick, x, y } of labelsOf(view, terrain, shot.words, shot.compact)) {
      ctx.font = `${tick ? 12 : 13}px ${tones.sans}`
      ctx.textAlign = 'center'
      this.#write(text, x, y + 4, tones.css[tick ? 'ink-3' : 'ink-2'])
    }
    const said = [
      ...(now && anchors.ball ? [this.#callout(anchors.ball, 'right', now)] : []),
      ...(start && anchors.start ? [this.#callout(anchors.start, 'left', [start, ''])] : [])
    ]
    const places = placeCallouts(said, anchors.way, width, height)
    said.forEach((callout, i) => this.#say(callout, places[i]!))
  }

  /** Frees the graphics card's part; the canvas stays. */
  dispose(): void {
    this.#block.dispose()
    this.#renderer.dispose()
    this.#renderer.forceContextLoss()
  }

  /** Text with an edge in the page's colour, so that it can be read on the ground. */
  #write(text: string, x: number, y: number, colour: string): void {
    const ctx = this.#context
    ctx.lineJoin = 'round'
    ctx.lineWidth = 3.5
    ctx.strokeStyle = this.shot.tones.css.page
    ctx.strokeText(text, x, y)
    ctx.fillStyle = colour
    ctx.fillText(text, x, y)
  }

  /** A bold line and one under it beside a place, measured. */
  #callout(at: Seen, side: 'left' | 'right', lines: readonly [string, string]): Callout {
    const ctx = this.#context
    ctx.font = bold(this.shot.tones)
    const wide = ctx.measureText(lines[0]).width
    ctx.font = plain(this.shot.tones)
    const width = Math.max(wide, ctx.measureText(lines[1]).width) + 20
    return { at, side, width, height: lines[1] ? 46 : 28, lines }
  }

  #say({ width, height, lines: [title, line] }: Callout, { x, y }: { x: number; y: number }): void {
    const ctx = this.#context
    const { css } = this.shot.tones
    ctx.beginPath()
    ctx.roundRect(x, y, width, height, 5)
    ctx.fillStyle = css.raised
    ctx.fill()
    ctx.lineWidth = 1
    ctx.strokeStyle = css.line
    ctx.stroke()
    ctx.textAlign = 'left'
    ctx.font = bold(this.shot.tones)
    ctx.fillStyle = css.ink
    ctx.fillText(title, x + 10, y + 19)
    ctx.font = plain(this.shot.tones)
    ctx.fillStyle = css['ink-2']
    ctx.fillText(line, x + 10, y + 37)
  }
}
