/* The headlines of the ways of looking beside the list: each says what is true in it now. */

import type { NextTokens } from '#core/contracts/studio'
import type { Nouns } from '../../catalogue/corpus'
import { text } from '../../catalogue/text'
import { visible } from '../../catalogue/format'
import type { Finding } from './finding'
import type { View } from './looking.svelte'
import { retraced } from './retraced.svelte'
import { running } from './running.svelte'
import { shares, ITEMS } from './shares.svelte'
import { sides } from './sides.svelte'
import type { Writer } from './writing.svelte'

interface Facts {
  readonly writer: Writer
  readonly nouns: Nouns
  /** What may come next in letter by letter. */
  readonly next: NextTokens | null
}

/** Characters of the beginning that a headline repeats. */
const MOST_SAID = 24

export function viewFinding(view: Exclude<View, 'list'>, { writer, nouns, next }: Facts): Finding {
  const { views, studio } = text
  const say = (title: string, line: string): Finding => ({ title, line: [{ text: line }] })
  switch (view) {
    case 'sides':
      return say(views.sidesTitle(sides.panels.length), views.sidesLine)
    case 'letters': {
      const likeliest = next?.tokens[0]
      const title = likeliest
        ? views.lettersTitle(
            next.text.slice(-MOST_SAID),
            likeliest.end ? views.theEnd : `“${visible(likeliest.text)}”`,
            likeliest.raw
          )
        : views.lettersReady(writer.kind)
      return say(title, views.lettersLine)
    }
    case 'shares': {
      const points = shares.curve(writer)?.points ?? []
      const last = points.at(-1)
      const line = studio.sharesLine(ITEMS[writer.kind], nouns)
      if (!last) return say(studio.sharesReady, line)
      const all = Object.values(last.counts).reduce((sum, n) => sum + n, 0)
      const at = shares.against === 'temperature' ? studio.atTemperature(last.at) : studio.atStep(last.at)
      return say(studio.sharesTitle(all === 0 ? 0 : last.counts.new / all, at), line)
    }
    case 'retraced':
      return say(
        retraced.names.length > 0 ? studio.retracedTitle(retraced.real, retraced.unreached) : studio.retraced,
        studio.retracedLine
      )
    case 'write': {
      const tokens = running.added?.tokens ?? 0
      const title = running.task.going
        ? views.writingTitle
        : tokens > 0
          ? views.wroteTitle(tokens)
          : views.writeTitle
      return say(title, views.writeLine)
    }
  }
}
