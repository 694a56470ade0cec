/*
 * Exports of the landscape: what is made, how far it is, cancelling it. What takes long is made before the save
 * dialog opens, so that a cancelled one asks nothing.
 */

import type { BinaryFormat } from '#core/contracts/app'
import { Failure } from '#core/errors'
import type { LandscapeSurface } from '#core/landscape'
import { surfaceToCsv } from '#core/landscape-export/csv'
import { surfaceToGlb } from '#core/landscape-export/glb'
import { surfaceToJson } from '#core/landscape-export/json'
import { surfaceToStl } from '#core/landscape-export/stl'
import { surfaceToSvg } from '#core/landscape-export/svg'
import { callApp } from '../../bridge/app-client'
import { text } from '../../catalogue/text'
import type { FilmKind, Filming, Reel } from '../../landscape/film'
import type { Moment, Shot, Studio } from '../../landscape/studio'
import { pathAt } from '../../landscape/terrain'
import { readTones } from '../../landscape/tones'
import { landscape } from '../../state/landscape.svelte'
import { notices } from '../../state/notices.svelte'
import { saySaved } from '../../state/saved'
import { looking, SIGHT } from './looking.svelte'

/** Films: how long the path grows, and how long the end stands. */
const LENGTH_MS = 6000
const REST_MS = 1500
/** Widest films, in pixels: larger ones gain nothing on a screen. */
const FILM_WIDTH = 1280
const GIF_WIDTH = 720

class Exporting {
  /** What is being made, and how much of it is done; null while nothing is. */
  job = $state.raw<{ readonly done: number; readonly of: number } | null>(null)
  #cancel: AbortController | null = null

  cancel(): void {
    this.#cancel?.abort()
  }

  text(format: 'csv' | 'json'): Promise<void> {
    return this.#save(({ surface }) => {
      const content = format === 'csv' ? surfaceToCsv(surface) : surfaceToJson(surface)
      return callApp('files.saveText', { name: surface.title, format, text: content })
    })
  }

  file(format: 'svg' | 'glb' | 'stl'): Promise<void> {
    return this.#save(({ surface }) => {
      const options = { log: looking.log }
      const bytes =
        format === 'svg'
          ? new TextEncoder().encode(surfaceToSvg(surface))
          : format === 'glb'
            ? surfaceToGlb(surface, options)
            : surfaceToStl(surface, options)
      return saveBytes(surface.title, format, bytes)
    })
  }

  /** The view as it is, at twice its size. */
  picture(clear: boolean): Promise<void> {
    return this.#save(async ({ surface }) => {
      const studio = await openStudio({ ratio: 2, clear })
      try {
        studio.draw(momentAt(looking.at))
        const blob = await new Promise<Blob | null>((resolve) => studio.canvas.toBlob(resolve, 'image/png'))
        if (!blob) throw new Error('the picture could not be encoded')
        return await saveBytes(surface.title, 'png', new Uint8Array(await blob.arrayBuffer()))
      } finally {
        studio.dispose()
      }
    })
  }

  /** The path as it grows, by the window's own recorder. */
  film(kind: FilmKind): Promise<void> {
    return this.#roll(kind.extension, FILM_WIDTH, async (reel, filming) => {
      const { record } = await import('../../landscape/film')
      return record(reel, kind, filming).catch((thrown: unknown) => {
        filming.signal.throwIfAborted()
        throw new Failure('video-unsupported', undefined, thrown)
      })
    })
  }

  gif(): Promise<void> {
    return this.#roll('gif', GIF_WIDTH, async (reel, filming) => {
      const { animate } = await import('../../landscape/film')
      return animate(reel, filming)
    })
  }

  #roll(
    format: BinaryFormat,
    width: number,
    make: (reel: Reel, filming: Filming) => Promise<Uint8Array<ArrayBuffer>>
  ): Promise<void> {
    return this.#save(async ({ surface, filming }) => {
      const shown = looking.shot
      const studio = await openStudio({ ratio: Math.min(1, width / (shown?.width ?? width)), clear: false })
      try {
        const last = looking.path.length - 1
        const draw = (time: number): void => studio.draw(momentAt(last * time))
        const bytes = await make({ canvas: studio.canvas, draw, length: LENGTH_MS, rest: REST_MS }, filming)
        this.job = null
        return await saveBytes(surface.title, format, bytes)
      } finally {
        studio.dispose()
      }
    })
  }

  /** One export at a time; says where it went, or what went wrong. */
  async #save(
    make: (work: { surface: LandscapeSurface; filming: Filming }) => Promise<string | null>
  ): Promise<void> {
    const { surface } = landscape
    if (!surface || this.#cancel) return
    const controller = new AbortController()
    this.#cancel = controller
    const onprogress = (done: number, of: number): void => void (this.job = { done, of })
    try {
      const saved = await make({ surface, filming: { signal: controller.signal, onprogress } })
      saySaved(saved)
    } catch (thrown) {
      if (!controller.signal.aborted) notices.failure(thrown)
    } finally {
      this.#cancel = null
      this.job = null
    }
  }
}

export const exporting = new Exporting()

function saveBytes(
  name: string,
  format: BinaryFormat,
  bytes: Uint8Array<ArrayBuffer>
): Promise<string | null> {
  return callApp('files.saveBytes', { name, format, bytes: bytes.buffer })
}

/** @throws Failure `internal` if the view is not on screen */
async function openStudio(size: Pick<Shot, 'ratio' | 'clear'>): Promise<Studio> {
  const { shot, terrain } = looking
  if (!shot || !terrain) throw new Failure('internal', undefined, 'no view on screen')
  const { Studio: Opened } = await import('../../landscape/studio')
  return new Opened({
    ...shot,
    ...size,
    // Encoders want even sides.
    width: Math.floor((shot.width * size.ratio) / 2) * (2 / size.ratio),
    height: Math.floor((shot.height * size.ratio) / 2) * (2 / size.ratio),
    terrain,
    tones: readTones(document.body),
    words: text.landscape.labels,
    sight: looking.fog ? SIGHT : 0
  })
}

/** The marks as the view shows them, with the ball at another moment of the path. */
function momentAt(at: number): Moment {
  const words = text.landscape
  const now = pathAt(looking.path, at)
  const start = looking.path[0]
  const present = looking.step === null && at >= looking.path.length - 1
  return {
    marks: {
      path: looking.path,
      at,
      dots: landscape.checkpoints,
      dropLines: looking.drops,
      trails: landscape.balls,
      mark: landscape.markAt,
      cross: null
    },
    start: start && looking.path.length > 1 ? words.start(start.loss) : null,
    now: now && [words.now(now.loss, present, now.step), words.off(now.residual)]
  }
}
