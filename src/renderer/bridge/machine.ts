/*
 * The one worker of the window, over a real Worker. Its URL passes the page's Trusted Types policy
 * `worker-url`, which lets nothing through but this one address.
 */

import type { EventMessage, ReplyMessage } from '#core/contracts/messages'
// The address only: the window never loads the machine's code.
// eslint-disable-next-line no-restricted-imports
import workerUrl from '../../worker/index.ts?worker&url'
import { type OpenTransport, WorkerClient } from './worker-client'

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string }
  ): {
    createScriptURL(url: string): string
  }
}

function refuseOtherAddresses(url: string): string {
  if (url !== workerUrl) throw new TypeError(`not the worker's address: ${url}`)
  return url
}

const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('worker-url', {
  createScriptURL: refuseOtherAddresses
})

/** Starts the worker. An error that nothing in it caught counts as its death: its state is unknown. */
const openWorker: OpenTransport = (receive, died) => {
  const worker = new Worker(policy?.createScriptURL(workerUrl) ?? workerUrl, {
    type: 'module',
    name: 'downhill-machine'
  })
  worker.onmessage = ({ data }: MessageEvent<ReplyMessage | EventMessage>) => receive(data)
  worker.onerror = (event) => {
    event.preventDefault()
    died(
      event.message ? `${event.message} (${event.filename}:${event.lineno})` : 'the worker could not start'
    )
  }
  worker.onmessageerror = () => died('a message from the worker could not be read')
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    close: () => worker.terminate()
  }
}

/** The machine of this window. */
export const machine = new WorkerClient(openWorker)
