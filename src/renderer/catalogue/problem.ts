/* An error as the window shows it: the bold line without its full stop, and the sentences under it. */

import type { AppError } from '#core/errors'
import { wordingOf } from '#core/wording/errors'

export interface ProblemText {
  /** What happened. */
  readonly title: string
  /** What is safe, then what to do; may be empty. */
  readonly text: string
}

export function problemText(error: AppError): ProblemText {
  const { title, safe, mend } = wordingOf(error)
  return { title: title.replace(/\.$/, ''), text: [safe, mend].filter(Boolean).join(' ') }
}
