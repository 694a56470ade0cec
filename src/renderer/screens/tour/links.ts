/* Where each station leads in the laboratory: the same thing on the user's own model. */

import { MAT_STORY } from '#core/lessons/stories'
import { text } from '../../catalogue/en'
import type { InsideView } from '../../inside/views'
import { inside } from '../../state/inside.svelte'
import type { Stage } from '../../state/navigation.svelte'
import { tokensView } from '../../state/tokens-view.svelte'
import type { StationName } from '../../state/tour.svelte'
import { experiments } from './experiments.svelte'

export interface StationLink {
  readonly stage: Stage
  readonly label: string
  /** Sets what the stage shows first; awaited before it is shown. */
  readonly prepare?: () => void | Promise<void>
}

const words = text.tour.links

const view = (name: InsideView, label: string): StationLink => ({
  stage: 'inside',
  label,
  prepare: () => {
    inside.view = name
  }
})

export const links: Record<StationName, StationLink> = {
  line: { stage: 'train', label: words.loss },
  mountain: { stage: 'landscape', label: words.landscape },
  tokens: {
    stage: 'corpus',
    label: words.corpus,
    prepare: () => {
      tokensView.open = true
    }
  },
  neuron: view('feedForward', words.neurons),
  matrices: view('positions', words.inside),
  embeddings: view('embeddings', words.embeddings),
  directions: view('embeddings', words.neighbours),
  position: view('positions', words.positions),
  attention: {
    stage: 'inside',
    label: words.attention,
    prepare: async () => {
      inside.view = 'attention'
      if (!experiments.live('stories')) return
      // The model of the stories is asked about its story; met first, since another model's text is not kept.
      await inside.meet()
      inside.typed = MAT_STORY.story
    }
  },
  feedForward: view('feedForward', words.feedForward),
  curve: view('feedForward', words.curve),
  experiment: { stage: 'corpus', label: words.own },
  scale: { stage: 'train', label: words.speed }
}
