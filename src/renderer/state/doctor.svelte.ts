/*
 * The corpus doctor in the window: what the worker found in the chosen corpus, and the mends. Mends of the text make
 * a corrected copy in the library and choose it; the original stays, and Undo chooses it again. Mends of settings
 * change the next run or the split, and Undo takes them back. Over 150 lines: finding, mending and undoing a mend turn
 * on the one chosen corpus.
 */

import type { CorpusEntry } from '#core/contracts/app'
import type { DoctorReport, Mend } from '#core/contracts/doctor'
import type { AppError } from '#core/errors'
import type { Offer } from '#core/doctor/findings'
import { asFailure, callApp, onApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/text'
import { corpusName } from '../library/corpus-name'
import { corpus, refOf } from './corpus.svelte'
import { notices } from './notices.svelte'
import { form } from './run-form.svelte'
import { runs } from './runs.svelte'
import type { TokenizerSubject } from './tokenizers.svelte'

export interface Progress {
  readonly done: number
  readonly of: number
}

let tasks = 0
const nextTask = (): string => `doctor-${++tasks}`

class Doctor {
  /** Of the text that was looked at last; null before the first, and while another text is looked at. */
  report = $state.raw<DoctorReport | null>(null)
  /** The tokenizer whose sizes the report has. */
  tokenizer = $state('')
  problem = $state.raw<AppError | null>(null)
  /** The worker is looking; `progress` once it has said how far it is. */
  looking = $state(false)
  progress = $state.raw<Progress | null>(null)
  stopped = $state(false)
  /** A corrected copy is being written. */
  mending = $state(false)
  mendProgress = $state.raw<Progress | null>(null)
  #key = ''
  #text = ''
  #task = ''
  #mend = ''

  constructor() {
    machine.on('doctor.progress', ({ taskId, done, of }) => {
      if (taskId === this.#task) this.progress = { done, of }
    })
  }

  listen(): () => void {
    return onApp('corpora.mending', ({ task, done, total }) => {
      if (task === this.#mend) this.mendProgress = { done, of: total }
    })
  }

  /** Looks at this corpus, so split and so cut, unless that was done last. */
  want(subject: TokenizerSubject | null): void {
    const key = subject ? JSON.stringify(subject) : ''
    if (key === this.#key) return
    this.#leave()
    this.#key = key
    this.stopped = false
    this.problem = null
    if (!subject) return
    const of = JSON.stringify([subject.corpus, subject.split.kind])
    if (of !== this.#text) this.report = null
    this.#text = of
    void this.#look(subject)
  }

  cancel(): void {
    if (!this.looking) return
    this.#leave()
    this.stopped = true
  }

  /** Looks after all, once it was stopped. */
  again(subject: TokenizerSubject | null): void {
    this.#key = ''
    this.want(subject)
  }

  cancelMend(): void {
    void callApp('corpora.cancelMend', { task: this.#mend }).catch((thrown: unknown) =>
      notices.failure(thrown)
    )
  }

  /** Does what a finding offers. */
  async take(offer: Offer): Promise<void> {
    if (offer.to === 'text') await this.#mendText(offer.mend, offer.characters)
    else if (offer.to === 'copies') {
      const before = corpus.split.deduplicate
      await corpus.change({ deduplicate: offer.deduplicate })
      const { copiesIn, copiesOut } = text.doctor.changed
      const undo = (): void => void corpus.change({ deduplicate: before })
      notices.showToast({ text: offer.deduplicate ? copiesOut : copiesIn, undo })
    } else if (offer.to === 'setting') {
      const { key, value } = offer
      const before = form.config[key]
      form.set(key, value)
      notices.showToast({ text: text.doctor.changed[key](value), undo: () => form.set(key, before) })
    }
  }

  #leave(): void {
    if (this.#task !== '') void machine.call('task.cancel', { taskId: this.#task })
    this.#task = ''
    this.looking = false
    this.progress = null
  }

  async #look(subject: TokenizerSubject): Promise<void> {
    const taskId = (this.#task = nextTask())
    this.looking = true
    try {
      const report = await machine.call('doctor.examine', { taskId, ...subject })
      if (this.#task !== taskId) return
      this.report = report
      this.tokenizer = subject.tokenizer
    } catch (thrown) {
      if (this.#task === taskId) this.problem = asFailure(thrown).error
    } finally {
      if (this.#task === taskId) {
        this.#task = ''
        this.looking = false
        this.progress = null
      }
    }
  }

  async #mendText(mend: Mend['mend'], characters: readonly string[]): Promise<void> {
    const entry = corpus.selected
    const kind = corpus.report?.facts.kind
    if (!entry || !kind || this.mending) return
    const asked = corpus.split
    const task = (this.#mend = nextTask())
    this.mending = true
    try {
      const name = entry.mended ? entry.name : text.doctor.mendedName(corpusName(entry))
      const lines = mend === 'long' ? await this.#longLines(task, entry, kind) : new Float64Array()
      const made = await callApp('corpora.mend', {
        task,
        id: entry.id,
        name,
        mend: { mend, kind, characters, lines }
      })
      await this.#choose(made, asked.kind)
      const changed = made.mended?.steps.at(-1)?.lines ?? 0
      // A step between is not worth keeping, unless a run has learned from it.
      const between = entry.mended && !runs.list.some((run) => run.corpus.id === entry.id)
      if (between) await corpus.remove(entry.id)
      notices.showToast({
        text: text.doctor.made(made.name, changed),
        undo: () =>
          void this.#undo(entry, made, asked.kind).catch((thrown: unknown) => notices.failure(thrown))
      })
    } catch (thrown) {
      notices.failure(thrown)
    } finally {
      this.mending = false
      this.mendProgress = null
    }
  }

  #longLines(taskId: string, entry: CorpusEntry, kind: Mend['kind']): Promise<Float64Array> {
    const { tokenizer, block } = form.config
    return machine.call('doctor.longLines', {
      ...{ taskId, corpus: refOf(entry), tokenizer, block },
      split: { ...corpus.split, kind }
    })
  }

  async #undo(before: CorpusEntry, made: CorpusEntry, kind: 'auto' | Mend['kind']): Promise<void> {
    if (corpus.list.some(({ id }) => id === before.id)) await corpus.select(before.id)
    else await corpus.restore(before.id)
    if (kind !== 'auto') await corpus.change({ kind })
    await corpus.remove(made.id)
  }

  /** A corrected copy is read as what its original was read as. */
  async #choose(made: CorpusEntry, kind: 'auto' | Mend['kind']): Promise<void> {
    await corpus.adopt(made)
    if (kind !== 'auto') await corpus.change({ kind })
  }
}

export const doctor = new Doctor()
