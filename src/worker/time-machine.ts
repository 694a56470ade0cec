/*
 * Opening checkpoints of the library one after another, as a slider does: the corpus is prepared once per run,
 * the engine is kept while the shape is the same, and a request that is overtaken gives way.
 */

import type { OpenedCheckpoint } from '#core/contracts/runs'
import type { CorpusRef, ModelReport } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { decodeModelFile } from '#core/formats/model-file'
import type { ModelFile } from '#core/formats/model-file'
import type { CorpusText } from './large/text'
import { prepareRun } from './run'
import type { PreparedRun } from './run'
import { standingAt } from './prepare'

export interface TimeMachineHost {
  readonly loadCorpus: (corpus: CorpusRef) => Promise<CorpusText>
  readonly loadCheckpoint: (runId: string, step: number) => Promise<ArrayBuffer>
  /** Makes this the opened model, in the order asked. */
  readonly open: (name: string, file: ModelFile, prepared: PreparedRun | null) => Promise<ModelReport>
}

export interface CheckpointPlace {
  readonly runId: string
  readonly step: number
  readonly name: string
  readonly corpus?: CorpusRef
}

export class TimeMachine {
  /** Rises with every request. */
  #asked = 0
  /** The corpus of the run looked at last, cut and encoded. */
  #prepared: { readonly key: string; readonly run: PreparedRun } | null = null

  constructor(private readonly host: TimeMachineHost) {}

  /** @throws Failure `cancelled` if another checkpoint was asked for meanwhile, `no-model`, or the codes `model-…` */
  async open({ runId, step, name, corpus }: CheckpointPlace): Promise<OpenedCheckpoint> {
    const mine = ++this.#asked
    const check = (): void => {
      if (mine !== this.#asked) throw new Failure('cancelled')
    }
    const file = await decodeModelFile(new Uint8Array(await this.host.loadCheckpoint(runId, step)))
    check()
    const prepared = corpus ? await this.#prepare(runId, corpus, file) : null
    check()
    const report = await this.host.open(name, file, prepared)
    check()
    return { ...report, runId, landscapeLoss: file.training.landscape_loss ?? null }
  }

  /** The run's corpus as this checkpoint knows it; null where the text is not at hand or is another one. */
  async #prepare(runId: string, corpus: CorpusRef, file: ModelFile): Promise<PreparedRun | null> {
    const own = file.training.corpus
    if (own && own.sha256 !== corpus.sha256) return null
    const key = JSON.stringify([runId, corpus.sha256, file.config])
    if (this.#prepared?.key !== key) {
      const text = await this.host.loadCorpus(corpus).catch((thrown: unknown) => {
        if (thrown instanceof Failure && thrown.error.code === 'corpus-not-found') return null
        throw thrown
      })
      if (text === null) return null
      this.#prepared = { key, run: await prepareRun({ text, corpus, config: file.config, from: file }) }
    }
    return standingAt(this.#prepared.run, file)
  }
}
