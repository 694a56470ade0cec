/*
 * The settings of the next run: a preset, what the user changed of it, and the corpus's split.
 * The split has one home, the corpus state, so that both screens edit the same values; preset
 * `microgpt` brings its own (nothing held out, copies kept) whatever the corpus's defaults are.
 */

import { parameterCount } from '#core/gpt-shape'
import { checkConfig, fitWarmup, PRESETS, type PresetName, type RunConfig, shapeOf } from '#core/run-config'
import { corpus } from './corpus.svelte'
import { settings } from './settings.svelte'

const SPLIT_KEYS = ['deduplicate', 'held_out', 'split_seed'] as const

const isSplitKey = (key: keyof RunConfig): boolean => (SPLIT_KEYS as readonly string[]).includes(key)

class RunForm {
  #base = $state.raw<RunConfig>(PRESETS.names)
  #changes = $state.raw<Partial<RunConfig>>({})

  /** Whether the corpus's split is replaced by the preset's own. */
  readonly ownSplit = $derived(this.#base.preset === 'microgpt')

  readonly config = $derived.by((): RunConfig => {
    const { kind, deduplicate, held_out, split_seed } = corpus.split
    const split = this.ownSplit ? {} : { deduplicate, held_out, split_seed }
    const config = { ...this.#base, ...split, kind, ...this.#changes }
    return 'warmup' in this.#changes ? config : fitWarmup(config)
  })

  /** What is wrong with the settings; empty if a run can start. */
  readonly problems = $derived(checkConfig(this.config))

  /** Number of trainable parameters; null until the corpus is known or while the settings do not fit. */
  readonly parameters = $derived.by((): number | null => {
    const vocab = corpus.report?.vocab
    return vocab === undefined || this.problems.length > 0
      ? null
      : parameterCount(shapeOf(this.config, vocab))
  })

  /** Whether this setting differs from its preset, other than by following the steps. */
  changed(key: keyof RunConfig): boolean {
    if (key === 'warmup' && !('warmup' in this.#changes)) return false
    return this.config[key] !== PRESETS[this.#base.preset][key]
  }

  /** Starts from a preset, dropping all changes. */
  choose(preset: PresetName): void {
    this.#base = PRESETS[preset]
    this.#changes = {}
    if (settings.value.preset !== preset) void settings.change({ preset })
  }

  /** Takes the settings of a run or model that is to go on. */
  adopt(config: RunConfig): void {
    this.#base = config
    this.#changes = {
      deduplicate: config.deduplicate,
      held_out: config.held_out,
      split_seed: config.split_seed,
      warmup: config.warmup
    }
    if (config.kind !== corpus.split.kind) void corpus.change({ kind: config.kind })
  }

  set<K extends Exclude<keyof RunConfig, 'preset'>>(key: K, value: RunConfig[K]): void {
    if (key === 'kind' || (isSplitKey(key) && !this.ownSplit && !(key in this.#changes))) {
      void corpus.change({ [key]: value })
    } else {
      this.#changes = { ...this.#changes, [key]: value }
    }
  }

  /** The preset that suits the corpus's kind, where the present one clearly does not. */
  readonly suggestion = $derived.by((): PresetName | null => {
    const kind = corpus.report?.facts.kind
    if (kind === 'text' && (this.#base.preset === 'names' || this.#base.preset === 'microgpt'))
      return 'text-small'
    if (kind === 'list' && (this.#base.preset === 'text' || this.#base.preset === 'text-small'))
      return 'names'
    return null
  })
}

export const form = new RunForm()
