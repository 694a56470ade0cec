/* Texte zu den überraschendsten Zeilen. */

import type { LinePart } from '#core/contracts/surprising'
import { count, decimal, visible } from '../format'
import type { Like } from '../like'
import type { surprisingText as english } from '../surprising'

/** Eine Zeile, wie sie zitiert wird: auf einer Zeile, von einer langen der Anfang. */
function quoted(line: string): string {
  const characters = Array.from(line.replace(/\s+/g, ' ').trim())
  return `„${characters.length > 40 ? `${characters.slice(0, 38).join('')}…` : characters.join('')}“`
}

const PARTS: Readonly<Record<LinePart, string>> = { held_out: 'Prüfteil', train: 'Trainingsteil' }
const named = (token: string): string => (token === '' ? 'Ende' : visible(token))

export const surprisingText: Like<typeof english> = {
  title: 'Die überraschendsten Zeilen',
  lead: (model) => `Was „${model}“, auf diesem Text trainiert, am schlechtesten errät, Zeile für Zeile.`,
  show: 'Zeilen zeigen',

  finding: (line, bits, { first, by }) => {
    const cost = by === 'line' ? `${decimal(bits, 1)} Bit insgesamt` : `${decimal(bits, 2)} Bit pro Zeichen`
    return `${quoted(line)} ist am ${first === 'most' ? 'schwersten' : 'leichtesten'} zu erraten: ${cost}`
  },
  of: (model, step) => `Jede Zeile mit ihrem eigenen Verlust bei „${model}“ nach Schritt ${count(step)}.`,
  scoring: 'Jede Zeile wird bewertet',
  none: 'Noch ist keine Zeile bewertet',
  noLines: 'In diesem Teil ist keine Zeile',
  back: 'Zurück zum Korpus',
  again: 'Neu bewerten',
  againAt: (step) => `Das Modell ist inzwischen bei Schritt ${count(step)}`,
  progressUnit: { list: 'Zeilen', text: 'Fenstern' },

  part: 'Teil',
  parts: { held_out: 'Prüfteil', train: 'Training', all: 'Beide' },
  first: 'Reihenfolge',
  firsts: { most: 'Am überraschendsten', least: 'Am wenigsten' },
  by: 'Maß',
  bys: { character: 'Pro Zeichen', line: 'Ganze Zeile' },
  goTo: 'Zu Zeile',
  notThere: (number) => `Bei Zeile ${count(number)} oder davor steht keine bewertete Zeile dieses Teils.`,

  region: 'Überraschende Zeilen',
  list: 'Zeilen nach Verlust',
  columns: {
    number: 'Zeile',
    text: 'Text',
    part: 'Teil',
    hardest: 'Schwerstes',
    perCharacter: 'Bit pro Zeichen',
    bits: 'Bit'
  },
  partName: (part) => PARTS[part],
  named,
  waiting: 'Diese Zeile wird geholt',
  bitsOf: (token, bits) =>
    bits === null ? `${named(token)}: davor steht nichts` : `${named(token)}: ${decimal(bits, 2)} Bit`,

  aside: 'Die Zeile und die Teile',
  partsHead: 'Nach Teilen',
  lines: 'Zeilen',
  sampled: (lines, of) => `${count(lines)} von ${count(of)}`,
  sampleNote: 'Von einem so großen Teil wird eine Stichprobe bewertet, gezogen mit dem Seed der Aufteilung.',
  perToken: 'Nats pro Token',
  scale: 'Bit eines Zeichens',
  scaleLine:
    'Jedes Zeichen auf seinem Grund: 0 Bit wären gewiss, 1 Bit ist eines von zweien, 6 Bit eines von 64.',
  scaleEnd: '6 und mehr',
  line: (number) => (number > 0 ? `Zeile ${count(number)}` : 'Eine Zeile'),
  whole: (bits, characters) => `${decimal(bits, 1)} Bit auf ${count(characters)} Zeichen, Enden mitgezählt.`,
  rest: 'Was über den Kontext hinausgeht, wird nicht bewertet.',
  cut: 'Sie füllt den Kontext, deshalb wird ihr Ende nicht bewertet.',
  token: 'Token',
  chooseLine: 'Eine Zeile wählen, um jedes Zeichen mit seiner Zahl zu sehen.',

  terms: {
    perCharacter: {
      name: 'Bit pro Zeichen',
      text: 'Wie viele Ja-Nein-Fragen jedes Zeichen der Zeile das Modell im Mittel kostet, das Ende als eines gezählt. Wenig ist, was es erwartet; viel ein seltener Fund oder ein Fehler.'
    },
    hardest: {
      name: 'Schwerstes',
      text: 'Das Token der Zeile, das das Modell am wenigsten erwartet hat, und seine Bit.'
    }
  }
}
