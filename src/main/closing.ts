/*
 * Closing the window while a run goes on: the user is asked; "Save and quit" lets the page pause and keep
 * the last step first. A state machine without Electron, so that every path is tested.
 */

export type ClosingChoice = 'keep' | 'save' | 'quit'

export interface ClosingOptions {
  readonly isTraining: () => boolean
  /** Shows the question. */
  readonly ask: () => Promise<ClosingChoice>
  /** Asks the page to save; it answers through `answer`. */
  readonly requestSave: () => void
  /** The run goes on where the window is not in the way. */
  readonly toBackground: () => void
  /** Closes the window for good. */
  readonly close: () => void
  /** How long the page may take before the question is put again, in milliseconds. */
  readonly patience: number
}

export interface Closing {
  /** For the window's `close` event. */
  onClose(event: { preventDefault: () => void }): void
  /** The page's answer: whether all is saved. */
  answer(ready: boolean): void
  /** From now on nothing is asked: the system ends the session, or the page is gone. */
  force(): void
}

export function createClosing(options: ClosingOptions): Closing {
  let state: 'open' | 'asking' | 'saving' | 'leaving' = 'open'
  let timer: NodeJS.Timeout | undefined

  const leave = (): void => {
    clearTimeout(timer)
    state = 'leaving'
    options.close()
  }

  const ask = async (): Promise<void> => {
    state = 'asking'
    const choice = await options.ask().catch((): ClosingChoice => 'keep')
    // Meanwhile the session may have ended.
    if (state !== 'asking') return
    if (choice === 'quit') return leave()
    if (choice === 'keep') {
      state = 'open'
      return options.toBackground()
    }
    // The run may have ended while the question stood there.
    if (!options.isTraining()) return leave()
    state = 'saving'
    timer = setTimeout(() => void ask(), options.patience)
    options.requestSave()
  }

  return {
    onClose(event) {
      if (state === 'leaving' || (state === 'open' && !options.isTraining())) return
      event.preventDefault()
      if (state === 'open') void ask()
    },
    answer(ready) {
      if (state !== 'saving') return
      clearTimeout(timer)
      if (ready) leave()
      else state = 'open'
    },
    force() {
      clearTimeout(timer)
      state = 'leaving'
    }
  }
}
