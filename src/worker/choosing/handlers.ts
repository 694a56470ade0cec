/*
 * The session's requests about measuring: each is a task that can be cancelled, tells what it is at, and
 * may only time anything while no run trains. A run that starts ends them all.
 */

import type { EngineFeature } from '#core/contracts/engine-report'
import type { Handlers } from '#core/contracts/handlers'
import type { MeasuredChoice, SelfTestRecord } from '#core/contracts/measurements'
import type { CorpusRef, WorkerRequests } from '#core/contracts/worker'
import type { SplitSettings } from '#core/corpus-types'
import { Failure } from '#core/errors'
import { checkConfig, settingFailure, shapeOf, type RunConfig } from '#core/run-config'
import { cutText } from '../large/text'
import type { CorpusText } from '../large/text'
import { prepareRun } from '../run'
import type { MakeTokenizer } from '../tokenizers-part'
import type { Chooser, MeasureHooks } from './chooser'
import { within } from './measure'
import type { Memory } from './memory'
import { workOfRun, workOfText, type Work } from './work'

type Requests = 'measurements.remember' | 'engines.measure' | 'engines.curve' | 'engines.test'

export interface MeasuringHost {
  readonly chooser: Chooser
  readonly memory: Memory
  readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>
  readonly make: MakeTokenizer
  /** Tests the graphics card: engines/choose.ts. */
  readonly testGpu: (features?: readonly EngineFeature[]) => Promise<SelfTestRecord>
  /** Whether a run trains or is about to. */
  readonly busy: () => boolean
  readonly progress: (taskId: string, choice: MeasuredChoice, done: number, of: number) => void
}

export interface Measuring {
  readonly handlers: Pick<Handlers<WorkerRequests>, Requests>
  cancel(taskId: string): void
  cancelAll(): void
}

/** The self-test compiles every kernel: half a minute on a software adapter. Milliseconds. */
const TEST_LIMIT = 120_000

export function createMeasuring(host: MeasuringHost): Measuring {
  const { chooser, memory } = host
  const tasks = new Map<string, AbortController>()
  const remembered = new LastWork(host.loadCorpus, host.make)

  const begin = (): void => {
    if (host.busy()) throw new Failure('run-busy')
  }
  const task = async <T>(
    taskId: string,
    work: (hooks: MeasureHooks & { signal: AbortSignal }) => Promise<T>
  ) => {
    tasks.get(taskId)?.abort()
    const control = new AbortController()
    tasks.set(taskId, control)
    const progress = (choice: MeasuredChoice, done: number, of: number): void =>
      host.progress(taskId, choice, done, of)
    try {
      return await work({ signal: control.signal, begin, progress })
    } finally {
      if (tasks.get(taskId) === control) tasks.delete(taskId)
    }
  }

  return {
    handlers: {
      'measurements.remember': (what) => memory.remember(what),
      'engines.measure': ({ taskId, corpus, config, engines, again, features }) =>
        task(taskId, async (hooks) =>
          chooser.measure(await remembered.of(corpus, config), engines, again, { ...hooks, features })
        ),
      'engines.curve': ({ taskId, measure, again, features }) =>
        task(taskId, (hooks) => chooser.curve(measure, again, { ...hooks, features })),
      'engines.test': ({ taskId, features }) =>
        task(taskId, ({ signal }) => {
          begin()
          return within(TEST_LIMIT, signal, () => host.testGpu(features))
        })
    },
    cancel: (taskId) => tasks.get(taskId)?.abort(),
    cancelAll: () => {
      for (const control of tasks.values()) control.abort()
    }
  }
}

/** The work of the settings asked about last: the picker asks several times about the same. */
class LastWork {
  #key = ''
  #work: Work | null = null

  constructor(
    private readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>,
    private readonly make: MakeTokenizer
  ) {}

  async of(corpus: CorpusRef, config: RunConfig): Promise<Work> {
    const key = JSON.stringify([corpus.sha256, config])
    if (this.#work && key === this.#key) return this.#work
    const text = await this.loadCorpus(corpus)
    const work =
      (await this.#ofLarge(text, corpus, config)) ??
      workOfRun(await prepareRun({ text, corpus, config, make: this.make }))
    this.#key = key
    this.#work = work
    return work
  }

  /** The steps of a text that is not held, without its tokens: they are made when a run begins. */
  async #ofLarge(text: CorpusText, ref: CorpusRef, config: RunConfig): Promise<Work | null> {
    if (typeof text === 'string') return null
    const [problem] = checkConfig(config)
    if (problem) throw settingFailure(problem, String(config[problem.key]))
    const cut = await cutText(text, config)
    if (!cut.large) return null
    const split = { ...splitOf(config), kind: cut.corpus.kind }
    const tokenizer = await this.make(config.tokenizer, ref, split, cut)
    const running = { ...config, kind: cut.corpus.kind }
    return workOfText(shapeOf(running, tokenizer.vocab), running)
  }
}

function splitOf({ kind, deduplicate, held_out, split_seed }: RunConfig): SplitSettings {
  return { kind, deduplicate, held_out, split_seed }
}
