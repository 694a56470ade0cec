/*
 * Model files on their way in: what a file says of itself is shown before it is loaded, and the files that were
 * opened last are at hand.
 */

import type { FileHandle, ModelPeek } from '#core/contracts/app'
import { callApp } from '../bridge/app-client'
import { notices } from './notices.svelte'

export interface Asked {
  readonly file: FileHandle
  readonly peek: ModelPeek
}

class Opening {
  /** What is asked about now. */
  asked = $state.raw<Asked | null>(null)
  /** Files opened or saved last that are still there, the latest first. */
  recent = $state.raw<readonly FileHandle[]>([])
  #answer: ((open: boolean) => void) | null = null

  /**
   * Shows what the file says of itself and waits for the answer. A file of another program says nothing: true.
   * @throws Failure of the codes `model-…` for a header that cannot be read
   */
  async ask(file: FileHandle): Promise<boolean> {
    const peek = await callApp('files.peek', { file: file.id })
    if (peek === null) return true
    this.answer(false)
    this.asked = { file, peek }
    return new Promise((answer) => (this.#answer = answer))
  }

  answer(open: boolean): void {
    const answer = this.#answer
    this.#answer = null
    this.asked = null
    answer?.(open)
  }

  async loadRecent(): Promise<void> {
    try {
      this.recent = await callApp('files.recent', {})
    } catch (thrown) {
      notices.failure(thrown)
    }
  }
}

export const opening = new Opening()
