/*
 * The window's side of the worker border: typed requests, typed events, and what happens when the
 * worker dies: everything pending fails, listeners hear of it, and the next request starts a new one.
 * How messages travel is a Transport, so that the tests need no worker; the real one is machine.ts.
 */

import type { Answer, Argument } from '#core/contracts/handlers'
import {
  type EventMessage,
  type ReplyMessage,
  type RequestMessage,
  transferList
} from '#core/contracts/messages'
import type { WorkerEvents, WorkerRequests } from '#core/contracts/worker'
import { Failure, fromAppError } from '#core/errors'

/** One living worker, seen from here. */
export interface Transport {
  /** Posts a message and hands over the buffers in `transfer`. May throw if it cannot be copied. */
  post(message: RequestMessage, transfer: Transferable[]): void
  /** Ends the worker. Nothing is heard from it afterwards. */
  close(): void
}

/** Starts a worker. `receive` takes each message from it; `died` is called at most once, with the reason. */
export type OpenTransport = (
  receive: (message: ReplyMessage | EventMessage) => void,
  died: (reason: string) => void
) => Transport

interface Pending {
  readonly resolve: (value: never) => void
  readonly reject: (failure: Failure) => void
}

type Listener = (value: never) => void

export class WorkerClient {
  readonly #open: OpenTransport
  #transport: Transport | null = null
  #nextId = 1
  readonly #pending = new Map<number, Pending>()
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #deathListeners = new Set<(failure: Failure) => void>()

  constructor(open: OpenTransport) {
    this.#open = open
  }

  /**
   * Asks the worker, starting it first if there is none.
   * @throws Failure with the worker's code, or `machine-stopped` if the worker died before it answered.
   */
  call<K extends keyof WorkerRequests>(
    name: K,
    argument: Argument<WorkerRequests, K>
  ): Promise<Answer<WorkerRequests, K>> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++
      this.#pending.set(id, { resolve, reject })
      try {
        this.#transport ??= this.#start()
        this.#transport.post({ id, name, argument }, transferList(argument))
      } catch (thrown) {
        this.#pending.delete(id)
        reject(new Failure('internal', undefined, thrown))
      }
    })
  }

  /** Listens to what the worker says unasked; returns the function that stops listening. */
  on<K extends keyof WorkerEvents>(event: K, listener: (value: WorkerEvents[K]) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  /** Hears of a worker that died, after its pending requests were rejected. */
  onDeath(listener: (failure: Failure) => void): () => void {
    this.#deathListeners.add(listener)
    return () => this.#deathListeners.delete(listener)
  }

  /** Ends the worker, failing whatever is pending. The next call starts a new one. */
  stop(reason = 'the worker was stopped'): void {
    const transport = this.#transport
    if (!transport) return
    this.#transport = null
    transport.close()
    const failure = new Failure('machine-stopped', undefined, reason)
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(failure)
    for (const listener of this.#deathListeners) listener(failure)
  }

  #start(): Transport {
    const transport: Transport = this.#open(
      (message) => {
        if (this.#transport === transport) this.#receive(message)
      },
      (reason) => {
        if (this.#transport === transport) this.stop(reason)
      }
    )
    return transport
  }

  #receive(message: ReplyMessage | EventMessage): void {
    if ('event' in message) {
      for (const listener of this.#listeners.get(message.event) ?? []) listener(message.value as never)
      return
    }
    const pending = this.#pending.get(message.id)
    if (!pending) return
    this.#pending.delete(message.id)
    if (message.reply.ok) pending.resolve(message.reply.value as never)
    else pending.reject(fromAppError(message.reply.error))
  }
}
