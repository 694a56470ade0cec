/* Where each station leads in the laboratory: the same thing on the user's own model. */

import { MAT_STORY } from '#core/lessons/stories'
import type { text } from '../../catalogue/text'
import type { InsideView } from '../../inside/views'
import { inside } from '../../state/inside.svelte'
import type { Stage } from '../../state/navigation.svelte'
import { tokensView } from '../../state/tokens-view.svelte'
import type { StationName } from '../../state/tour.svelte'
import { experiments } from './experiments.svelte'

export interface StationLink {
  readonly stage: Stage
  /** Its words in the catalogue. */
  readonly label: keyof typeof text.tour.links
  /** Sets what the stage shows first; awaited before it is shown. */
  readonly prepare?: () => void | Promise<void>
}

const view = (name: InsideView, label: StationLink['label']): StationLink => ({
  stage: 'inside',
  label,
  prepare: () => {
    inside.view = name
  }
})

export const links: Record<StationName, StationLink> = {
  line: { stage: 'train', label: 'loss' },
  mountain: { stage: 'landscape', label: 'landscape' },
  tokens: {
    stage: 'corpus',
    label: 'corpus',
    prepare: () => {
      tokensView.open = true
    }
  },
  neuron: view('feedForward', 'neurons'),
  matrices: view('positions', 'inside'),
  embeddings: view('embeddings', 'embeddings'),
  directions: view('embeddings', 'neighbours'),
  position: view('positions', 'positions'),
  attention: {
    stage: 'inside',
    label: 'attention',
    prepare: async () => {
      inside.view = 'attention'
      if (!experiments.live('stories')) return
      // The model of the stories is asked about its story; met first, since another model's text is not kept.
      await inside.meet()
      inside.typed = MAT_STORY.story
    }
  },
  feedForward: view('feedForward', 'feedForward'),
  curve: view('feedForward', 'curve'),
  experiment: { stage: 'corpus', label: 'own' },
  scale: { stage: 'train', label: 'speed' }
}
