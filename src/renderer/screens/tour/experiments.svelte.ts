/*
 * The tour's real runs: each is a run of the library like any other, on the processor, which is fastest for models this
 * small. What came out is kept until the window closes, so that one can walk on and come back.
 */

import type { CorpusEntry } from '#core/contracts/app'
import { DEFAULT_GENERATION, type GeneratedItem } from '#core/generation'
import { FIFTY_NAMES } from '#core/lessons/fifty-names'
import { stories, STORY_CONFIG } from '#core/lessons/stories'
import { PRESETS, type RunConfig } from '#core/run-config'
import { callApp } from '../../bridge/app-client'
import { machine } from '../../bridge/machine'
import { text } from '../../catalogue/text'
import { corpus } from '../../state/corpus.svelte'
import type { LiveRun } from '../../state/live-run.svelte'
import { notices } from '../../state/notices.svelte'
import { run } from '../../state/run.svelte'

export type Experiment = 'names' | 'fast' | 'few' | 'own' | 'stories'

export interface Result {
  /** Name of what it learned from. */
  readonly corpus: string
  readonly runId: string
  /** Mean training loss of the last steps, nats per token; null if the run broke. */
  readonly loss: number | null
  /** Step it ended at. */
  readonly step: number
  /** What it made up. */
  readonly items: readonly GeneratedItem[]
}

/** Over so many of the last steps the loss is averaged: one step is one name. */
const LAST_STEPS = 100
const WRITTEN = 100
/** Looks whether a run has ended, in milliseconds. */
const LOOK_MS = 60

const CONFIGS: Record<Experiment, RunConfig> = {
  names: PRESETS.microgpt,
  fast: { ...PRESETS.microgpt, learning_rate: 30 * PRESETS.microgpt.learning_rate },
  few: PRESETS.microgpt,
  own: PRESETS.microgpt,
  stories: STORY_CONFIG
}

class Experiments {
  going = $state<Experiment | null>(null)
  results = $state.raw<Partial<Record<Experiment, Result>>>({})

  /** Trains it, and lets it write where it writes names. Nothing happens while another run goes on. */
  async start(which: Experiment): Promise<void> {
    if (this.going || run.busy) return
    this.going = which
    try {
      const entry = await corpusOf(which)
      await run.train(CONFIGS[which], entry)
      while (run.busy) await new Promise((look) => setTimeout(look, LOOK_MS))
      const { live } = run
      if (!live || live.ready === null) return
      const broke = live.state === 'failed'
      if (broke) notices.dismiss()
      this.results = {
        ...this.results,
        [which]: {
          ...{ corpus: entry.name, runId: live.id, step: live.brokeAt ?? live.figures.step },
          loss: broke ? null : lastLoss(live),
          items: broke || which === 'stories' ? [] : await written()
        }
      }
    } catch (thrown) {
      notices.failure(thrown)
    } finally {
      this.going = null
    }
  }

  /** The result of an experiment whose run is still the one in the worker. */
  live(which: Experiment): Result | null {
    const result = this.results[which]
    return result && run.live?.id === result.runId && !run.live.gone ? result : null
  }
}

/** The list chosen on the Corpus screen, if it is another than the bundled names. */
export function ownList(): CorpusEntry | null {
  const { selected } = corpus
  return selected && !(selected.bundled && selected.id === 'names') ? selected : null
}

function lastLoss({ series }: LiveRun): number {
  let sum = 0
  for (let i = 0; i < LAST_STEPS; i++) sum += series.train(series.last - i)
  return sum / LAST_STEPS
}

/** The text it learns from: the bundled names, or one that is put into the library for it, once. */
async function corpusOf(which: Experiment): Promise<CorpusEntry> {
  const own = ownList()
  if (which === 'own' && own) return own
  if (which === 'names' || which === 'fast') {
    const names = corpus.list.find(({ bundled, id }) => bundled && id === 'names')
    if (names) return names
    throw new Error('the bundled names are missing')
  }
  const [name, lines] =
    which === 'few'
      ? [text.tour.experiment.fewCorpus, `${FIFTY_NAMES.join('\n')}\n`]
      : [text.tour.attention.corpus, stories()]
  const there = corpus.list.find((entry) => !entry.bundled && entry.name === name)
  if (there) return there
  const entry = await callApp('corpora.addText', { name, text: lines })
  await corpus.refresh()
  return entry
}

/** Items of the live run's model, at microgpt's own temperature. */
function written(): Promise<readonly GeneratedItem[]> {
  const taskId = crypto.randomUUID()
  const items: GeneratedItem[] = []
  return new Promise((done, fail) => {
    const stops = [
      machine.on('generate.items', (part) => {
        if (part.taskId === taskId) items.push(...part.items)
      }),
      machine.on('generate.ended', ({ taskId: ended, error }) => {
        if (ended !== taskId) return
        for (const stop of stops) stop()
        if (error) fail(new Error(error.code))
        else done(items)
      })
    ]
    const settings = { ...DEFAULT_GENERATION, temperature: 0.5, count: WRITTEN }
    machine.call('generate.begin', { taskId, from: 'run', settings }).catch(fail)
  })
}

export const experiments = new Experiments()
