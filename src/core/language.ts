/*
 * The languages of the interface and how one is chosen. The terminal, files and the log stay English.
 * A third language begins here; docs/languages.md tells the rest.
 */

export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** What is set: a language, or whichever of them the system speaks. */
export const LANGUAGE_CHOICES = ['system', ...LANGUAGES] as const
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number]

/** Numbers and dates are written as there. */
export const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', de: 'de-DE' }

/** The language of a system's locale (BCP 47, as `de-AT`): English where there is no catalogue for it. */
export function languageOf(locale: string): Language {
  const primary = locale.toLowerCase().split(/[-_]/)[0]
  return LANGUAGES.find((language) => language === primary) ?? 'en'
}

/** @param system the language of the system */
export function chosenLanguage(choice: LanguageChoice, system: Language): Language {
  return choice === 'system' ? system : choice
}
