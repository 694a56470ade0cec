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
import type { FilmKind, Filming, Reel } from '../../landscape/film'
import { landscape } from '../../state/landscape.svelte'
import { notices } from '../../state/notices.svelte'
import { saySaved } from '../../state/saved'
import { looking } from './looking.svelte'
import { momentAt, openStudio } from './offscreen'

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
