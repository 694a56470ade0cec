/* Panels side by side: the same seed under several settings or at several steps. Outlives the screen. */

import type { Panel, StudioModel } from '#core/contracts/studio'
import type { GeneratedItem, GenerationSettings } from '#core/generation'
import { machine } from '../../bridge/machine'
import { text } from '../../catalogue/text'
import { notices } from '../../state/notices.svelte'
import type { KeptSteps } from './kept'
import { StudioTask } from './task.svelte'
import { writing, type Writer } from './writing.svelte'

export type SideSettings = Required<
  Pick<GenerationSettings, 'temperature' | 'top_k' | 'top_p' | 'min_p' | 'repetition_penalty'>
>

export interface Side {
  readonly id: number
  /** A kept step of the run; null for the model as it stands. */
  readonly step: number | null
  readonly settings: SideSettings
  readonly items: readonly GeneratedItem[]
}

export const MOST_SIDES = 4

const usual: SideSettings = { temperature: 0.8, top_k: 0, top_p: 1, min_p: 0, repetition_penalty: 1 }

class Sides {
  count = $state<Record<'list' | 'text', number>>({ list: 20, text: 1 })
  panels = $state.raw<readonly Side[]>([
    { id: 1, step: null, settings: { ...usual, temperature: 0.5 }, items: [] },
    { id: 2, step: null, settings: { ...usual, temperature: 1 }, items: [] }
  ])
  #ids = 2
  #asked: readonly number[] = []
  readonly task = new StudioTask().on('studio.panel', ({ panel, items }) => {
    const id = this.#asked[panel]
    this.panels = this.panels.map((side) =>
      side.id === id ? { ...side, items: [...side.items, ...items] } : side
    )
  })

  add(): void {
    const last = this.panels.at(-1)
    if (!last || this.panels.length >= MOST_SIDES) return
    this.panels = [...this.panels, { ...last, id: ++this.#ids, items: [] }]
  }

  remove(id: number): void {
    const at = this.panels.findIndex((side) => side.id === id)
    const side = this.panels[at]
    if (!side || this.panels.length <= 2) return
    this.panels = this.panels.toSpliced(at, 1)
    notices.showToast({
      text: text.studio.sideRemoved,
      undo: () => {
        if (this.panels.length < MOST_SIDES) this.panels = this.panels.toSpliced(at, 0, side)
      }
    })
  }

  change(id: number, change: Partial<SideSettings>): void {
    this.panels = this.panels.map((side) =>
      side.id === id ? { ...side, settings: { ...side.settings, ...change }, items: [] } : side
    )
  }

  at(id: number, step: number | null): void {
    this.panels = this.panels.map((side) => (side.id === id ? { ...side, step, items: [] } : side))
  }

  async write(writer: Writer, kept: KeptSteps | null): Promise<void> {
    const common = { ...writing.settingsFor(writer), count: this.count[writer.kind] }
    const modelAt = (step: number | null): StudioModel =>
      step === null || !kept
        ? { from: writer.from }
        : { from: 'checkpoint', runId: kept.entry.id, step, corpus: kept.entry.corpus }
    await this.task.begin((taskId) => {
      this.panels = this.panels.map((side) => ({ ...side, items: [] }))
      this.#asked = this.panels.map(({ id }) => id)
      const panels = this.panels.map(({ step, settings }): Panel => {
        return { model: modelAt(step), settings: { ...common, ...settings } }
      })
      return machine.call('studio.compare', { taskId, panels })
    })
  }
}

export const sides = new Sides()
