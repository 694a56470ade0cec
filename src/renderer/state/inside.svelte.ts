/*
 * Looking inside: which model, which view, which text, layer, head and token, and what is switched off. Outlives the
 * screen, so that one comes back to what one was looking at; other stages open it with `show`.
 */

import type { InsideModel, ModelChange, Nudge, PartOff } from '#core/inside'
import type { AppError } from '#core/errors'
import { asFailure } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/text'
import { toggled } from '../inside/parts'
import type { InsideView } from '../inside/views'
import { models } from './models.svelte'
import { navigation } from './navigation.svelte'
import { run } from './run.svelte'
import { runs } from './runs.svelte'

class Inside {
  view = $state<InsideView>('embeddings')
  /** What is typed; null until something is: then it is the model's example. */
  typed = $state<string | null>(null)
  layer = $state(0)
  head = $state(0)
  /** The neuron looked at; null: the one the text excites most. */
  neuron = $state<number | null>(null)
  /** Position in the text whose question is followed; null: the last. */
  position = $state<number | null>(null)
  /** The token whose vector is looked at. */
  token = $state(0)
  off = $state.raw<readonly PartOff[]>([])
  nudge = $state.raw<Nudge | null>(null)
  model = $state.raw<InsideModel | null>(null)
  problem = $state.raw<AppError | null>(null)
  #asked = 0

  /** Whose model: the live run's, or the opened one; null where there is none. */
  readonly from = $derived(models.source)
  /** Changes when another model is looked at, of whatever step. */
  readonly identity = $derived.by(() => {
    if (this.from === 'run') return `run ${run.live?.id ?? ''}`
    if (this.from === 'model') return `model ${models.place?.runId ?? models.opened?.name ?? ''}`
    return null
  })
  /** The run it is of, at whatever step: maps of it can be turned onto one another. */
  readonly lineage = $derived(
    this.from === 'run' ? (run.live?.id ?? '') : (models.place?.runId ?? models.opened?.name ?? '')
  )
  /** Changes with every step that is shown. */
  readonly version = $derived.by((): unknown => {
    if (this.from === 'run') return `${run.live?.id} ${run.live?.figures.step} ${run.live?.state}`
    return this.from === 'model' ? models.opened : null
  })
  /** The run whose kept steps can be gone to. */
  readonly entry = $derived.by(() => {
    const id = this.from === 'run' ? run.live?.id : models.place?.runId
    return runs.find(id ?? null)
  })
  readonly name = $derived(this.from === 'run' ? (run.live?.name ?? '') : (models.opened?.name ?? ''))
  readonly training = $derived(this.from === 'run' && run.live?.training === true)
  readonly text = $derived(this.typed ?? this.model?.example ?? '')
  readonly change = $derived<ModelChange>({ off: this.off, ...(this.nudge && { nudge: this.nudge }) })
  readonly changed = $derived(this.off.length > 0 || this.nudge !== null)

  /** Learns what there is to look at; call when `identity` or the opened model changes. */
  async meet(): Promise<void> {
    const { from } = this
    const mine = ++this.#asked
    if (!from) {
      this.model = null
      return
    }
    try {
      const model = await machine.call('inside.model', { from })
      if (mine !== this.#asked) return
      const other = this.model === null || this.model.tokens.join('\n') !== model.tokens.join('\n')
      this.model = model
      this.problem = null
      const { layers, heads, width, vocab } = model.shape
      this.layer = Math.min(this.layer, layers - 1)
      this.head = Math.min(this.head, heads - 1)
      if (this.neuron !== null && this.neuron >= 4 * width) this.neuron = null
      this.token = Math.min(this.token, vocab - 1)
      if (other) {
        this.typed = null
        this.position = null
        this.turnOn()
      } else this.off = this.off.filter((part) => fits(part, layers, heads))
    } catch (thrown) {
      if (mine !== this.#asked) return
      this.problem = asFailure(thrown).error
    }
  }

  toggle(part: PartOff): void {
    this.off = toggled(this.off, part)
  }

  /** Everything as it was trained. */
  turnOn(): void {
    this.off = []
    this.nudge = null
  }

  /** Opens the stage at a view: for links from other stages. */
  show(at: {
    readonly view: InsideView
    readonly text?: string
    readonly layer?: number
    readonly head?: number
  }): void {
    this.view = at.view
    if (at.text !== undefined) this.typed = at.text
    if (at.layer !== undefined) this.layer = at.layer
    if (at.head !== undefined) this.head = at.head
    navigation.go('inside')
  }

  /** A token as it is written on screen. */
  written(id: number): string {
    const { model } = this
    return model ? text.inside.token(model.tokens[id] ?? '', id === model.end) : ''
  }
}

function fits(part: PartOff, layers: number, heads: number): boolean {
  if (part.part === 'positions') return true
  return part.layer < layers && (part.part !== 'head' || part.head < heads)
}

export const inside = new Inside()
