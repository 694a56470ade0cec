/*
 * The one place where error codes become sentences, for the window and for the terminal. The compiler
 * keeps it complete: a code without its entry does not build.
 */

import type { AppError, ErrorCode } from '../errors'
import { ARCHIVE_ERRORS } from './archive-errors'
import { CORPUS_ERRORS } from './corpus-errors'
import { Facts, type Entry, type Wording } from './entry'
import { EXCHANGE_ERRORS } from './exchange-errors'
import { MODEL_ERRORS } from './model-errors'
import { RUN_ERRORS } from './run-errors'

export type { Wording } from './entry'

const ENTRIES: Readonly<Record<ErrorCode, Entry>> = {
  ...CORPUS_ERRORS,
  ...MODEL_ERRORS,
  ...EXCHANGE_ERRORS,
  ...RUN_ERRORS,
  ...ARCHIVE_ERRORS
}

/** What happened, what is safe and what to do: full sentences, the last two possibly empty. */
export function wordingOf(error: AppError): Wording {
  return ENTRIES[error.code](new Facts(error.detail))
}

/** The same for the terminal: what happened and what to do, as one sentence on one line. */
export function sentenceOf(error: AppError): string {
  const { title, mend } = wordingOf(error)
  if (mend === '') return title
  const what = title.replace(/\.$/, '')
  return `${what}${what.includes(': ') ? ';' : ':'} ${mend.charAt(0).toLowerCase()}${mend.slice(1)}`
}
