/*
 * The settings of a run in groups, as the Train screen's aside lists them: what is common, what is rare, what a model's
 * weights fix, what the corpus owns. Only tables.
 */

import type { PresetName, RunConfig } from '#core/run-config'

/** A setting with a row of its own. */
export type Key = Exclude<keyof RunConfig, 'preset'>
/** Rows that are always shown, in their order. */
export const COMMON: readonly Key[] = [
  'layers',
  'heads',
  'width',
  'block',
  'batch',
  'steps',
  'learning_rate',
  'schedule',
  'weight_decay',
  'seed',
  'held_out'
]
/** Rows behind "All settings", in their order. */
export const RARE: readonly Key[] = [
  'warmup',
  'dropout',
  'clip',
  'eval_every',
  'deduplicate',
  'split_seed',
  'kind',
  'family',
  'optimizer',
  'beta1',
  'beta2',
  'epsilon',
  'random'
]
/** What the weights of a model fix. */
export const SHAPE: readonly Key[] = ['family', 'layers', 'heads', 'width', 'block']
/** What the corpus owns rather than the preset. */
export const SPLIT: readonly (keyof RunConfig)[] = ['preset', 'kind', 'deduplicate', 'held_out', 'split_seed']
/** Presets in the order of the choice. */
export const PRESET_NAMES: readonly PresetName[] = ['names', 'text-small', 'text', 'microgpt']
