/* The one live region: what a screen reader is told unasked, politely and at most every ten seconds. */

const QUIET_MS = 10_000
/** What comes this soon after a milestone is told together with it, or the first would never be heard. */
const TOGETHER_MS = 1_000

class Announcer {
  text = $state('')
  #last = -Infinity

  /** Says it now: for milestones (started, paused, a counting model beaten, done). */
  milestone(text: string): void {
    const now = performance.now()
    const together = this.text !== '' && now - this.#last < TOGETHER_MS && !this.text.includes(text)
    this.text = together ? `${this.text.replace(/\.$/, '')}. ${text}` : text
    this.#last = now
  }

  /** What was said is over: in another language it would be read out with the wrong voice. */
  forget(): void {
    this.text = ''
  }

  /** Says it unless something was said within the last ten seconds. */
  progress(text: () => string): void {
    if (performance.now() - this.#last >= QUIET_MS) this.milestone(text())
  }
}

export const announcer = new Announcer()
