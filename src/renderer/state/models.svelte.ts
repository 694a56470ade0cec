/*
 * The model that generates: the live run's, or one opened from a file. Opening, saving, and going on
 * training with an opened one. Over 150 lines: opening, saving and going on each turn on which of the two models is
 * meant.
 */

import type { FileHandle } from '#core/contracts/app'
import { MOST_NUMBERS, type ModelFormat } from '#core/contracts/model-files'
import type { CorpusRef, ModelReport } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { asFailure, callApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import type { text } from '../catalogue/text'
import { corpus, refOf } from './corpus.svelte'
import { form } from './run-form.svelte'
import { run, type StartingPoint } from './run.svelte'

/** A kept step of a run. */
export interface CheckpointPlace {
  readonly runId: string
  readonly step: number
}

class Models {
  /** The model opened from a file, if any. */
  opened = $state.raw<ModelReport | null>(null)
  /** The checkpoint of the library that it is; null if it came from a file or from a place of the landscape. */
  place = $state.raw<CheckpointPlace | null>(null)
  /** A file is being read and checked. */
  opening = $state(false)
  /** A file for another program is being made. */
  exporting = $state(false)
  #preferred = $state<'run' | 'model'>('run')
  #continues = $state(false)

  /** Which model generates; null if there is none yet. */
  readonly source = $derived.by((): 'run' | 'model' | null => {
    const hasRun = run.live?.ready != null && !run.live.gone
    if (this.opened && (this.#preferred === 'model' || !hasRun)) return 'model'
    return hasRun ? 'run' : null
  })

  /** The corpus of the library that the model was trained on; null if it is not there. */
  readonly corpus = $derived.by((): CorpusRef | null => {
    const hash = this.source === 'run' ? run.live?.corpus.sha256 : this.opened?.corpus?.sha256
    const found = corpus.list.find(({ sha256 }) => sha256 === hash)
    return found ? refOf(found) : null
  })

  /** The next run goes on from the opened model instead of new weights. */
  get continues(): boolean {
    return this.#continues
  }

  set continues(continues: boolean) {
    this.#continues = continues
    // From new weights the tokenizer is made anew.
    if (!continues) form.makeTokenizer()
  }

  /** Why the model that generates cannot be written in this format; null if it can. */
  refusal(format: ModelFormat): keyof typeof text.generate.cannotExport | null {
    const config = this.source === 'run' ? (run.live?.ready?.config ?? null) : (this.opened?.config ?? null)
    if (!config) return null
    if (format === 'html' || format === 'python') {
      const numbers = this.source === 'run' ? run.live?.ready?.parameters : this.opened?.parameters
      return (numbers ?? 0) > MOST_NUMBERS ? 'large' : null
    }
    if (config.family === 'microgpt') return 'family'
    if (format === 'gguf' && !/^(characters$|bpe:|r50k_base$)/.test(config.tokenizer)) return 'tokenizer'
    return format === 'machine' && !this.corpus ? 'corpus' : null
  }

  /** The worker has died and the opened model with it. */
  forget(): void {
    this.opened = null
    this.place = null
    this.continues = false
  }

  /** Chooses between the live run's model and the opened one. */
  prefer(source: 'run' | 'model'): void {
    this.#preferred = source
  }

  /**
   * Opens a model file that was chosen or dropped. The one open before stays if this one is refused.
   * @throws Failure that says what is wrong with the file.
   */
  async open(file: FileHandle): Promise<void> {
    this.opening = true
    try {
      const report = await this.#read(file)
      // With its own corpus at hand, samples can be told known from new.
      const own = corpus.list.find(({ sha256 }) => sha256 === report.corpus?.sha256)
      this.opened = own ? await this.#read(file, own).catch(() => report) : report
      this.place = null
      if (own) await corpus.select(own.id)
      this.#preferred = 'model'
      this.continues = false
    } finally {
      this.opening = false
    }
  }

  /** Takes over a model that the worker has opened of itself: from a place of the landscape, or a checkpoint. */
  adopt(report: ModelReport, place: CheckpointPlace | null = null): void {
    this.opened = report
    this.place = place
    this.#preferred = 'model'
    this.continues = false
  }

  async #read(file: FileHandle, own?: Parameters<typeof refOf>[0]): Promise<ModelReport> {
    const bytes = await callApp('files.read', { file: file.id })
    const name = file.name.replace(/\.safetensors$/i, '')
    const corpusOf = own && { corpus: refOf(own) }
    try {
      return await machine.call('model.open', { name, bytes, ...corpusOf })
    } catch (thrown) {
      // Weights of another program, if what belongs to them stands beside.
      if (asFailure(thrown).error.code !== 'model-foreign') throw thrown
      const beside = await callApp('files.beside', { file: file.id })
      if (beside.config === null) throw thrown
      const again = await callApp('files.read', { file: file.id })
      return machine.call('model.open', { name, bytes: again, beside, ...corpusOf })
    }
  }

  /**
   * Saves the model that generates through the system's dialog.
   * @returns the file's name, or null if cancelled.
   */
  async save(): Promise<string | null> {
    const { source } = this
    if (!source) throw new Failure('no-model')
    const { bytes } = source === 'run' ? await run.capture() : await machine.call('model.capture', {})
    const opened = this.place ? `${this.opened?.name}-${this.place.step}` : this.opened?.name
    const name = source === 'run' ? run.live?.name : opened
    return callApp('files.saveModel', { name: name ?? 'model', bytes })
  }

  /**
   * Writes the model that generates for another program, through the system's dialog.
   * @returns the name of the file or folder, or null if cancelled.
   */
  async export(format: ModelFormat): Promise<string | null> {
    const { source } = this
    if (!source) throw new Failure('no-model')
    const name = (source === 'run' ? run.live?.name : this.opened?.name) ?? 'model'
    const runId = source === 'run' ? (run.live?.id ?? null) : null
    this.exporting = true
    try {
      const ref = format === 'machine' ? this.corpus : null
      const files = await machine.call('model.export', {
        run: runId,
        format,
        name,
        ...(ref && { corpus: ref })
      })
      return await callApp('files.exportModel', { name, format, files })
    } finally {
      this.exporting = false
    }
  }

  /** Prepares the Train screen for going on with the opened model. */
  prepareToContinue(): void {
    const model = this.opened
    if (!model) return
    const { config, step, vocab } = model
    // A finished model gets as many steps again; the user can change that.
    form.adopt(step < config.steps ? config : { ...config, steps: step + config.steps }, vocab)
    this.continues = true
  }

  /**
   * Where the next run begins: the opened model if the user chose so, else nothing.
   * @throws Failure if the model cannot be read back from the worker.
   */
  async startingPoint(): Promise<StartingPoint | undefined> {
    if (!this.continues || !this.opened) return undefined
    if (this.place) return { parent: this.place }
    const { bytes } = await machine.call('model.capture', {})
    return { bytes, step: this.opened.step }
  }
}

export const models = new Models()
