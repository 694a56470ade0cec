/* Which entries of the log are shown, and how their facts are said. */

import type { LogEntry } from '#core/contracts/desk'
import { count } from '../../catalogue/format'
import { text } from '../../catalogue/text'

export type LogFilter = 'all' | 'warnings' | 'errors'

/** Those of the levels that hold all words looked for: in their sentence, facts as said and as they are, code, source. */
export function logged(
  entries: readonly LogEntry[],
  filter: LogFilter,
  wanted: string,
  sentence: (entry: LogEntry) => string
): readonly LogEntry[] {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter((entry) => {
    if (filter === 'errors' && entry.level !== 'error') return false
    if (filter === 'warnings' && entry.level === 'info') return false
    if (words.length === 0) return true
    const all = [sentence(entry), saidFacts(entry), technical(entry), entry.from].join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}

/** `reason: out of memory, kind: graphics card`: the facts there are words for. */
export function saidFacts({ facts }: LogEntry): string {
  const names: Readonly<Record<string, string>> = text.log.facts
  const values: Readonly<Record<string, string>> = text.log.values
  return Object.entries(facts)
    .filter(([key]) => Object.hasOwn(names, key))
    .map(([key, value]) => {
      const said = typeof value === 'number' ? count(value) : Object.hasOwn(values, value) && values[value]
      return `${names[key]}: ${said || value}`
    })
    .join(', ')
}

/** Code, facts and places in the program as they stand in the file, a line each. */
export function technical({ what, facts, trace }: LogEntry): string {
  return [what, ...Object.entries(facts).map(([key, value]) => `${key}: ${value}`), ...trace].join('\n')
}
