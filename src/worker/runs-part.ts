/*
 * The requests about runs of the library that are not simply the live run: the time machine, repeats and
 * verification. The session lends them its ways of starting and opening.
 */

import type { EngineChoice, EngineFeature } from '#core/contracts/engine-report'
import type { Handlers } from '#core/contracts/handlers'
import type { RunWorkerEvents, RunWorkerRequests } from '#core/contracts/runs'
import type { CorpusRef, RunEnd } from '#core/contracts/worker'
import { Failure, toAppError } from '#core/errors'
import { decodeModelFile } from '#core/formats/model-file'
import { sha256Hex } from '#core/sha256'
import type { EngineFactory } from './engines/engine'
import { Repeats, type RepeatsHost } from './repeats'
import { prepareRun } from './run'
import type { PreparedRun } from './run'
import { TimeMachine, type TimeMachineHost } from './time-machine'
import { verifyRun } from './verify'

export interface RunsHost extends TimeMachineHost {
  readonly emit: <K extends keyof RunWorkerEvents>(event: K, value: RunWorkerEvents[K]) => void
  /** A run trains or is being started. */
  readonly busy: () => boolean
  readonly start: RepeatsHost['start']
  readonly stop: RepeatsHost['stop']
  readonly factoryOf: (
    choice: EngineChoice,
    prepared: PreparedRun,
    features?: readonly EngineFeature[]
  ) => Promise<EngineFactory>
}

export interface RunsPart {
  readonly handlers: Handlers<RunWorkerRequests>
  /** Repeats are going on: nothing else may start between two of them. */
  readonly repeating: boolean
  cancel(taskId: string): void
  /** A verification gives way to a run that starts. */
  giveWay(): void
  ended(runId: string, end: RunEnd): void
}

export function createRunsPart(host: RunsHost): RunsPart {
  const { emit } = host
  const timeMachine = new TimeMachine(host)
  const repeats = new Repeats(host)
  let verifying: { readonly taskId: string; cancelled: boolean } | null = null

  /** The run as it began, on its own text. */
  async function prepare(order: {
    readonly corpus: CorpusRef
    readonly config: PreparedRun['config']
    readonly checkpoint?: { readonly runId: string; readonly step: number }
  }): Promise<PreparedRun> {
    const { corpus, config, checkpoint } = order
    const text = await host.loadCorpus(corpus)
    // Another text would drift at its first step, for a reason that is known before.
    if (typeof text === 'string' && (await sha256Hex(text)) !== corpus.sha256)
      throw new Failure('corpus-not-found', { name: corpus.name })
    const bytes = checkpoint && (await host.loadCheckpoint(checkpoint.runId, checkpoint.step))
    const from = bytes && (await decodeModelFile(new Uint8Array(bytes)))
    return prepareRun({ text, corpus, config, ...(from && { from }) })
  }

  const handlers: Handlers<RunWorkerRequests> = {
    'checkpoint.open': (place) => timeMachine.open(place),

    'repeat.begin': (order) => {
      if (host.busy()) throw new Failure('run-busy')
      repeats.begin(order)
    },

    'verify.begin': (order) => {
      if (host.busy() || repeats.busy || verifying) throw new Failure('run-busy')
      const { taskId, losses, recorded, engine, features } = order
      const task = { taskId, cancelled: false }
      verifying = task
      const verify = async () => {
        const prepared = await prepare(order)
        const factory = await host.factoryOf(engine, prepared, features)
        return verifyRun(
          prepared,
          factory,
          { losses, engine: recorded },
          {
            cancelled: () => task.cancelled,
            progress: (step, of) => emit('verify.progress', { taskId, step, of })
          }
        )
      }
      void verify()
        .then(
          (result) => ({ result, error: null }),
          (thrown: unknown) => ({ result: null, error: toAppError(thrown) })
        )
        .then((end) => {
          verifying = null
          emit('verify.ended', { taskId, ...end })
        })
    }
  }

  return {
    handlers,
    get repeating() {
      return repeats.busy
    },
    cancel(taskId) {
      repeats.cancel(taskId)
      if (verifying?.taskId === taskId) verifying.cancelled = true
    },
    giveWay() {
      if (verifying) verifying.cancelled = true
    },
    ended: (runId, end) => repeats.ended(runId, end)
  }
}
