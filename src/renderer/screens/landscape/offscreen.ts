/*
 * The landscape's view drawn away from the screen, for pictures and films: a studio set up like the view, and the marks
 * at any moment of the path. Reads what is looked at now; changes none of it.
 */

import { Failure } from '#core/errors'
import { text } from '../../catalogue/text'
import type { Moment, Shot, Studio } from '../../landscape/studio'
import { pathAt } from '../../landscape/terrain'
import { readTones } from '../../landscape/tones'
import { landscape } from '../../state/landscape.svelte'
import { looking, SIGHT } from './looking.svelte'

/**
 * A studio that draws what the view shows, at another size.
 * @throws Failure `internal` if the view is not on screen
 */
export async function openStudio(size: Pick<Shot, 'ratio' | 'clear'>): Promise<Studio> {
  const { shot, terrain } = looking
  if (!shot || !terrain) throw new Failure('internal', undefined, 'no view on screen')
  const { Studio: Opened } = await import('../../landscape/studio')
  return new Opened({
    ...shot,
    ...size,
    // Encoders want even sides.
    width: Math.floor((shot.width * size.ratio) / 2) * (2 / size.ratio),
    height: Math.floor((shot.height * size.ratio) / 2) * (2 / size.ratio),
    terrain,
    tones: readTones(document.body),
    words: text.landscape.labels,
    sight: looking.fog ? SIGHT : 0
  })
}

/** The marks as the view shows them, with the ball at another moment of the path. */
export function momentAt(at: number): Moment {
  const words = text.landscape
  const now = pathAt(looking.path, at)
  const start = looking.path[0]
  const present = looking.step === null && at >= looking.path.length - 1
  return {
    marks: {
      path: looking.path,
      at,
      dots: landscape.checkpoints,
      dropLines: looking.drops,
      trails: landscape.balls,
      mark: landscape.markAt,
      cross: null
    },
    start: start && looking.path.length > 1 ? words.start(start.loss) : null,
    now: now && [words.now(now.loss, present, now.step), words.off(now.residual)]
  }
}
