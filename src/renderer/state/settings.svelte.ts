/* What the app remembers between starts. Main keeps it; here is the window's copy. */

import { type AppInfo, type AppSettings, DEFAULT_BUDGET } from '#core/contracts/app'
import { chosenLanguage } from '#core/language'
import { untrack } from 'svelte'
import { callApp } from '../bridge/app-client'
import { language, speak } from '../catalogue/language'
import { announcer } from './announcer.svelte'
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
    notifyWhenDone: true,
    language: 'system'
  })
  info = $state.raw<AppInfo | null>(null)

  get value(): AppSettings {
    return this.#value
  }

  async load(): Promise<void> {
    try {
      const [value, info] = await Promise.all([callApp('settings.read', {}), callApp('app.info', {})])
      this.info = info
      this.#take(value)
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  #take(value: AppSettings): void {
    this.#value = value
    const before = untrack(language)
    speak(chosenLanguage(value.language, this.info?.systemLanguage ?? 'en'))
    if (untrack(language) !== before) announcer.forget()
  }

  /** Takes effect at once; if it cannot be kept, it holds until the window closes and a notice says so. */
  async change(change: Partial<AppSettings>): Promise<void> {
    this.#take({ ...this.#value, ...change })
    try {
      await callApp('settings.change', change)
    } catch (thrown) {
      notices.failure(thrown)
    }
  }
}

export const settings = new Settings()
