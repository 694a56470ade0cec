/*
 * The one place where error codes become sentences, for the window and for the terminal. The compiler
 * keeps it complete: a code without its entry in each language does not build. The terminal speaks English.
 */

import type { AppError, ErrorCode } from '../errors'
import type { Language } from '../language'
import { ARCHIVE_ERRORS } from './archive-errors'
import { CORPUS_ERRORS } from './corpus-errors'
import { GERMAN_ERRORS } from './de/errors'
import { Facts, type Entry, type Wording } from './entry'
import { EXCHANGE_ERRORS } from './exchange-errors'
import { MODEL_ERRORS } from './model-errors'
import { RUN_ERRORS } from './run-errors'

export type { Wording } from './entry'

const ENGLISH_ERRORS: Readonly<Record<ErrorCode, Entry>> = {
  ...CORPUS_ERRORS,
  ...MODEL_ERRORS,
  ...EXCHANGE_ERRORS,
  ...RUN_ERRORS,
  ...ARCHIVE_ERRORS
}

const ENTRIES: Readonly<Record<Language, Readonly<Record<ErrorCode, Entry>>>> = {
  en: ENGLISH_ERRORS,
  de: GERMAN_ERRORS
}

/** Whether this is a code that has its sentence here. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ENGLISH_ERRORS, code)
}

/** What happened, what is safe and what to do: full sentences, the last two possibly empty. */
export function wordingOf(error: AppError, language: Language = 'en'): Wording {
  return ENTRIES[language][error.code](new Facts(error.detail, language))
}

/** The same on one line: what happened and what to do, in English as one sentence. */
export function sentenceOf(error: AppError, language: Language = 'en'): string {
  const { title, mend } = wordingOf(error, language)
  if (mend === '') return title
  if (language !== 'en') return `${title} ${mend}`
  const what = title.replace(/\.$/, '')
  return `${what}${what.includes(': ') ? ';' : ':'} ${mend.charAt(0).toLowerCase()}${mend.slice(1)}`
}
