/*
 * Wie die Stücke eines Korpus heißen, mit den Formen, die deutsche Sätze brauchen. Die Nouns des Katalogs tragen nur
 * Ein- und Mehrzahl; alles Weitere steht hier unter der Einzahl.
 */

import type { Nouns } from '../corpus'
import { count } from '../format'

export const NAMES: Nouns = { item: 'Name', items: 'Namen', unit: 'Buchstabe', units: 'Buchstaben' }
export const TOWNS: Nouns = { item: 'Ort', items: 'Orte', unit: 'Zeichen', units: 'Zeichen' }
export const LINES: Nouns = { item: 'Zeile', items: 'Zeilen', unit: 'Zeichen', units: 'Zeichen' }
export const PASSAGES: Nouns = { item: 'Passage', items: 'Passagen', unit: 'Zeichen', units: 'Zeichen' }

interface Forms {
  /** Wem? Mehrzahl: „von 3 Orten“. */
  readonly ofMany: string
  /** „ein“ oder „eine“. */
  readonly one: string
  /** „einen“ oder „eine“. */
  readonly oneAccusative: string
  /** „der“ oder „die“. */
  readonly the: string
  /** „dieser“ oder „diese“. */
  readonly this: string
  /** „diesen“ oder „diese“. */
  readonly thisAccusative: string
  /** „er“ oder „sie“. */
  readonly it: string
  /** „jeder“ oder „jede“. */
  readonly each: string
  /** „keiner“ oder „keine“. */
  readonly none: string
  /** „den Namen“, „die Zeile“: der Wenfall mit „den“ oder „die“. */
  readonly accusative: string
}

const masculine = (ofMany: string, accusative: string): Forms => ({
  ...{ ofMany, accusative, one: 'ein', oneAccusative: 'einen', the: 'der', it: 'er' },
  ...{ this: 'dieser', thisAccusative: 'diesen', each: 'jeder', none: 'keiner' }
})
const feminine = (ofMany: string, accusative: string): Forms => ({
  ...{ ofMany, accusative, one: 'eine', oneAccusative: 'eine', the: 'die', it: 'sie' },
  ...{ this: 'diese', thisAccusative: 'diese', each: 'jede', none: 'keine' }
})

const FORMS: Readonly<Record<string, Forms>> = {
  Name: masculine('Namen', 'Namen'),
  Ort: masculine('Orten', 'Ort'),
  Zeile: feminine('Zeilen', 'Zeile'),
  Passage: feminine('Passagen', 'Passage')
}

export const formsOf = ({ item, items }: Nouns): Forms => FORMS[item] ?? feminine(items, item)

/** „1 Name“, „3 Orte“. */
export const items = (n: number, nouns: Nouns): string => `${count(n)} ${n === 1 ? nouns.item : nouns.items}`

/** Nach „von“ und „aus“: „3 Orten“. */
export const ofItems = (n: number, nouns: Nouns): string =>
  `${count(n)} ${n === 1 ? nouns.item : formsOf(nouns).ofMany}`

/** „1 Buchstabe“, „4 Zeichen“. */
export const units = (n: number, nouns: Nouns): string => `${count(n)} ${n === 1 ? nouns.unit : nouns.units}`

/** Am Satzanfang. */
export const capital = (word: string): string => word.replace(/^./, (first) => first.toUpperCase())
