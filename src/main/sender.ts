/* Who may send messages to main: the top frame of our own page, and nobody else. */

/** The part of Electron's WebFrameMain that matters; null once the frame is gone. */
export interface SenderFrame {
  readonly origin: string
  readonly parent: unknown
}

/**
 * True for the main frame of app://bundle. Electron's own `origin` is compared: Node's `URL.origin` is
 * the text "null" for every custom scheme and would trust them all.
 */
export function isTrusted(frame: SenderFrame | null | undefined): boolean {
  return frame?.parent === null && frame.origin === 'app://bundle'
}
