/*
 * What main says unasked. A file can be opened before the page exists, so what has no listener yet waits
 * until the page says that it listens; after a reload it waits again.
 */
import type { WebContents } from 'electron'
import type { AppEvents } from '#core/contracts/app'

export type Emit = <K extends keyof AppEvents>(name: K, value: AppEvents[K]) => void

/** The most that wait per event. */
const LIMIT = 100

export interface PageEvents {
  readonly emit: Emit
  /** The page listens to this event from now on. */
  listening(name: string): void
  /** The page is being loaded: nobody listens. */
  reset(): void
}

/** `contents` gives the page to send to, null while there is none. */
export function createPageEvents(contents: () => Pick<WebContents, 'send'> | null): PageEvents {
  const heard = new Set<string>()
  const waiting = new Map<string, unknown[]>()
  const send = (name: string, value: unknown): void => contents()?.send(`downhill/event/${name}`, value)
  return {
    emit(name, value) {
      if (heard.has(name)) return send(name, value)
      const queue = waiting.get(name) ?? []
      waiting.set(name, [...queue, value].slice(-LIMIT))
    },
    listening(name) {
      if (heard.has(name)) return
      heard.add(name)
      const queue = waiting.get(name) ?? []
      waiting.delete(name)
      for (const value of queue) send(name, value)
    },
    reset: () => heard.clear()
  }
}
