/*
 * The worker's side of the border: a handler for every request, each answered exactly once, and the
 * events. Holds one run and one opened model. How messages travel is the port's business (index.ts),
 * so that tests talk to a session without a worker. Over 150 lines: the parts are tied to each other here,
 * all around the one live run and the one opened model.
 */

import type { EngineChoice, EngineFeature } from '#core/contracts/engine-report'
import type { Handlers, Reply } from '#core/contracts/handlers'
import { transferList } from '#core/contracts/messages'
import type { EventMessage, ReplyMessage, RequestMessage } from '#core/contracts/messages'
import type { SelfTestRecord } from '#core/contracts/measurements'
import type { CorpusRef, ModelReport, RunReady, WorkerEvents, WorkerRequests } from '#core/contracts/worker'
import { Failure, toAppError } from '#core/errors'
import { decodeModelFile, encodeModelFile } from '#core/formats/model-file'
import type { ModelFile } from '#core/formats/model-file'
import type { LargeClient } from './large/client'
import { heldText } from './large/text'
import type { CorpusText } from './large/text'
import { Chooser } from './choosing/chooser'
import type { Engines } from './choosing/chooser'
import { createMeasuring } from './choosing/handlers'
import { Memory } from './choosing/memory'
import { workOfRun } from './choosing/work'
import { firstOf } from './engines/choose'
import type { EngineFactory } from './engines/engine'
import { Generations } from './generations'
import { createDoctor } from './doctor/session-part'
import { createInside } from './inside/session-part'
import { inspectCorpus } from './inspect-corpus'
import type { Emit } from './landscape/play'
import { createLandscape } from './landscape/session-part'
import { createSurprising, type SurprisingHost } from './lines/session-part'
import { LiveRun } from './live-run'
import type { RunListener } from './live-run'
import { OpenedModel } from './opened-model'
import { prepareRun, Run } from './run'
import type { PreparedRun } from './run'
import { foreignModel, modelFilesOf } from './model-files'
import { createRunsPart, type RunsHost } from './runs-part'
import { createTokenizers } from './tokenizers-part'
import { createStudio } from './studio/session-part'
import type { TasksHost } from './studio/tasks'

export interface SessionOptions extends Engines {
  /** Sends a message, handing these buffers over. */
  readonly send: (message: ReplyMessage | EventMessage, transfer: ArrayBuffer[]) => void
  /** The text of a corpus of the library. */
  readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>
  /** Tells of the work on large texts, and stops it. */
  readonly texts?: Pick<LargeClient, 'onProgress' | 'stop'>
  /** The model file of a checkpoint of the library. */
  readonly loadCheckpoint?: (runId: string, step: number) => Promise<ArrayBuffer>
  /** Tests the graphics card. */
  readonly testGpu?: (features?: readonly EngineFeature[]) => Promise<SelfTestRecord>
  /** What was measured; empty where none is given. */
  readonly memory?: Memory
}

/** A session: give it every request that arrives. */
export function createSession(options: SessionOptions): (message: RequestMessage) => Promise<void> {
  const { send, loadCorpus } = options
  const emit = <K extends keyof WorkerEvents>(event: K, value: WorkerEvents[K]): void => {
    send({ event, value }, transferList(value))
  }
  const generations = new Generations({
    items: (taskId, items) => emit('generate.items', { taskId, items }),
    ended: (taskId, error) => emit('generate.ended', { taskId, error })
  })
  let live: LiveRun | null = null
  let opened: OpenedModel | null = null
  let starting = false
  const memory = options.memory ?? new Memory()
  memory.onMade = (made) => emit('measurements.made', made)
  if (options.texts) {
    options.texts.onProgress = (corpus, progress) => emit('corpus.preparing', { corpus, progress })
  }
  const chooser = new Chooser(options, memory)
  const tokenizers = createTokenizers({ loadCorpus, emit })
  const { make } = tokenizers
  const doctor = createDoctor({ loadCorpus, make, emit })
  const measuring = createMeasuring({
    ...{ chooser, memory, loadCorpus, make },
    testGpu:
      options.testGpu ?? (() => Promise.reject(new Failure('engine-unavailable', { engine: 'webgpu' }))),
    busy: () => starting || live?.training === true,
    progress: (taskId, choice, done, of) => emit('engines.measuring', { taskId, choice, done, of })
  })

  /** Makes this the model that generates; one at a time, the last one asked for stays. */
  const openModel = (name: string, file: ModelFile, prepared: PreparedRun | null): Promise<ModelReport> => {
    const opening = lastOpening.then(() => replaceModel(name, file, prepared))
    lastOpening = opening.catch(() => undefined)
    return opening
  }
  let lastOpening: Promise<unknown> = Promise.resolve()
  const replaceModel = async (
    name: string,
    file: ModelFile,
    prepared: PreparedRun | null
  ): Promise<ModelReport> => {
    const before = opened
    const release = (model: OpenedModel): Promise<unknown> =>
      Promise.all([generations.cancelFrom(model), studio.release(model), surprising.release()])
    if (before) await release(before)
    const same = before && (await before.become(name, file, prepared).catch(() => null))
    const model =
      same ?? (await OpenedModel.open(name, file, await options.factoryFor('auto', file.shape), prepared))
    // What was begun meanwhile still works with the model before.
    if (before) await release(before)
    opened = model
    if (before && !same) await before.close()
    return model.report()
  }
  const loadCheckpoint = options.loadCheckpoint ?? (() => Promise.reject(new Failure('no-model')))
  const landscape = createLandscape({
    ...{ loadCorpus, factoryFor: options.factoryFor, open: openModel },
    emit: emit as Emit,
    live: () => (live?.usable ? live : null),
    opened: () => opened,
    loadCheckpoint
  })
  const inside = createInside({
    emit,
    factoryFor: options.factoryFor,
    live: () => (live?.usable ? live : null),
    opened: () => opened
  })

  const studio = createStudio({
    ...{ loadCorpus, loadCheckpoint, factoryFor: options.factoryFor },
    emit: emit as TasksHost['emit'],
    live: () => (live?.usable ? live : null),
    opened: () => opened
  })

  const surprising = createSurprising({
    ...{ loadCorpus, loadCheckpoint, factoryFor: options.factoryFor },
    emit: emit as SurprisingHost['emit'],
    live: () => (live?.usable ? live : null),
    opened: () => opened
  })

  const liveRun = (id: string): LiveRun => {
    if (live?.id !== id) throw new Failure('run-not-found', { id })
    if (!live.usable) throw new Failure('no-model')
    return live
  }
  const listenerFor = (runId: string): RunListener => ({
    steps: (report) => emit('run.steps', { runId, ...report }),
    samples: (step, items) => emit('run.samples', { runId, step, items }),
    checkpoint: ({ step, valLoss, bytes }) => {
      emit('run.checkpoint', { runId, step, valLoss, bytes: wholeBuffer(bytes) })
    },
    certificate: (certificate) => emit('run.certificate', { runId, certificate }),
    recovered: (recovery) => emit('run.recovered', { runId, ...recovery }),
    ended: (step, end) => {
      emit('run.ended', { runId, step, end })
      runs.ended(runId, end)
    }
  })

  /** The engine that was chosen, or for Automatic the fastest; another one where that cannot be made. */
  const factoryOf = async (
    choice: EngineChoice,
    prepared: PreparedRun,
    features?: readonly EngineFeature[]
  ): Promise<EngineFactory> => {
    const { shape } = prepared
    if (choice !== 'auto') return options.factoryFor(choice, shape, features)
    const fastest = (await chooser.automatic(() => workOfRun(prepared), { features })).choice
    const rest = await options.factoryFor('auto', shape, features)
    return fastest ? firstOf([await options.factoryFor(fastest, shape, features), rest]) : rest
  }

  const start: Handlers<WorkerRequests>['run.start'] = async (argument) => {
    const { runId, corpus, config, engine, checkpoint, features } = argument
    const text = await loadCorpus(corpus)
    const from = checkpoint ? await loadCheckpoint(checkpoint.runId, checkpoint.step) : argument.from
    const model = from && (await decodeModelFile(new Uint8Array(from)))
    const prepared = await prepareRun({ text, corpus, config, make, ...(model && { from: model }) })
    const { counting } = prepared
    measuring.cancelAll()
    runs.giveWay()
    const factory = await factoryOf(engine, prepared, features)
    const before = live
    live = null
    // Freed before the new engine takes its memory.
    if (before) {
      await Promise.all([landscape.release(before), generations.cancelFrom(before)])
      await before.close()
    }
    const fallback = await options.factoryFor('cpu', prepared.shape, features)
    const run = await Run.open(prepared, factory, { fallback })
    live = new LiveRun(runId, run, listenerFor(runId))
    live.go()
    return {
      runId,
      engine: run.engine.describe(),
      parameters: run.engine.layout.total,
      vocab: prepared.shape.vocab,
      config: run.config,
      step: run.step,
      counting,
      evaluated: { used: prepared.heldOut.used, of: prepared.heldOut.of },
      ...(run.bitExact !== null && { bitExact: run.bitExact })
    }
  }

  /** Starts a run unless one trains or is about to. */
  const startAlone = async (argument: Parameters<typeof start>[0]): Promise<RunReady> => {
    if (starting || live?.training) throw new Failure('run-busy')
    starting = true
    try {
      return await start(argument)
    } finally {
      starting = false
    }
  }
  const runs = createRunsPart({
    ...{ loadCorpus, loadCheckpoint, open: openModel, factoryOf, start: startAlone },
    emit: emit as RunsHost['emit'],
    busy: () => starting || live?.training === true,
    stop: async (runId) => (live?.id === runId ? live.stop() : undefined)
  })

  const handlers = {
    'engines.list': ({ features }) => options.listEngines(features),
    ...measuring.handlers,
    ...landscape.handlers,
    ...inside.handlers,
    ...runs.handlers,
    ...tokenizers.handlers,
    ...studio.handlers,
    ...surprising.handlers,
    ...doctor.handlers,
    'corpus.inspect': async ({ corpus, split, tokenizer }) =>
      inspectCorpus(await loadCorpus(corpus), split, tokenizer),
    'corpus.ready': async ({ corpus, config }) => {
      const text = await loadCorpus(corpus)
      if (typeof text !== 'string') await prepareRun({ text, corpus, config, make })
    },
    'corpus.stop': ({ id }) => options.texts?.stop(id),
    'run.start': async (argument) => {
      if (runs.repeating) throw new Failure('run-busy')
      return startAlone(argument)
    },
    'run.pause': ({ runId }) => liveRun(runId).pause(),
    'run.resume': ({ runId, changes }) => {
      const run = liveRun(runId)
      run.go(changes)
      return run.run.step
    },
    'run.stop': ({ runId }) => liveRun(runId).stop(),
    'run.move': async ({ runId, engine, features }) => {
      const { run } = liveRun(runId)
      await run.moveTo(await options.factoryFor(engine, run.prepared.shape, features))
      return { step: run.step, engine: run.engine.describe() }
    },
    'run.capture': async ({ runId }) => {
      const { step, bytes } = await liveRun(runId).run.snapshot()
      return { step, bytes: wholeBuffer(bytes) }
    },
    'model.open': async ({ name, bytes, corpus, beside }) => {
      const file = beside ? await foreignModel(bytes, beside) : await decodeModelFile(new Uint8Array(bytes))
      const own = corpus && { text: await loadCorpus(corpus), corpus }
      return openModel(name, file, own ? await prepareRun({ ...own, config: file.config, from: file }) : null)
    },
    'model.capture': async () => {
      if (!opened) throw new Failure('no-model')
      return { bytes: wholeBuffer(await encodeModelFile(opened.file)) }
    },
    'model.export': async ({ run, format, name, corpus }) => {
      if (run === null && !opened) throw new Failure('no-model')
      const file =
        run === null ? opened!.file : await decodeModelFile((await liveRun(run).run.snapshot()).bytes)
      return modelFilesOf(file, format, name, corpus ? heldText(await loadCorpus(corpus)) : null)
    },
    'generate.begin': ({ taskId, from, settings }) => {
      const source = from === 'model' ? opened : live?.usable ? live : null
      if (!source) throw new Failure('no-model')
      const model = source instanceof LiveRun ? source.run : source
      generations.begin(taskId, source, (cancelled) => model.generate(settings, cancelled))
    },
    'task.cancel': ({ taskId }) => {
      generations.cancel(taskId)
      measuring.cancel(taskId)
      tokenizers.cancel(taskId)
      landscape.cancel(taskId)
      inside.cancel(taskId)
      runs.cancel(taskId)
      studio.cancel(taskId)
      surprising.cancel(taskId)
      doctor.cancel(taskId)
    }
  } satisfies Handlers<WorkerRequests>

  return async ({ id, name, argument }) => {
    let reply: Reply
    try {
      if (!Object.hasOwn(handlers, name)) throw new Failure('bad-request', { name: String(name) })
      const handler = handlers[name as keyof WorkerRequests] as (argument: unknown) => unknown
      reply = { ok: true, value: await handler(argument) }
    } catch (thrown) {
      reply = { ok: false, error: toAppError(thrown) }
    }
    send({ id, reply }, transferList(reply))
  }
}

/** The buffer of an array that covers all of it, so that nothing beside it changes hands. */
function wholeBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = bytes
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) return buffer
  return bytes.slice().buffer
}
