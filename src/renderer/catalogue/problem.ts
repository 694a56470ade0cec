/* Errors in the language that is spoken. The only door to core/wording from the window. */

import type { AppError } from '#core/errors'
import * as wording from '#core/wording/errors'
import { language } from './language'

export interface ProblemText {
  /** What happened, without its full stop: the bold line. */
  readonly title: string
  /** What is safe, then what to do; may be empty. */
  readonly text: string
}

export function problemText(error: AppError): ProblemText {
  const { title, safe, mend } = wordingOf(error)
  return { title: title.replace(/\.$/, ''), text: [safe, mend].filter(Boolean).join(' ') }
}

/** What happened, what is safe and what to do: full sentences, the last two possibly empty. */
export function wordingOf(error: AppError): wording.Wording {
  return wording.wordingOf(error, language())
}

/** Whether this is a code that has its sentence. */
export const isErrorCode = wording.isErrorCode

/** What happened and what to do, on one line. */
export function sentenceOf(error: AppError): string {
  return wording.sentenceOf(error, language())
}
