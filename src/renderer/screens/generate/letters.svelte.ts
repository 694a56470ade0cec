/* The one walk, letter by letter, of the Generate screen; outlives the screen. */

import { Stepping, type SteppingOrder } from '../../letters/stepping.svelte'
import { writing, type Writer } from './writing.svelte'

class Walk {
  /** Index of the item that is gone through: the seed's stream of it draws. */
  index = $state(0)
}

export const stepping = new Stepping()
export const walk = new Walk()

/** The model and the settings of the aside, as letter by letter takes them. */
export function steppingOrder(writer: Writer): SteppingOrder {
  const {
    temperature,
    top_k,
    top_p,
    min_p = 0,
    repetition_penalty = 1,
    seed,
    constraints,
    prefix
  } = writing.settingsFor(writer)
  const { from, name, step } = writer
  return {
    model: { from },
    // A live run is another model at every step; letter by letter asks it as it stands.
    key: JSON.stringify([from, name, from === 'run' ? '' : step]),
    prefix,
    settings: {
      ...{ temperature, top_k, top_p, min_p, repetition_penalty, seed },
      ...(constraints && { constraints })
    },
    index: walk.index
  }
}
