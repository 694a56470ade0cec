/*
 * Every text of the interface in German, in the parts of the English catalogue. Plain, sentence case, nobody addressed
 * (actions are infinitives), „…“ as quotation marks. The words that are kept to:
 *   corpus das Korpus · held-out part der Prüfteil · training part der Trainingsteil · loss der Verlust (Prüfverlust,
 *   Trainingsverlust) · step der Schritt · run der Lauf · learning rate die Lernrate · weights die Gewichte · layer
 *   die Schicht · head der Kopf · width die Breite · context der Kontext · preset die Vorlage · split die Aufteilung ·
 *   optimizer der Optimierer · schedule der Verlauf · ground das Gelände · plane die Ebene · path der Weg · slope das
 *   Gefälle · ball die Kugel · survey vermessen · merge die Verschmelzung · shortlist die Merkliste · keep merken (eine
 *   Zeile), sichern (einen Schritt) · branch abzweigen · dot product das Skalarprodukt · counting model das Zählmodell
 *   unchanged: Token(s), Tokenizer, Embedding, Attention, Query, Key, Value, Feed-Forward, Batch, Checkpoint, Engine,
 *   Seed, Dropout, Weight Decay, Warm-up, Softmax, Logits, Nats, Bit (pro Zeichen)
 */

import type { Catalogue } from '../text'
import { aboutText } from './about'
import { corpusText, LINES, NAMES, TOWNS } from './corpus'
import { diagnosticsText } from '../desk'
import { logText, notifyText, savedText, settingsText, shortcutText } from './desk'
import { doctorText } from './doctor'
import { generateText, PASSAGES } from './generate'
import { importText } from './imports'
import { insideText } from './inside'
import { largeText } from './large'
import { landscapeText } from './landscape'
import { walkText } from './landscape-walk'
import { runsText } from './runs'
import { shellText } from './shell'
import { studioText, viewsText } from './studio'
import { surprisingText } from './surprising'
import { terms } from './terms'
import { tokenViewText } from './token-view'
import { tokenizerText } from './tokenizers'
import { tourText } from './tour'
import { trainText } from './train'

export const german: Catalogue = {
  ...shellText,
  nouns: { names: NAMES, towns: TOWNS, lines: LINES, passages: PASSAGES },
  about: aboutText,
  corpus: corpusText,
  doctor: doctorText,
  surprising: surprisingText,
  imports: importText,
  large: largeText,
  train: trainText,
  settings: settingsText,
  log: logText,
  notify: notifyText,
  // A report is read by those who mend Downhill.
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
  terms
}
