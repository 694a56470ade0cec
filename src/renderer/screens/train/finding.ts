/*
 * The Train screen's headline and the line beneath: what is true now, by one table of rules read from
 * the top. Pure; the words are the catalogue's.
 */

import type { RunState } from '#core/contracts/app'
import type { CountingLosses } from '#core/corpus-types'
import type { CorpusKind } from '#core/run-config'
import type { Nouns } from '../../catalogue/corpus'
import { text } from '../../catalogue/text'
import { loss as inNats, lossShort } from '../../catalogue/format'
import { apart } from '../../catalogue/train'
import { referencesOf, standingOf, type LossPoint } from '../../charts/crossings'

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

/** A run: where it stands. Losses are in nats per character. */
export interface RunFacts {
  /** Whether losses are told in bits per character, and say so: where tokens are longer than characters. */
  readonly inBits?: boolean
  readonly state: RunState
  /** Pieces the loss is counted in: "letters". */
  readonly units: string
  readonly step: number
  readonly steps: number
  readonly evalEvery: number
  readonly counting: CountingLosses | null
  readonly val: readonly LossPoint[]
  /** Smoothed training loss; null before the first step. */
  readonly training: number | null
  /** Newest stored step. */
  readonly kept: number | null
}

/** What the screen knows; `reading` names the corpus that is being looked at. */
export type TrainFacts =
  | { readonly is: 'no-corpus' }
  | { readonly is: 'unusable'; readonly title: string; readonly text: string }
  | { readonly is: 'reading'; readonly corpus: string }
  | { readonly is: 'ready'; readonly ready: ReadyFacts }
  | { readonly is: 'starting' }
  | { readonly is: 'run'; readonly run: RunFacts }

export interface Finding {
  readonly title: string
  readonly line: string
}

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

/** Below this, in nats, a rise of the held-out loss is noise. */
const NOISE = 0.02
/** Evaluations a rise must last. */
const LASTING = 3

/** The lowest held-out point, if the curve has been clearly above it for some time; else null. */
export function turningPoint(val: readonly LossPoint[]): LossPoint | null {
  const best = val.reduce<LossPoint | null>((low, p) => (low === null || p.loss < low.loss ? p : low), null)
  if (!best) return null
  const since = val.filter(({ step }) => step > best.step)
  return since.length >= LASTING && since.slice(-LASTING).every(({ loss }) => loss > best.loss + NOISE)
    ? best
    : null
}

/** One rule: the first whose condition holds gives the headline. */
interface Rule {
  when(run: RunFacts): boolean
  title(run: RunFacts): string
}

const now = (run: RunFacts): boolean => run.state === 'training'

const RULES: readonly Rule[] = [
  {
    when: (run) => run.state === 'failed' || run.state === 'interrupted',
    title: (run) => words.failed(run.step)
  },
  { when: (run) => run.state === 'paused', title: (run) => words.paused(run.step) },
  { when: (run) => judged(run) === null || run.counting === null, title: (run) => opening(run) },
  { when: (run) => turningPoint(run.val) !== null, title: (run) => words.byHeart(now(run)) },
  { when: (run) => beaten(run).length === 0, title: (run) => words.noBetter(now(run), run.units) },
  { when: (run) => standing(run)?.next == null, title: (run) => words.best(now(run), run.units) },
  {
    when: () => true,
    title: (run) => words.better(beaten(run).at(-1)?.model ?? 'uniform', now(run), run.units)
  }
]

function opening(run: RunFacts): string {
  if (run.state === 'training') return words.first
  return run.state === 'finished' ? words.finishedTitle(run.step) : words.stoppedTitle(run.step)
}

/** The loss that is compared: held-out, or the smoothed training loss where nothing is held out. */
function judged(run: RunFacts): number | null {
  const val = run.val.at(-1)
  if (val) return val.loss
  // The first steps' average is one or two losses: too few to say anything by.
  const enough = run.step >= Math.min(20, run.steps)
  return run.counting?.onTraining && enough ? run.training : null
}

function standing(run: RunFacts): ReturnType<typeof standingOf> | null {
  const loss = judged(run)
  return run.counting && loss !== null ? standingOf(referencesOf(run.counting), loss) : null
}

const beaten = (run: RunFacts) => standing(run)?.beaten ?? []

function runFinding(run: RunFacts): Finding {
  const rule = RULES.find((candidate) => candidate.when(run)) as Rule
  return { title: rule.title(run), line: lineOf(run) }
}

function lineOf(run: RunFacts): string {
  const { state, step, steps, val, training, kept } = run
  if (state === 'failed' || state === 'interrupted') {
    return kept === null ? words.failedNothing : words.failedKept(kept)
  }
  const loss = judged(run)
  const last = val.at(-1)
  if (loss === null) {
    const next = Math.min(steps, (Math.floor(step / run.evalEvery) + 1) * run.evalEvery)
    const { full } = saying(run)
    const line = words.firstLine(
      step,
      steps,
      training === null ? null : full(training),
      run.counting?.onTraining ? null : next
    )
    return state === 'paused' ? `${line} ${words.pausedLine}` : line
  }
  const { full } = saying(run)
  const turned = turningPoint(val)
  const sentences: string[] = []
  if (state === 'finished') sentences.push(words.finished(step))
  if (state === 'stopped') sentences.push(words.stopped(step, steps))
  if (turned && last && state !== 'paused')
    sentences.push(words.lowest(full(turned.loss), turned.step, full(last.loss)))
  else if (state === 'training' || state === 'paused') {
    sentences.push(
      last ? words.lossAt(full(last.loss), last.step, steps) : words.trainingAt(full(loss), step, steps)
    )
    if (state === 'training') sentences.push(...distance(run, loss))
  } else {
    sentences.push(
      last ? words.heldOutLoss(full(last.loss)) : words.trainingLoss(full(loss)),
      ...distance(run, loss)
    )
  }
  if (state === 'paused') sentences.push(words.pausedLine)
  else if (!last) sentences.push(words.onTraining)
  return sentences.join(' ')
}

/** How far it is to the next counting model, or how far the last one lies behind. */
function distance(run: RunFacts, loss: number): string[] {
  const at = standing(run)
  if (!at) return []
  const { short, between } = saying(run)
  if (at.next)
    return [words.ahead(at.next.model, short(at.next.loss), between(loss - at.next.loss), run.units)]
  const best = at.beaten.at(-1)
  return best ? [words.allBeaten(best.model, short(best.loss), between(best.loss - loss), run.units)] : []
}

/** How losses of this run are written, from nats per character. */
function saying({
  inBits = false
}: RunFacts): Readonly<Record<'full' | 'short' | 'between', (nats: number) => string>> {
  if (!inBits) return { full: inNats, short: lossShort, between: apart }
  const bits = (nats: number): number => nats / Math.LN2
  return {
    full: (nats) => words.bitsPerCharacter(inNats(bits(nats))),
    short: (nats) => lossShort(bits(nats)),
    between: (nats) => apart(bits(nats))
  }
}
