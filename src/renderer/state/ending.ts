/* The system's word that a run has ended, for those who look elsewhere; main decides whether anybody does. */

import type { RunEnd } from '#core/contracts/worker'
import { callApp } from '../bridge/app-client'
import { text } from '../catalogue/text'
import { loss } from '../catalogue/format'
import { problemText } from '../catalogue/problem'
import type { LiveRun } from './live-run.svelte'

function notify(title: string, said: string): void {
  void callApp('window.notify', { title: title.slice(0, 200), text: said.slice(0, 1000) }).catch(
    () => undefined
  )
}

/** Nothing is said of a run that its user has stopped. */
export function sayEnded({ name, figures, tokens }: LiveRun, end: RunEnd): void {
  if (end.reason === 'stopped') return
  if (end.reason === 'failed') {
    notify(text.notify.failed(name), text.notify.failedAt(problemText(end.error).title, figures.step))
    return
  }
  const { valLoss, valBits, step } = figures
  const value = tokens ? valBits : valLoss
  const shown = value === null ? null : `${loss(value)}${tokens ? ` ${text.status.bits}` : ''}`
  notify(text.notify.finished(name), text.notify.loss(shown, step))
}

export function sayRepeatsEnded(runs: number): void {
  notify(text.notify.repeats, text.notify.repeatsText(runs))
}
