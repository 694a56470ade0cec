/*
 * Large texts on which something is being computed that someone waits for, as the worker tells it; shown above
 * whatever stage is open, with a way to stop it.
 */

import type { LargeProgress } from '#core/contracts/large'
import type { CorpusRef } from '#core/contracts/worker'
import { machine } from '../bridge/machine'

class Preparing {
  current = $state.raw<{ readonly corpus: CorpusRef; readonly progress: LargeProgress } | null>(null)

  constructor() {
    machine.on('corpus.preparing', ({ corpus, progress }) => {
      if (progress) this.current = { corpus, progress }
      else if (this.current?.corpus.id === corpus.id) this.current = null
    })
    machine.onDeath(() => (this.current = null))
  }

  /** Stops it; whoever waits for it hears `cancelled`. */
  cancel(): void {
    if (this.current) void machine.call('corpus.stop', { id: this.current.corpus.id })
  }
}

export const preparing = new Preparing()
