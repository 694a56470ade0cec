/*
 * How the worker border travels over postMessage: the envelope, and which buffers are handed over
 * instead of copied. The typed map is worker.ts; this file knows no request by name.
 */

import type { Reply } from './handlers'

/** Renderer → worker. Ids are unique per client. */
export interface RequestMessage {
  readonly id: number
  readonly name: string
  readonly argument: unknown
}

/** Worker → renderer: the one answer to request `id`. */
export interface ReplyMessage {
  readonly id: number
  readonly reply: Reply
}

/** Worker → renderer, unasked. */
export interface EventMessage {
  readonly event: string
  readonly value: unknown
}

/**
 * The buffers of a message, to be given as its transfer list: every ArrayBuffer and every typed
 * array that covers its whole buffer, found in plain objects and arrays. A view of a part is copied,
 * so that nothing beside it changes hands; shared memory is never transferred.
 */
export function transferList(message: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  const visit = (value: unknown): void => {
    if (value instanceof ArrayBuffer) found.add(value)
    else if (ArrayBuffer.isView(value)) {
      const { buffer, byteLength } = value
      if (buffer instanceof ArrayBuffer && byteLength === buffer.byteLength) found.add(buffer)
    } else if (Array.isArray(value)) {
      for (const item of value) visit(item)
    } else if (value !== null && typeof value === 'object') {
      for (const item of Object.values(value)) visit(item)
    }
  }
  visit(message)
  return [...found]
}
