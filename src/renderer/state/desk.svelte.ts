/*
 * What floats above every stage and is opened from rail, menu and keys alike: settings, log, presentation; and the
 * facts for a report. Where the library stands is main's to know; here is the window's copy.
 */

import type { DataPlace, LogEntry } from '#core/contracts/desk'
import { callApp } from '../bridge/app-client'
import { text } from '../catalogue/text'
import { engines } from './engines.svelte'
import { diagnosticsOf } from './diagnostics'
import { notices } from './notices.svelte'
import { settings } from './settings.svelte'

class Desk {
  settingsOpen = $state(false)
  logOpen = $state(false)
  presenting = $state(false)
  place = $state.raw<DataPlace | null>(null)
  /** The newest first. */
  entries = $state.raw<readonly LogEntry[]>([])

  async openSettings(): Promise<void> {
    this.settingsOpen = true
    await this.#placed(callApp('data.place', {}))
  }

  /** Another folder for the library, from the next start on. */
  async choosePlace(how: 'move' | 'open'): Promise<void> {
    await this.#placed(callApp('data.choose', { how }))
  }

  async stay(): Promise<void> {
    await this.#placed(callApp('data.stay', {}))
  }

  async restart(): Promise<void> {
    await callApp('app.restart', {}).catch((thrown: unknown) => notices.failure(thrown))
  }

  async openLog(): Promise<void> {
    this.logOpen = true
    await this.readLog()
  }

  async readLog(): Promise<void> {
    try {
      this.entries = await callApp('log.read', {})
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  /** Copies versions, system, engines and the last errors, and says so. */
  async copyDiagnostics(): Promise<void> {
    try {
      const [facts, entries] = await Promise.all([callApp('app.diagnosis', {}), callApp('log.read', {})])
      const {
        innerWidth: width,
        innerHeight: height,
        devicePixelRatio: ratio,
        crossOriginIsolated
      } = globalThis
      const page = { width, height, ratio, isolated: crossOriginIsolated }
      const said = diagnosticsOf({ facts, page, settings: settings.value, engines: engines.list, entries })
      await callApp('clipboard.write', { text: said })
      notices.show({ kind: 'good', title: text.log.copied })
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  /** Full screen without the rail and larger, and back. */
  async present(on = !this.presenting): Promise<void> {
    this.presenting = on
    try {
      if (on) await document.documentElement.requestFullscreen()
      else if (document.fullscreenElement) await document.exitFullscreen()
      else await callApp('window.fullScreen', { on })
    } catch {
      // From the native menu nothing was pressed in the page: then main does it.
      await callApp('window.fullScreen', { on }).catch(() => undefined)
    }
  }

  async #placed(asked: Promise<DataPlace | null>): Promise<void> {
    try {
      this.place = (await asked) ?? this.place
    } catch (thrown) {
      // Behind the dialog nobody would see it.
      this.settingsOpen = false
      notices.failure(thrown)
    }
  }
}

export const desk = new Desk()
