/* The worker's entrance: joins the session to the port, to `app://` and to the engines. Nothing else. */

import type { RequestMessage } from '#core/contracts/messages'
import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { Memory } from './choosing/memory'
import { createEngines } from './engines/choose'
import { createSession } from './session'

declare const self: DedicatedWorkerGlobalScope

/** @throws Failure `corpus-not-found`, or `file-unreadable` if it cannot be had for another reason. */
async function loadCorpus({ id, name }: CorpusRef): Promise<string> {
  const response = await fetch(`/library/corpora/${encodeURIComponent(id)}`).catch((cause: unknown) => {
    throw new Failure('file-unreadable', { name }, cause)
  })
  if (response.status === 404) throw new Failure('corpus-not-found', { name })
  if (!response.ok) throw new Failure('file-unreadable', { name }, `status ${response.status}`)
  return response.text()
}

/** @throws Failure `no-model` if there is none, or none that is whole */
async function loadCheckpoint(runId: string, step: number): Promise<ArrayBuffer> {
  const response = await fetch(`/library/runs/${encodeURIComponent(runId)}/checkpoints/${step}`)
  if (!response.ok) throw new Failure('no-model', { step }, `status ${response.status}`)
  return response.arrayBuffer()
}

const memory = new Memory()
const answer = createSession({
  send: (message, transfer) => self.postMessage(message, transfer),
  loadCorpus,
  loadCheckpoint,
  memory,
  ...createEngines({ memory })
})

self.addEventListener('message', ({ data }: MessageEvent<RequestMessage>) => void answer(data))
