/* The one live region: what a screen reader is told unasked, politely and at most every ten seconds. */

const QUIET_MS = 10_000

class Announcer {
  text = $state('')
  #last = -Infinity

  /** Says it now: for milestones (started, paused, a counting model beaten, done). */
  milestone(text: string): void {
    this.#last = performance.now()
    this.text = text
  }

  /** Says it unless something was said within the last ten seconds. */
  progress(text: () => string): void {
    if (performance.now() - this.#last >= QUIET_MS) this.milestone(text())
  }
}

export const announcer = new Announcer()
