/* What the list and a run's page say of a run: where it comes from, and what differs from what it is compared with. */

import type { RunEntry } from '#core/contracts/app'
import { text } from '../../catalogue/text'
import { corpusName } from '../../library/corpus-name'
import { baseOf, configOf, differences, type Base } from '../../library/differences'

const words = text.runs

/** The short line under a run's name; null for one that began with new weights. */
export function originOf(entry: RunEntry, list: readonly RunEntry[]): string | null {
  const { parent, repeatOf, origin } = entry
  const nameOf = (id: string): string | undefined => list.find((other) => other.id === id)?.name
  if (parent) return words.branchOf(nameOf(parent.runId) ?? parent.name ?? words.gone, parent.step)
  if (repeatOf !== null) return words.repeatOf(nameOf(repeatOf) ?? words.gone, entry.config.seed)
  return origin && words.imported(origin.version)
}

/** What differs, and from which run: the one that was chosen as A, else the one it came from or followed. */
export function differsFrom(
  entry: RunEntry,
  list: readonly RunEntry[],
  chosen: RunEntry | null
): { readonly differences: ReturnType<typeof differences>; readonly base: string } {
  const base: Base = chosen && chosen.id !== entry.id ? { run: chosen } : baseOf(entry, list)
  const name =
    'run' in base
      ? words.comparedWith(list.find(({ id }) => id === base.run.id)?.name ?? words.gone)
      : words.comparedWithPreset(text.train.presets[base.preset])
  return { differences: differences(entry.config, configOf(base)), base: name }
}

/** Everything of a run that can be searched. */
export function searchable(entry: RunEntry, list: readonly RunEntry[]): string[] {
  const { name, corpus, config, state, engine } = entry
  return [
    ...[name, corpusName(corpus), text.train.presets[config.preset], words.states[state]],
    ...[engine?.engine ?? '', engine?.device ?? ''],
    ...[originOf(entry, list) ?? '', words.differences(differsFrom(entry, list, null).differences)],
    ...[config.tokenizer, config.family]
  ]
}
