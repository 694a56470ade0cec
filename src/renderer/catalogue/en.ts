/*
 * Every text of the interface, in English: one object, its parts one file per stage. Plain texts are
 * strings, texts with gaps are functions of already typed values. Error sentences are not here but in
 * core/wording/errors, which the terminal shares. Wording: short, sentence case, present tense.
 */

import { aboutText } from './about'
import { corpusText } from './corpus'
import { doctorText } from './doctor'
import { importText } from './imports'
import { generateText } from './generate'
import { insideText } from './inside'
import { landscapeText } from './landscape'
import { walkText } from './landscape-walk'
import { runsText } from './runs'
import { shellText } from './shell'
import { studioText, viewsText } from './studio'
import { surprisingText } from './surprising'
import { terms } from './terms'
import { tokenizerText } from './tokenizers'
import { tourText } from './tour'
import { tokenViewText } from './token-view'
import { trainText } from './train'

export const text = {
  ...shellText,
  about: aboutText,
  corpus: corpusText,
  doctor: doctorText,
  surprising: surprisingText,
  imports: importText,
  train: trainText,
  tokenizers: tokenizerText,
  tokenView: tokenViewText,
  generate: generateText,
  studio: studioText,
  views: viewsText,
  landscape: landscapeText,
  walk: walkText,
  inside: insideText,
  runs: runsText,
  tour: tourText,
  /** Explained terms: what the dotted underline opens. */
  terms
} as const

export type TermName = keyof typeof terms
