/*
 * A canvas that changes over time as a film: what the window's own recorder can encode (MediaRecorder; WebM or
 * MP4), or a GIF, which plays anywhere. Both leave the window free between frames, report and can be cancelled.
 */

import { applyPalette, GIFEncoder, quantize } from 'gifenc'

export interface Reel {
  readonly canvas: HTMLCanvasElement
  /** Draws the canvas as it is at a time, 0 to 1. */
  readonly draw: (time: number) => void
  /** How long the film is, in ms, and how long its end stands still after that. */
  readonly length: number
  readonly rest: number
}

export interface Filming {
  readonly onprogress: (done: number, of: number) => void
  readonly signal: AbortSignal
}

/** Kinds of film, the best first; `type` is what MediaRecorder is asked for. */
const KINDS = [
  { extension: 'mp4', type: 'video/mp4;codecs=avc1.640028' },
  { extension: 'webm', type: 'video/webm;codecs=vp9' },
  { extension: 'webm', type: 'video/webm;codecs=vp8' }
] as const
export type FilmKind = (typeof KINDS)[number]

/** What this window can encode; null if it is no film at all. */
export function filmKind(): FilmKind | null {
  if (typeof MediaRecorder === 'undefined') return null
  return KINDS.find(({ type }) => MediaRecorder.isTypeSupported(type)) ?? null
}

const FRAME_MS = 1000 / 30
const BITS_PER_SECOND = 8_000_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Records in real time, so that a slow graphics card drops frames but keeps the pace.
 * @throws DOMException `AbortError` if cancelled; whatever the recorder fails with
 */
export async function record(
  reel: Reel,
  kind: FilmKind,
  { onprogress, signal }: Filming
): Promise<Uint8Array<ArrayBuffer>> {
  reel.draw(0)
  const stream = reel.canvas.captureStream(30)
  const recorder = new MediaRecorder(stream, { mimeType: kind.type, videoBitsPerSecond: BITS_PER_SECOND })
  const parts: Blob[] = []
  const ended = new Promise<void>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => void parts.push(data)
    recorder.onstop = () => resolve()
    recorder.onerror = (event) => reject(new Error(`the recorder failed: ${event.type}`))
  })
  // Whoever is cancelled does not wait for it.
  ended.catch(() => undefined)
  try {
    recorder.start()
    const total = reel.length + reel.rest
    const begun = performance.now()
    for (let passed = 0; passed < total; passed = performance.now() - begun) {
      signal.throwIfAborted()
      reel.draw(Math.min(1, passed / reel.length))
      onprogress(Math.min(total, passed), total)
      await pause(FRAME_MS)
    }
    // The end is drawn for certain, however few frames there were.
    reel.draw(1)
    await pause(2 * FRAME_MS)
    recorder.stop()
    await ended
  } finally {
    if (recorder.state !== 'inactive') recorder.stop()
    for (const track of stream.getTracks()) track.stop()
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer())
}

const GIF_FRAMES = 48
const COLOURS = 256

/**
 * One palette for all frames, taken from the last, which shows everything; so still ground does not flicker.
 * @throws DOMException `AbortError` if cancelled
 */
export async function animate(reel: Reel, { onprogress, signal }: Filming): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height } = reel.canvas
  const pixels = (time: number): Uint8ClampedArray => {
    reel.draw(time)
    const context = reel.canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('no canvas')
    return context.getImageData(0, 0, width, height).data
  }
  const palette = quantize(pixels(1), COLOURS)
  const gif = GIFEncoder()
  for (let i = 0; i < GIF_FRAMES; i++) {
    signal.throwIfAborted()
    const last = i === GIF_FRAMES - 1
    const index = applyPalette(pixels(i / (GIF_FRAMES - 1)), palette)
    gif.writeFrame(index, width, height, {
      ...(i === 0 && { palette, repeat: 0 }),
      delay: last ? reel.rest : reel.length / GIF_FRAMES
    })
    onprogress(i + 1, GIF_FRAMES)
    await pause(0)
  }
  gif.finish()
  return gif.bytes()
}
