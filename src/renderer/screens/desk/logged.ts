/* Which entries of the log are shown. */

import type { LogEntry } from '#core/contracts/desk'

export type LogFilter = 'all' | 'warnings' | 'errors'

/** Those of the levels that hold all words looked for, in their sentence, code, source or facts. */
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
    const facts = Object.entries(entry.facts).flat()
    const all = [sentence(entry), entry.what, entry.from, ...facts, ...entry.trace].join(' ').toLowerCase()
    return words.every((word) => all.includes(word))
  })
}
