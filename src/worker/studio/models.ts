/*
 * Models as the studio asks them. What takes long works on a copy of the live run as it stood, so that a list or a
 * proof is of one step while training goes on; a checkpoint of the library is opened for the task alone.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import type { KeptModel, StudioModel } from '#core/contracts/studio'
import type { CorpusRef } from '#core/contracts/worker'
import type { Corpus } from '#core/corpus-types'
import { Failure } from '#core/errors'
import { decodeModelFile } from '#core/formats/model-file'
import type { ModelFile } from '#core/formats/model-file'
import type { GptShape } from '#core/gpt-shape'
import type { CorpusKind } from '#core/run-config'
import type { Tokenizer } from '#core/tokenizer/tokenizer'
import type { CorpusText } from '../large/text'
import type { EngineFactory, TrainingEngine } from '../engines/engine'
import type { LiveRun } from '../live-run'
import { OpenedModel } from '../opened-model'
import { standingAt } from '../prepare'
import { prepareRun } from '../run'
import type { PreparedRun } from '../run'
import type { Turns } from '../turns'

export interface ModelsHost {
  /** The live run, if its engine is there. */
  readonly live: () => LiveRun | null
  readonly opened: () => OpenedModel | null
  readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>
  readonly loadCheckpoint: (runId: string, step: number) => Promise<ArrayBuffer>
  readonly factoryFor: (choice: EngineChoice, shape: GptShape) => Promise<EngineFactory>
}

/** A model at this moment, for what is over in one turn. */
export interface Present {
  readonly engine: TrainingEngine
  readonly turns: Turns
  readonly tokenizer: Tokenizer
  readonly kind: CorpusKind
  readonly corpus: Corpus | null
  readonly step: number
}

/** @throws Failure `no-model` where there is none; checkpoints are not present */
export function present(host: ModelsHost, { from }: StudioModel): Present {
  if (from === 'run') {
    const run = host.live()?.run
    if (!run) throw new Failure('no-model')
    const { tokenizer, corpus } = run.prepared
    return { engine: run.engine, turns: run.turns, tokenizer, kind: corpus.kind, corpus, step: run.step }
  }
  const opened = from === 'model' ? host.opened() : null
  if (!opened) throw new Failure('no-model')
  const { engine, turns, tokenizer, kind, prepared, file } = opened
  return { engine, turns, tokenizer, kind, corpus: prepared?.corpus ?? null, step: file.training.step }
}

/** What a task works on, and what it must be told from to be cancelled in time. */
export interface Borrowed {
  readonly model: OpenedModel
  /** Frees what was made for the task. */
  readonly close: () => Promise<void>
}

/** A model that stays as it is while a task works on it. @throws Failure `no-model`, the codes `model-…` */
export async function borrow(host: ModelsHost, wanted: StudioModel): Promise<Borrowed> {
  if (wanted.from === 'model') {
    const model = host.opened()
    if (!model) throw new Failure('no-model')
    return { model, close: () => Promise.resolve() }
  }
  const model = wanted.from === 'run' ? await frozen(host) : await kept(host, wanted)
  return { model, close: () => model.close() }
}

/** What holds the engine that a task on this model uses: closing it must wait for the task. */
export function ownerOf(host: ModelsHost, { from }: StudioModel): object | null {
  return from === 'model' ? host.opened() : null
}

async function frozen(host: ModelsHost): Promise<OpenedModel> {
  const live = host.live()
  if (!live) throw new Failure('no-model')
  const { run } = live
  const file = await run.turns.take(() => run.modelFile())
  return openAt(host, live.id, file, run.prepared)
}

async function kept(host: ModelsHost, { runId, step, corpus }: KeptModel): Promise<OpenedModel> {
  const file = await readKept(host, runId, step)
  const prepared = corpus ? await preparedFor(host, corpus, file) : null
  return openAt(host, runId, file, prepared)
}

export async function readKept(host: ModelsHost, runId: string, step: number): Promise<ModelFile> {
  return decodeModelFile(new Uint8Array(await host.loadCheckpoint(runId, step)))
}

/** The run's corpus as its checkpoints know it; null where the text is not at hand or is another one. */
export async function preparedFor(
  host: Pick<ModelsHost, 'loadCorpus'>,
  corpus: CorpusRef,
  file: ModelFile
): Promise<PreparedRun | null> {
  const own = file.training.corpus
  if (own && own.sha256 !== corpus.sha256) return null
  const text = await host.loadCorpus(corpus).catch((thrown: unknown) => {
    if (thrown instanceof Failure && thrown.error.code === 'corpus-not-found') return null
    throw thrown
  })
  return text === null ? null : prepareRun({ text, corpus, config: file.config, from: file })
}

/** A model of a run on an engine of its own; it knows what training had reached at its step. */
export async function openAt(
  host: Pick<ModelsHost, 'factoryFor'>,
  name: string,
  file: ModelFile,
  prepared: PreparedRun | null
): Promise<OpenedModel> {
  const factory = await host.factoryFor('auto', file.shape)
  return OpenedModel.open(name, file, factory, prepared && asOfStep(prepared, file))
}

/** A checkpoint of the very run that was prepared goes on with its batches, whatever that run began from. */
export function asOfStep(prepared: PreparedRun, file: ModelFile): PreparedRun {
  const standing = standingAt(prepared, file)
  return Object.defineProperty(standing, 'continues', { value: true, enumerable: true })
}
