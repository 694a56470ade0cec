/* Progress on the dock or taskbar icon: at most once a second, since every change is a message to main. */

import { callApp } from '../bridge/app-client'

const EVERY_MS = 1000

export class Taskbar {
  #last = -Infinity

  /** @param fraction 0 to 1 */
  show(fraction: number): void {
    const now = performance.now()
    if (now - this.#last < EVERY_MS) return
    this.#last = now
    void callApp('window.progress', { fraction: Math.min(1, Math.max(0, fraction)) }).catch(() => undefined)
  }

  /** Takes the bar away; a failure leaves it full and red where the system can show that. */
  clear(failed: boolean): void {
    this.#last = -Infinity
    const progress = failed ? { fraction: 1, failed } : { fraction: null }
    void callApp('window.progress', progress).catch(() => undefined)
  }
}
