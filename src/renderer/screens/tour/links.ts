/* Where each station leads in the laboratory: the same thing on the user's own model. */

import { text } from '../../catalogue/en'
import type { Stage } from '../../state/navigation.svelte'
import type { StationName } from '../../state/tour.svelte'

export interface StationLink {
  readonly stage: Stage
  readonly label: string
  /** Sets what the stage shows first. */
  readonly prepare?: () => void
}

const words = text.tour.links

export const links: Partial<Record<StationName, StationLink>> = {
  line: { stage: 'train', label: words.loss },
  mountain: { stage: 'landscape', label: words.landscape },
  tokens: { stage: 'corpus', label: words.corpus },
  neuron: { stage: 'inside', label: words.neurons },
  matrices: { stage: 'inside', label: words.inside },
  embeddings: { stage: 'inside', label: words.embeddings },
  directions: { stage: 'inside', label: words.neighbours },
  position: { stage: 'inside', label: words.positions },
  attention: { stage: 'inside', label: words.attention },
  feedForward: { stage: 'inside', label: words.feedForward },
  curve: { stage: 'inside', label: words.curve },
  experiment: { stage: 'corpus', label: words.own },
  scale: { stage: 'train', label: words.speed }
}
