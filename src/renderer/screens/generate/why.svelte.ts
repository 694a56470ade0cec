/* What pushed towards a line: one question at a time, its answer kept until another line is asked about. */

import type { InfluenceReport } from '#core/contracts/studio'
import { machine } from '../../bridge/machine'
import type { KeptSteps } from './kept'
import { spread } from './spread-steps'
import { StudioTask } from './task.svelte'

/** Kept steps that are summed over; lines shown at either end. */
const MOST_STEPS = 12
const LINES = 12

class Why {
  text = $state<string | null>(null)
  report = $state.raw<InfluenceReport | null>(null)
  readonly task = new StudioTask().on('studio.influence', ({ report }) => (this.report = report))

  async ask(text: string, { entry, steps }: KeptSteps): Promise<void> {
    this.text = text
    this.report = null
    await this.task.begin((taskId) =>
      machine.call('studio.influences', {
        ...{ taskId, runId: entry.id, corpus: entry.corpus, text },
        ...{ steps: spread(steps, MOST_STEPS), count: LINES }
      })
    )
  }
}

export const why = new Why()
