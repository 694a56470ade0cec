/* Which runs are listed and in which order. Pure. */

import type { RunEntry } from '#core/contracts/app'
import { corpusName } from './corpus-name'

export type SortKey = 'name' | 'corpus' | 'created' | 'step' | 'best' | 'seconds' | 'bytes' | 'state'

export interface Order {
  readonly key: SortKey
  readonly descending: boolean
}

/** How each column is sorted when it is first asked for: names from A, losses from the lowest, the rest from the most. */
export const FIRST_ORDER: Readonly<Record<SortKey, boolean>> = {
  name: false,
  corpus: false,
  created: true,
  step: true,
  best: false,
  seconds: true,
  bytes: true,
  state: false
}

/** How the list is spoken: words are sorted as they are read. */
export interface Spoken {
  /** BCP 47. */
  readonly locale: string
  readonly states: Readonly<Record<RunEntry['state'], string>>
}

type Value = string | number | null

function valueOf(entry: RunEntry, key: SortKey, { states }: Spoken): Value {
  switch (key) {
    case 'name':
      return entry.name
    case 'corpus':
      return corpusName(entry.corpus)
    case 'best':
      return entry.bestBits
    case 'created':
    case 'step':
    case 'seconds':
    case 'bytes':
      return entry[key]
    case 'state':
      return states[entry.state]
  }
}

/** What is not known stands last, in either order; equal ones newest first. */
export function sorted(list: readonly RunEntry[], { key, descending }: Order, spoken: Spoken): RunEntry[] {
  const sign = descending ? -1 : 1
  const words = new Intl.Collator(spoken.locale, { numeric: true, sensitivity: 'base' })
  return [...list].sort((a, b) => {
    const [x, y] = [valueOf(a, key, spoken), valueOf(b, key, spoken)]
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1
    } else {
      const difference = typeof x === 'string' ? words.compare(x, String(y)) : x - Number(y)
      if (difference !== 0) return sign * difference
    }
    return b.created.localeCompare(a.created) || b.id.localeCompare(a.id)
  })
}

/** Runs in which every word of the query stands somewhere; `wordsOf` gives what can be searched of one. */
export function found(
  list: readonly RunEntry[],
  query: string,
  wordsOf: (entry: RunEntry) => readonly string[]
): readonly RunEntry[] {
  const words = query.toLocaleLowerCase('en').split(/\s+/).filter(Boolean)
  if (words.length === 0) return list
  return list.filter((entry) => {
    const text = wordsOf(entry).join(' ').toLocaleLowerCase('en')
    return words.every((word) => text.includes(word))
  })
}
