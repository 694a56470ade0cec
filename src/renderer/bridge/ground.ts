/*
 * The landscape's part of the worker border, as the window asks for it: the same client as machine.ts under
 * the names of core/contracts/landscape.ts, plus cancelling.
 */

import type { Answer, Argument } from '#core/contracts/handlers'
import type { LandscapeEvents, LandscapeRequests } from '#core/contracts/landscape'
import type { WorkerRequests } from '#core/contracts/worker'
import { machine } from './machine'

type Asked = LandscapeRequests & Pick<WorkerRequests, 'task.cancel'>

interface Ground {
  /**
   * Asks the worker.
   * @throws Failure with the worker's code.
   */
  call<K extends keyof Asked>(name: K, argument: Argument<Asked, K>): Promise<Answer<Asked, K>>
  /** Listens to what the worker says unasked; returns the function that stops listening. */
  on<K extends keyof LandscapeEvents>(event: K, listener: (value: LandscapeEvents[K]) => void): () => void
}

export const ground = machine as unknown as Ground
