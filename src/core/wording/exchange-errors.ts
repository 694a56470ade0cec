/* What is said when a model cannot go to another program, or one from there cannot be taken. */

import type { ErrorCode } from '../errors'
import { says, type Entry } from './entry'

export const EXCHANGE_ERRORS = {
  'export-family': (f) =>
    says(
      `Models of the family microgpt cannot be exported as ${f.text('format', 'this')}, since no other program knows their architecture.`,
      'Export it as a web page or as a Python program instead.'
    ),
  'export-tokenizer': (f) =>
    says(
      `${f.text('format', 'This format')} cannot hold the tokenizer ${f.text('tokenizer', 'of this model')}.`,
      'Export it for Hugging Face, as a web page or as a Python program instead.'
    )
} satisfies Partial<Record<ErrorCode, Entry>>
