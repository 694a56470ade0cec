/* Which stage is in the window, and whether its settings sheet is open (narrow windows only). */

import { notices } from './notices.svelte'

export const STAGES = ['corpus', 'train', 'generate', 'landscape', 'inside', 'runs', 'tour'] as const
export type Stage = (typeof STAGES)[number]

class Navigation {
  #stage = $state<Stage>('corpus')
  /** The aside as a sheet, below 900 px. */
  sheetOpen = $state(false)
  /** The list of keyboard shortcuts. */
  shortcutsOpen = $state(false)
  /** Which version this is, and the licences of what is in it. */
  aboutOpen = $state(false)
  /** The menu that exports the list on the Generate screen. */
  exportOpen = $state(false)

  get stage(): Stage {
    return this.#stage
  }

  /** Shows a stage. What was only told (saved, taken) has been read by then; what warns stays. */
  go(stage: Stage): void {
    if (stage !== this.#stage) notices.dismissTold()
    this.exportOpen = false
    this.#stage = stage
    this.sheetOpen = false
  }
}

export const navigation = new Navigation()
