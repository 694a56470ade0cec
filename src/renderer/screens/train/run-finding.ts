/*
 * A run's headline and the line beneath: what is true now, by one table of rules read from the top. Pure; the words are
 * the catalogue's.
 */

import { text } from '../../catalogue/text'
import { loss as inNats, lossShort } from '../../catalogue/format'
import { apart } from '../../catalogue/train'
import { beaten, judged, standing, turningPoint, type RunFacts } from './run-standing'

const words = text.train

export interface Finding {
  readonly title: string
  readonly line: string
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

/** Headline and line of a run. */
export function runFinding(run: RunFacts): Finding {
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
