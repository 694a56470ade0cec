/*
 * The Train screen's headline and the line beneath, for every state of the screen; a run's own are in run-finding.ts.
 * Pure; the words are the catalogue's.
 */

import type { CorpusKind } from '#core/run-config'
import type { Nouns } from '../../catalogue/corpus'
import { text } from '../../catalogue/text'
import { runFinding, type Finding } from './run-finding'
import type { RunFacts } from './run-standing'

const words = text.train

/** Before a run: what it would learn. */
export interface ReadyFacts {
  readonly corpus: string
  readonly kind: CorpusKind
  readonly nouns: Nouns | null
  /** Items or characters in each part. */
  readonly train: number
  readonly heldOut: number
  /** Null until the tokenizer is known. */
  readonly parameters: number | null
  readonly steps: number
  /** Names of the settings that do not fit. */
  readonly unfit: readonly string[]
  /** The opened model it would go on from. */
  readonly from: { readonly name: string; readonly step: number } | null
}

/** What the screen knows; `reading` names the corpus that is being looked at. */
export type TrainFacts =
  | { readonly is: 'no-corpus' }
  | { readonly is: 'unusable'; readonly title: string; readonly text: string }
  | { readonly is: 'reading'; readonly corpus: string }
  | { readonly is: 'ready'; readonly ready: ReadyFacts }
  | { readonly is: 'starting' }
  | { readonly is: 'run'; readonly run: RunFacts }

/** Headline and line for this state of things. */
export function findingOf(facts: TrainFacts): Finding {
  switch (facts.is) {
    case 'no-corpus':
      return { title: words.noCorpus, line: words.noCorpusLine }
    case 'unusable':
      return { title: facts.title, line: facts.text }
    case 'reading':
      return { title: words.reading(facts.corpus), line: words.startingLine }
    case 'starting':
      return { title: words.starting, line: words.startingLine }
    case 'ready':
      return readyFinding(facts.ready)
    case 'run':
      return runFinding(facts.run)
  }
}

function readyFinding(ready: ReadyFacts): Finding {
  if (ready.unfit.length > 0) {
    return { title: words.unfit(ready.unfit.length), line: words.unfitLine(ready.unfit) }
  }
  if (ready.from) {
    return {
      title: words.readyOn(ready.from.name, ready.from.step),
      line: words.readyOnLine(ready.steps, ready.corpus)
    }
  }
  const title =
    ready.kind === 'text'
      ? words.readyText(ready.train)
      : words.readyList(ready.train, ready.nouns ?? text.nouns.lines)
  return { title, line: words.readyLine(ready.heldOut, ready.parameters, ready.steps) }
}
