/* Die Fehler auf Deutsch, vollständig: ein Code ohne Eintrag lässt sich nicht bauen. */

import type { ErrorCode } from '../../errors'
import { ARCHIVE_ERRORS } from './archive-errors'
import { CORPUS_ERRORS } from './corpus-errors'
import type { Entry } from '../entry'
import { EXCHANGE_ERRORS } from './exchange-errors'
import { MODEL_ERRORS } from './model-errors'
import { RUN_ERRORS } from './run-errors'

export const GERMAN_ERRORS: Readonly<Record<ErrorCode, Entry>> = {
  ...CORPUS_ERRORS,
  ...MODEL_ERRORS,
  ...EXCHANGE_ERRORS,
  ...RUN_ERRORS,
  ...ARCHIVE_ERRORS
}
