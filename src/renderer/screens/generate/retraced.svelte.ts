/* The twenty names that microgpt's run ends with, as the worker finds them: drawn again from the run's own stream. */

import type { TextReport } from '#core/contracts/studio'
import type { AppError } from '#core/errors'
import type { GeneratedItem } from '#core/generation'
import { asFailure } from '../../bridge/app-client'
import { machine } from '../../bridge/machine'
import type { Writer } from './writing.svelte'

export type RetracedName = GeneratedItem & TextReport

class Retraced {
  names = $state.raw<readonly RetracedName[]>([])
  problem = $state.raw<AppError | null>(null)
  asking = $state(false)
  #key = ''

  /** Names that stand in the list the model was trained on, and those of them that training had not reached. */
  readonly real = $derived(this.names.filter(({ status }) => status !== 'new').length)
  readonly unreached = $derived(this.names.filter(({ status }) => status === 'unseen').length)

  /** Asks once for each model. */
  async show({ from, name, step }: Writer): Promise<void> {
    const key = JSON.stringify([from, name, step])
    if (key === this.#key) return
    this.#key = key
    this.names = []
    this.problem = null
    this.asking = true
    try {
      const names = await machine.call('studio.retraced', { model: { from } })
      if (key === this.#key) this.names = names
    } catch (thrown) {
      if (key === this.#key) this.problem = asFailure(thrown).error
    } finally {
      if (key === this.#key) this.asking = false
    }
  }
}

export const retraced = new Retraced()
