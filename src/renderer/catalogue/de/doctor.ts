/*
 * Was der Korpusdoktor sagt: zu jedem Befund ein Satz, der auf seine Zahl folgt, und zu jeder Abhilfe ihr Knopf, die
 * Zeile unter dem berichtigten Korpus und das Angebot, sie zurückzunehmen.
 */

import { type doctorTerms as englishTerms, type doctorText as english, perParameter } from '../doctor'
import { count, decimal, visible } from '../format'
import type { Like } from '../like'
import { formsOf } from './nouns'

const of = (n: number, one: string, many: string): string => (n === 1 ? one : many)
const lines = (n: number): string => `${count(n)} ${of(n, 'Zeile', 'Zeilen')}`
const inLines = (n: number): string => `in ${lines(n)}`
const list = (characters: readonly string[]): string => characters.map(visible).join(' ')

export const doctorText: Like<typeof english> = {
  looking: 'Der Text wird durchgesehen',
  unit: 'Zeichen',
  unitBytes: 'Byte',
  stopped: 'Angehalten, bevor alles durchgesehen war.',
  again: 'Noch einmal durchsehen',
  estimate: 'etwa',
  showAll: 'Alle zeigen',
  showLess: 'Weniger zeigen',

  copiesText: (n, characters) =>
    `lange ${of(n, 'Zeile wiederholt', 'Zeilen wiederholen')} eine frühere, zusammen ${count(characters)} Zeichen.`,
  noCopiesText: 'lange Zeilen kommen zweimal vor',
  leaveOutLines: (n) => of(n, 'Weglassen', 'Alle weglassen'),
  leaks: (n, all, nouns) =>
    `von ${count(all)} zurückgehaltenen ${formsOf(nouns).ofMany} ${of(n, 'steht', 'stehen')} auch im Trainingsteil. Der Prüfverlust sieht besser aus, als er ist.`,
  noLeaks: (nouns) => `${nouns.items} sowohl im Trainingsteil als auch im Prüfteil`,
  leaksText: (n) =>
    `lange ${of(n, 'Zeile', 'Zeilen')} des zurückgehaltenen Endes ${of(n, 'steht', 'stehen')} auch im Trainingsteil. Der Prüfverlust sieht besser aus, als er ist.`,
  splitAgain: 'Kopien weglassen',

  tooLong: (n, block, cut, nouns) => ({
    before: `${of(n, `${nouns.item} ist`, `${nouns.items} sind`)} länger als der `,
    term: 'Kontext',
    after: ` von ${count(block)} Tokens: ${cut === 0 ? 'Das Ende wird nie gelernt.' : `${count(cut)} Zeichen werden nie gelernt.`}`
  }),
  fits: (block, nouns) => ({
    before: `${nouns.items} länger als der `,
    term: 'Kontext',
    after: ` von ${count(block)} Tokens; der längste Eintrag passt samt Endmarke hinein`
  }),
  setContext: (block) => `Kontext auf ${count(block)} setzen`,

  rare: (n, among) => ({
    before: '',
    term: of(n, 'seltenes Zeichen', 'seltene Zeichen'),
    after: ` ${inLines(among)}: so selten gebraucht, dass das Modell ${of(n, 'es', 'sie')} kaum lernt.`
  }),
  rareUses: (character, uses) => `${visible(character)}, ${count(uses)}-mal`,
  rareMore: (n) => of(n, 'und ein weiteres', `und ${count(n)} weitere`),
  writePlain: (characters) => `${list(characters)} schlicht schreiben`,
  leaveOutRare: (n) => `${lines(n)} weglassen`,
  mixed: (n) => `${of(n, 'Zeile kam', 'Zeilen kamen')} in einer anderen Kodierung an als der Rest.`,
  replaced: (n) => `Zeichen ${of(n, 'war', 'waren')} nicht lesbar und ${of(n, 'wurde', 'wurden')} \ufffd.`,
  garbled: (n) => `${of(n, 'Zeile wurde', 'Zeilen wurden')} in der falschen Kodierung gelesen, wie Ã¼ für ü.`,
  readAsUtf8: (n) => of(n, 'Als UTF-8 lesen', 'Alle als UTF-8 lesen'),
  leaveOutUnread: (n) => of(n, 'Seine Zeile weglassen', 'Ihre Zeilen weglassen'),
  bringAgain: 'Für eine andere Kodierung die Datei noch einmal hereinholen.',

  variants: (n) =>
    `${of(n, 'Schreibweise unterscheidet', 'Schreibweisen unterscheiden')} sich von einer häufigeren nur in der Großschreibung. Das Modell lernt jede für sich.`,
  keepFrequent: 'Die häufigste behalten',
  nearEmpty: (n, nouns) =>
    `${of(n, `${nouns.item} hat`, `${nouns.items} haben`)} weniger als zwei Buchstaben oder Ziffern. Daraus ist nichts zu lernen.`,
  nearEmptyText: (n) =>
    `${of(n, 'Zeile', 'Zeilen')} ohne einen Buchstaben, wie Seitenzahlen und Trennlinien.`,
  clean: (nouns) =>
    `${nouns.items} sind entstellt, fast leer oder nur in der Großschreibung verschieden; kein Zeichen ungelesen`,
  cleanText: 'Zeilen sind entstellt oder ohne Buchstaben; kein Zeichen ungelesen',

  size: perParameter,
  sizeFits: (passes, steps) => ({
    before: '',
    term: 'Trainingstokens pro Parameter',
    after: ` mit diesen Einstellungen: Jedes wird in ${count(steps)} Schritten ${passes < 0.95 ? 'weniger als einmal' : `etwa ${decimal(passes, passes < 10 ? 1 : 0)}-mal`} gesehen`
  }),
  textSmall: (passes, most) => ({
    before: '',
    term: 'Trainingstokens pro Parameter',
    after: ` sind wenig für dieses Modell: Jedes wird ${count(passes)}-mal gesehen, bis der Text auswendig gelernt ist. Nach ${count(most)}-mal ist kaum noch etwas zu gewinnen.`
  }),
  modelSmall: {
    before: '',
    term: 'Trainingstokens pro Parameter',
    after: ' sind viel: Das Modell ist klein für diesen Text, ein breiteres lernt mehr daraus.'
  },
  setSteps: (steps) => `${count(steps)} Schritte nehmen`,
  setWidth: (width) => `Breite ${count(width)} nehmen`,

  mendedName: (name) => `${name}, berichtigt`,
  mending: 'Die berichtigte Kopie wird geschrieben',
  made: (name, n) => `In „${name}“ sind ${lines(n)} berichtigt. Das Original bleibt, wie es ist.`,
  changed: {
    block: (n) => `Der Kontext ist jetzt ${count(n)}`,
    steps: (n) => `Der nächste Lauf macht ${count(n)} Schritte`,
    width: (n) => `Die Breite ist jetzt ${count(n)}`,
    copiesOut: 'Kopien werden weggelassen',
    copiesIn: 'Kopien bleiben'
  },
  record: 'Was berichtigt wurde',
  recordOf: (original) => `Eine berichtigte Kopie von „${original}“, das bleibt, wie es ist.`,
  back: 'Zurück zum Original',
  originalGone: 'Das Original ist nicht mehr in der Bibliothek.',
  steps: {
    copies: ({ lines: n }) =>
      `${lines(n)}, die eine frühere ${of(n, 'wiederholt', 'wiederholen')}, weggelassen`,
    'near-empty': ({ lines: n }) => `${lines(n)}, aus denen nichts zu lernen ist, weggelassen`,
    long: ({ lines: n }) => `${lines(n)}, länger als der Kontext, weggelassen`,
    characters: ({ lines: n, characters }) => `${lines(n)} mit ${list(characters)} weggelassen`,
    plain: ({ lines: n, characters }) => `${list(characters)} ${inLines(n)} schlicht geschrieben`,
    spelling: ({ lines: n }) => `${lines(n)} in der häufigsten Schreibweise`,
    ungarble: ({ lines: n }) => `${lines(n)} als UTF-8 gelesen`
  }
}

export const doctorTerms: Like<typeof englishTerms> = {
  rareCharacters: {
    name: 'Seltenes Zeichen',
    text: 'Weniger als zehnmal gebraucht und seltener als einmal in tausend Zeichen. Jedes ist ein Token, das zu lernen ist, und so wenig Gebrauch lehrt es kaum.'
  },
  tokensPerParameter: {
    name: 'Tokens pro Parameter',
    text: 'Große Modelle, die ihren Text einmal sehen, sind nahe 20 am besten (Hoffmann u. a., 2022); kleine Listen werden oft gelesen, und nach etwa 16 Wiederholungen bringt jede weitere wenig (Muennighoff u. a., 2023). Eine Faustregel: Der Prüfverlust entscheidet.'
  }
}
