/*
 * The Generate screen's headline and the line beneath: what the list is like, by one table of rules read
 * from the top. Pure; the words are the catalogue's.
 */

import type { Novelty } from '#core/generation'
import type { Nouns } from '../../catalogue/corpus'
import { text } from '../../catalogue/text'

const words = text.generate

/** How many items have which status. */
export type StatusCounts = Readonly<Record<Novelty, number>>

export interface GenerateFacts {
  /** The model that writes; null if there is none. */
  readonly model: {
    readonly name: string
    readonly step: number
    /** Held-out loss in nats, or in bits per character. */
    readonly heldOut: number | null
    readonly inBits?: boolean
  } | null
  readonly nouns: Nouns
  readonly counts: StatusCounts
  /** The first item of the held-out part, if there is one. */
  readonly heldOutItem: string | null
  /** Whether known and new can be told apart. */
  readonly canTell: boolean
  /** Of a search for the most probable: beginnings looked at, whether nothing else exists, whether it came to its end. */
  readonly search: { readonly expanded: number; readonly exhausted: boolean; readonly ended: boolean } | null
  /** Only unseen ones were asked for. */
  readonly onlyNew: boolean
  /** A list in the making. */
  readonly going: { readonly done: number; readonly of: number } | null
}

export interface Finding {
  readonly title: string
  /** Plain text, with the items that are named in it set apart as serif. */
  readonly line: readonly { readonly text: string; readonly item?: boolean }[]
}

export function countStatuses(items: readonly { readonly status: Novelty }[]): StatusCounts {
  const counts = { new: 0, held_out: 0, train: 0, unseen: 0 }
  for (const { status } of items) counts[status]++
  return counts
}

const total = ({ counts }: GenerateFacts): number =>
  counts.new + counts.held_out + counts.train + counts.unseen
const known = ({ counts }: GenerateFacts): number => counts.train + counts.unseen

/** One rule: the first whose condition holds gives the headline. */
interface Rule {
  when(facts: GenerateFacts): boolean
  title(facts: GenerateFacts): string
}

const RULES: readonly Rule[] = [
  { when: ({ model }) => model === null, title: () => words.nothing },
  { when: (facts) => total(facts) === 0 && facts.going !== null, title: ({ nouns }) => words.writing(nouns) },
  { when: (facts) => total(facts) === 0, title: ({ model }) => words.ready(model?.name ?? '') },
  {
    when: ({ search }) => search !== null,
    title: (facts) => text.studio.proven(total(facts), facts.nouns, facts.onlyNew)
  },
  { when: ({ canTell }) => !canTell, title: (facts) => words.written(total(facts), facts.nouns) },
  { when: ({ counts }) => counts.new === 0, title: (facts) => words.noneNew(total(facts), facts.nouns) },
  {
    when: (facts) => facts.counts.new === total(facts),
    title: (facts) => words.allNew(total(facts), facts.nouns)
  },
  { when: () => true, title: (facts) => words.someNew(facts.counts.new, total(facts), facts.nouns) }
]

/** Headline and line for this state of things. */
export function findingOf(facts: GenerateFacts): Finding {
  const rule = RULES.find((candidate) => candidate.when(facts)) as Rule
  return { title: rule.title(facts), line: lineOf(facts) }
}

function lineOf(facts: GenerateFacts): Finding['line'] {
  const { model, going, counts, heldOutItem, canTell, search } = facts
  if (!model) return [{ text: words.nothingLine }]
  if (going && search) return [{ text: text.studio.searching(going.done, going.of, search.expanded) }]
  if (going) return [{ text: words.progress(going.done, going.of) }]
  if (total(facts) === 0) return [{ text: words.readyLine(model.step, model.heldOut, model.inBits) }]
  if (search) {
    const { expanded, exhausted, ended } = search
    return [{ text: ended ? text.studio.provenLine(expanded, exhausted) : text.studio.provenCut(expanded) }]
  }
  if (!canTell) return [{ text: words.cannotTell }]
  const trained = known(facts) === 0 ? words.noneTrained : words.trained(known(facts))
  if (counts.held_out === 0) return [{ text: trained }]
  if (counts.held_out > 1 || heldOutItem === null) {
    return [{ text: `${trained} ${words.heldOut(counts.held_out)}` }]
  }
  return [
    { text: `${trained} ${words.heldOutOne.before}` },
    { text: heldOutItem, item: true },
    { text: words.heldOutOne.after }
  ]
}
