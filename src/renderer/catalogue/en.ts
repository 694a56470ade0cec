/*
 * Every text of the interface in English, its parts one file per stage; text.ts has the same in the language that is
 * spoken. Plain texts are strings, texts with gaps are functions of already typed values. Error sentences are
 * not here but in core/wording, which the terminal shares. Wording: short, sentence case, present tense.
 */

import { aboutText } from './about'
import { corpusText, LINES, NAMES, TOWNS } from './corpus'
import { diagnosticsText, logText, notifyText, savedText, settingsText, shortcutText } from './desk'
import { doctorText } from './doctor'
import { importText } from './imports'
import { generateText, PASSAGES } from './generate'
import { insideText } from './inside'
import { largeText } from './large'
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

export const english = {
  ...shellText,
  about: aboutText,
  /** What the pieces of a corpus are called. */
  nouns: { names: NAMES, towns: TOWNS, lines: LINES, passages: PASSAGES },
  corpus: corpusText,
  doctor: doctorText,
  surprising: surprisingText,
  imports: importText,
  large: largeText,
  train: trainText,
  settings: settingsText,
  log: logText,
  notify: notifyText,
  diagnostics: diagnosticsText,
  exported: savedText,
  shortcutList: shortcutText,
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
