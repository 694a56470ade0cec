/* Which way the Generate screen looks at what is written, and which line is looked at. */

import type { CorpusKind } from '#core/run-config'
import { writing } from './writing.svelte'

export type View = 'list' | 'write' | 'sides' | 'letters' | 'shares' | 'retraced'

class Looking {
  view = $state<View>('list')
  /** Index of the chosen item in its list; null for none. */
  #current = $state<number | null>(null)
  /** The line whose pushes are asked for; null while nobody asks. */
  why = $state<string | null>(null)

  /** The chosen item, if the list still has it. */
  readonly item = $derived(writing.items.find(({ index }) => index === this.#current) ?? null)

  /** Lists are not written on, and only microgpt has names to retrace. */
  viewOf(kind: CorpusKind, retraces = false): View {
    if (this.view === 'retraced' && !retraces) return 'list'
    return kind === 'list' && this.view === 'write' ? 'list' : this.view
  }

  choose(index: number | null): void {
    this.#current = index
  }
}

export const looking = new Looking()
