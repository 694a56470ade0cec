/*
 * What takes a while with runs of the library: exporting and importing them as one file, and training one again to
 * verify it. One transfer and one verification at a time.
 */

import type { FileHandle, RunEntry } from '#core/contracts/app'
import type { EngineChoice, EngineDescription, EngineFeature } from '#core/contracts/engine-report'
import type { Verification } from '#core/contracts/runs'
import { callApp, onApp } from '../bridge/app-client'
import { machine } from '../bridge/machine'
import { text } from '../catalogue/text'
import { announcer } from './announcer.svelte'
import { corpus } from './corpus.svelte'
import { keptMeasurements } from './measurements'
import { navigation } from './navigation.svelte'
import { notices } from './notices.svelte'
import { saySaved } from './saved'
import { runs } from './runs.svelte'
import { runsView } from './runs-view.svelte'

export interface Transfer {
  readonly taskId: string
  readonly title: string
  /** Bytes; `of` is 0 until the first are done. */
  readonly done: number
  readonly of: number
}

export interface Verifying {
  readonly taskId: string
  readonly runId: string
  readonly engine: EngineChoice
  readonly step: number
  readonly of: number
}

class RunJobs {
  transfer = $state.raw<Transfer | null>(null)
  verifying = $state.raw<Verifying | null>(null)

  /** Listens to main and the worker; once, at the window's start. Returns the function that lets go of main. */
  connect(): () => void {
    machine.on('verify.progress', ({ taskId, step, of }) => {
      if (this.verifying?.taskId === taskId) this.verifying = { ...this.verifying, step, of }
    })
    machine.on('verify.ended', ({ taskId, result, error }) => {
      const { verifying } = this
      if (verifying?.taskId !== taskId) return
      this.verifying = null
      const entry = runs.find(verifying.runId)
      if (error?.code === 'engine-unavailable' && verifying.engine !== 'auto' && entry) {
        // What computed it is not here: what is here compares within a tolerance.
        void this.verify(entry, 'auto')
      } else if (error) notices.failure(error)
      else if (result) void this.#verified(verifying.runId, result)
    })
    machine.onDeath(() => (this.verifying = null))
    return onApp('runs.progress', ({ taskId, done, of }) => {
      if (this.transfer?.taskId === taskId) this.transfer = { ...this.transfer, done, of }
    })
  }

  /** The save dialog, then one .zip. */
  async export(entry: RunEntry, withText: boolean): Promise<void> {
    if (this.transfer) return
    const taskId = crypto.randomUUID()
    this.transfer = { taskId, title: text.runs.exporting(entry.name), done: 0, of: 0 }
    try {
      const saved = await callApp('runs.export', { taskId, id: entry.id, corpus: withText })
      saySaved(saved)
    } catch (thrown) {
      notices.failure(thrown)
    } finally {
      this.transfer = null
    }
  }

  /** Takes an exported run in, shows it and offers to verify it. @throws Failure the codes `archive-…`. */
  async import(file: FileHandle): Promise<void> {
    if (this.transfer) return
    const taskId = crypto.randomUUID()
    this.transfer = { taskId, title: text.runs.importing(file.name), done: 0, of: 0 }
    try {
      const entry = await callApp('runs.import', { taskId, file: file.id })
      runs.take(entry)
      await corpus.refresh()
      runsView.show(entry.id)
      navigation.go('runs')
      const { version = '', platform = '' } = entry.origin ?? {}
      notices.show({
        kind: 'good',
        title: text.runs.importedTitle(entry.name),
        text: text.runs.importedText(version, platform),
        actions: [{ label: text.runs.verify, run: () => void this.verify(entry) }]
      })
    } finally {
      this.transfer = null
    }
  }

  /** Trains the run again on the side, with what computed it if that is here. */
  async verify(entry: RunEntry, engine: EngineChoice = choiceOf(entry.engine)): Promise<void> {
    if (this.verifying) return
    const taskId = crypto.randomUUID()
    this.verifying = { taskId, runId: entry.id, engine, step: 0, of: entry.step }
    notices.dismissTold()
    try {
      const { train: losses } = await callApp('runs.readMetrics', { id: entry.id })
      await keptMeasurements.tell()
      const { parent, config, corpus: text, engine: recorded } = entry
      const features = (recorded?.features ?? []) as EngineFeature[]
      await machine.call('verify.begin', {
        ...{ taskId, corpus: text, config, losses, recorded, engine, features },
        ...(parent && { checkpoint: { runId: entry.id, step: parent.step } })
      })
    } catch (thrown) {
      this.verifying = null
      notices.failure(thrown)
    }
  }

  cancelVerifying(): void {
    if (this.verifying)
      void machine.call('task.cancel', { taskId: this.verifying.taskId }).catch(() => undefined)
  }

  async #verified(id: string, verified: Verification): Promise<void> {
    announcer.milestone(text.runs.verdict(verified))
    try {
      runs.take(await callApp('runs.update', { id, change: { verified } }))
    } catch (thrown) {
      notices.failure(thrown)
    }
  }
}

/** The choice in the picker that leads to this engine. */
function choiceOf(engine: EngineDescription | null): EngineChoice {
  if (!engine) return 'auto'
  if (engine.engine !== 'reference') return engine.engine
  return engine.adapter ? 'reference-webgpu' : 'reference'
}

export const runJobs = new RunJobs()
