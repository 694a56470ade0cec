/* The worker's entrance: joins the session to the port, to `app://` and to the engines. Nothing else. */

import type { RequestMessage } from '#core/contracts/messages'
import { Failure } from '#core/errors'
import { Memory } from './choosing/memory'
import { createEngines } from './engines/choose'
import { LargeClient } from './large/client'
import { createSession } from './session'

declare const self: DedicatedWorkerGlobalScope

/** @throws Failure `no-model` if there is none, or none that is whole */
async function loadCheckpoint(runId: string, step: number): Promise<ArrayBuffer> {
  const response = await fetch(`/library/runs/${encodeURIComponent(runId)}/checkpoints/${step}`)
  if (!response.ok) throw new Failure('no-model', { step }, `status ${response.status}`)
  return response.arrayBuffer()
}

const memory = new Memory()
const texts = new LargeClient()
const answer = createSession({
  send: (message, transfer) => self.postMessage(message, transfer),
  loadCorpus: (corpus) => texts.load(corpus),
  texts,
  loadCheckpoint,
  memory,
  ...createEngines({ memory })
})

self.addEventListener('message', ({ data }: MessageEvent<RequestMessage>) => void answer(data))
