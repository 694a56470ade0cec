/*
 * What differs between runs: of one against the run it is compared with, and of several side by side. Pure; the
 * words are the catalogue's.
 */

import type { RunEntry } from '#core/contracts/app'
import { PRESETS, type RunConfig } from '#core/run-config'

export type Compared = Pick<
  RunEntry,
  'id' | 'config' | 'corpus' | 'engine' | 'parent' | 'repeatOf' | 'created'
>

export interface Difference {
  readonly key: keyof RunConfig
  readonly own: RunConfig[keyof RunConfig]
  readonly base: RunConfig[keyof RunConfig]
}

/** The settings in the order of the form; the preset is only the name of where they began. */
const KEYS = (Object.keys(PRESETS.names) as (keyof RunConfig)[]).filter((key) => key !== 'preset')

/** A kind that was left to the corpus is no other than the one that the corpus turned out to be. */
const alike = (key: keyof RunConfig, a: RunConfig, b: RunConfig): boolean =>
  a[key] === b[key] || (key === 'kind' && (a.kind === 'auto' || b.kind === 'auto'))

export function differences(own: RunConfig, base: RunConfig): Difference[] {
  return KEYS.filter((key) => !alike(key, own, base)).map((key) => ({ key, own: own[key], base: base[key] }))
}

/** What a run is compared with where nothing else was chosen; a preset where it is the first of its corpus. */
export type Base = { readonly run: Compared } | { readonly preset: RunConfig['preset'] }

/** The run it branched from or repeats, else the one trained before it on the same corpus. */
export function baseOf(entry: Compared, list: readonly Compared[]): Base {
  const origin = entry.parent?.runId ?? entry.repeatOf
  const known = origin === null ? undefined : list.find(({ id }) => id === origin)
  if (known) return { run: known }
  const before = list
    .filter(
      (other) =>
        other.corpus.sha256 === entry.corpus.sha256 &&
        other.created < entry.created &&
        other.repeatOf === null &&
        other.id !== entry.id
    )
    .reduce<Compared | null>((last, other) => (last && last.created > other.created ? last : other), null)
  return before ? { run: before } : { preset: entry.config.preset }
}

export const configOf = (base: Base): RunConfig => ('run' in base ? base.run.config : PRESETS[base.preset])

/** Settings in which these runs are not all alike, each with its value in every run. */
export function sideBySide(
  configs: readonly RunConfig[]
): { readonly key: keyof RunConfig; readonly values: readonly RunConfig[keyof RunConfig][] }[] {
  return KEYS.filter((key) => {
    const set = configs.filter((config) => key !== 'kind' || config.kind !== 'auto')
    return set.some((config) => config[key] !== set[0]?.[key])
  }).map((key) => ({ key, values: configs.map((config) => config[key]) }))
}
