/* What the app remembers between starts. Main keeps it; here is the window's copy. */

import { type AppInfo, type AppSettings, DEFAULT_BUDGET } from '#core/contracts/app'
import { callApp } from '../bridge/app-client'
import { notices } from './notices.svelte'

class Settings {
  #value = $state.raw<AppSettings>({
    theme: 'system',
    engine: 'auto',
    engineFeatures: [],
    corpus: null,
    preset: 'names',
    checkpoints: DEFAULT_BUDGET,
    tour: { station: 0, done: [] },
    keepAwake: true,
    notifyWhenDone: true
  })
  info = $state.raw<AppInfo | null>(null)

  get value(): AppSettings {
    return this.#value
  }

  async load(): Promise<void> {
    try {
      this.#value = await callApp('settings.read', {})
      this.info = await callApp('app.info', {})
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  /** Takes effect at once; if it cannot be kept, it holds until the window closes and a notice says so. */
  async change(change: Partial<AppSettings>): Promise<void> {
    this.#value = { ...this.#value, ...change }
    try {
      await callApp('settings.change', change)
    } catch (thrown) {
      notices.failure(thrown)
    }
  }
}

export const settings = new Settings()
