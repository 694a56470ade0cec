/*
 * The settings of the next run: a preset, what the user changed of it, and the corpus's split.
 * The split has one home, the corpus state, so that both screens edit the same values; preset
 * `microgpt` brings its own (nothing held out, copies kept) whatever the corpus's defaults are.
 */

import { parameterCount } from '#core/gpt-shape'
import { checkConfig, fitWarmup, PRESETS, type PresetName, type RunConfig, shapeOf } from '#core/run-config'
import { untrack } from 'svelte'
import { text } from '../catalogue/text'
import { corpus, refOf } from './corpus.svelte'
import { notices } from './notices.svelte'
import { settings } from './settings.svelte'
import { canMake, tokenizers, type TokenizerSubject } from './tokenizers.svelte'

const SPLIT_KEYS = ['deduplicate', 'held_out', 'split_seed'] as const

const isSplitKey = (key: keyof RunConfig): boolean => (SPLIT_KEYS as readonly string[]).includes(key)

class RunForm {
  #base = $state.raw<RunConfig>(PRESETS.names)
  #changes = $state.raw<Partial<RunConfig>>({})
  /** V of a model that is to go on, whose tokenizer is not made anew. */
  #vocab = $state<number | null>(null)

  /** Whether the corpus's split is replaced by the preset's own. */
  readonly ownSplit = $derived(this.#base.preset === 'microgpt')

  readonly config = $derived.by((): RunConfig => {
    const { kind, deduplicate, held_out, split_seed } = corpus.split
    const split = this.ownSplit ? {} : { deduplicate, held_out, split_seed }
    const config = { ...this.#base, ...split, kind, ...this.#changes }
    return 'warmup' in this.#changes ? config : fitWarmup(config)
  })

  /** The next run goes on with a model, whose shape and tokenizer stay what they are. */
  get goesOn(): boolean {
    return this.#vocab !== null
  }

  /** What is wrong with the settings; empty if a run can start. */
  readonly problems = $derived(checkConfig(this.config))

  /** What the tokenizer is made from; null where the corpus alone tells its size, or nothing is to be made. */
  readonly tokenizerSubject = $derived.by((): TokenizerSubject | null => {
    const { tokenizer, deduplicate, held_out, split_seed } = this.config
    const entry = corpus.selected
    if (!entry || !corpus.report || this.#vocab !== null) return null
    if (tokenizer === 'characters' || !canMake(tokenizer)) return null
    const split = { kind: corpus.report.facts.kind, deduplicate, held_out, split_seed }
    return { corpus: refOf(entry), split, tokenizer }
  })

  /** V of the next run's tokenizer; null until it is known. */
  readonly vocab = $derived.by((): number | null => {
    if (this.#vocab !== null) return this.#vocab
    if (!corpus.report) return null
    if (this.config.tokenizer === 'characters') return corpus.report.vocab
    return this.tokenizerSubject ? (tokenizers.report?.vocab ?? null) : null
  })

  /** Number of trainable parameters; null until the tokenizer is known or while the settings do not fit. */
  readonly parameters = $derived.by((): number | null => {
    const { vocab } = this
    return vocab === null || this.problems.length > 0 ? null : parameterCount(shapeOf(this.config, vocab))
  })

  constructor() {
    $effect.root(() => {
      $effect(() => {
        const subject = this.tokenizerSubject
        untrack(() => tokenizers.want(subject))
      })
    })
  }

  /** Whether this setting differs from its preset, other than by following the steps. */
  changed(key: keyof RunConfig): boolean {
    if (key === 'warmup' && !('warmup' in this.#changes)) return false
    return this.config[key] !== PRESETS[this.#base.preset][key]
  }

  /** Starts from a preset, dropping all changes. */
  choose(preset: PresetName): void {
    const [base, changes, vocab] = [this.#base, this.#changes, this.#vocab]
    this.#base = PRESETS[preset]
    this.#changes = {}
    this.#vocab = null
    // Settings made by hand are work of somebody.
    if (Object.keys(changes).length > 0) {
      notices.showToast({
        text: text.train.presetTaken,
        undo: () => {
          ;[this.#base, this.#changes, this.#vocab] = [base, changes, vocab]
          void settings.change({ preset: base.preset })
        }
      })
    }
    if (settings.value.preset !== preset) void settings.change({ preset })
  }

  /** Takes the settings of a run or model that is to go on, and the size of its vocabulary. */
  adopt(config: RunConfig, vocab: number): void {
    this.#base = config
    this.#vocab = vocab
    this.#changes = {
      deduplicate: config.deduplicate,
      held_out: config.held_out,
      split_seed: config.split_seed,
      warmup: config.warmup
    }
    if (config.kind !== corpus.split.kind) void corpus.change({ kind: config.kind })
  }

  /** The next run begins from new weights, with a tokenizer of its own corpus. */
  makeTokenizer(): void {
    this.#vocab = null
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
