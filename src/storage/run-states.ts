/*
 * Which state of a run may follow which. `interrupted` is given at start to runs that a killed process
 * left `training`; `training` again is the only way on from an ended run. `queued` runs wait for their turn.
 */
import type { RunState } from '#core/contracts/app'

const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['training', 'stopped', 'failed'],
  training: ['paused', 'finished', 'stopped', 'failed', 'interrupted'],
  paused: ['training', 'finished', 'stopped', 'failed', 'interrupted'],
  finished: ['training'],
  stopped: ['training'],
  failed: ['training'],
  interrupted: ['training', 'stopped', 'failed']
}

/** Whether a run in state `from` may become `to`; staying is always allowed. */
export function mayBecome(from: RunState, to: RunState): boolean {
  return from === to || NEXT[from].includes(to)
}
