/*
 * Every text that main itself shows, in the language that is spoken. `words()` is asked when a text is shown, never
 * before. Sentences for errors stand in core/wording/errors.ts.
 */
import type { Language } from '#core/language'
import { german } from './de'
import { english } from './en'

export const TITLE = 'Downhill'

/** The compiler holds every language to the texts of the English one. */
export type MainWords = typeof english
export type FileKind = keyof MainWords['fileTypes']

const ALL: Readonly<Record<Language, MainWords>> = { en: english, de: german }

let spoken: Language = 'en'

export function words(): MainWords {
  return ALL[spoken]
}

export function spokenLanguage(): Language {
  return spoken
}

export function speakIn(language: Language): void {
  spoken = language
}
