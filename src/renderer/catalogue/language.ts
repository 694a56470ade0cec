/*
 * The language the window speaks, as a reactive value: what reads it in a template, $derived or $effect
 * follows when it changes. A SvelteMap of one entry, since runes would need a compiler in the unit tests.
 * Stored and chosen elsewhere (state/settings); this only speaks it.
 */

import { SvelteMap } from 'svelte/reactivity'
import { type Language, LOCALES } from '#core/language'

const spoken = new SvelteMap<'language', Language>([['language', 'en']])

export function language(): Language {
  return spoken.get('language') ?? 'en'
}

/** For Intl: `en-US`, `de-DE`. */
export function locale(): string {
  return LOCALES[language()]
}

/** From now on every text is in this language; the page says so to screen readers and hyphenation. */
export function speak(next: Language): void {
  if (next !== language()) spoken.set('language', next)
  if (typeof document !== 'undefined') document.documentElement.lang = next
}

/**
 * One object of texts that is always in the language spoken: each text is looked up when it is read. Objects in it
 * may therefore be kept (`const words = text.train`), single texts may not: read them where they are shown.
 */
export function spokenTexts<T extends object>(texts: Readonly<Record<Language, T>>): T {
  return lookedUp(() => texts[language()])
}

function lookedUp<T extends object>(current: () => T): T {
  const parts = new Map<PropertyKey, object>()
  return new Proxy(current(), {
    get(_, key) {
      const value: unknown = Reflect.get(current(), key)
      if (typeof value !== 'object' || value === null) return value
      let part = parts.get(key)
      if (!part) parts.set(key, (part = lookedUp(() => Reflect.get(current(), key) as object)))
      return part
    }
  })
}
