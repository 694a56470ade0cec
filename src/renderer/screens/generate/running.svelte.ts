/*
 * Running text that is written together: a document somebody types in and the model goes on with. Outlives the screen.
 * What the model adds can be taken back, and another ending drawn from another seed.
 */

import type { ContextReport } from '#core/contracts/studio'
import { machine } from '../../bridge/machine'
import { StudioTask } from './task.svelte'
import { writing, type Writer } from './writing.svelte'

/** Documents that can be had back. */
const MOST_STEPS_BACK = 100

class Running {
  document = $state('')
  /** What the model added last, and where it began; null once the text was edited. */
  added = $state.raw<{ readonly at: number; readonly tokens: number; readonly seed: number } | null>(null)
  context = $state.raw<ContextReport | null>(null)
  /** Documents before, the latest last. */
  #before = $state.raw<readonly string[]>([])
  #prompt = ''
  #asked = 0
  readonly canUndo = $derived(this.#before.length > 0)

  readonly task = new StudioTask(() => {
    if (this.#writer) void this.measure(this.#writer)
  }).on('studio.text', ({ text, tokens }) => {
    this.document = this.#prompt + text
    if (this.added) this.added = { ...this.added, tokens }
  })
  #writer: Writer | null = null

  /** The text was edited by hand. */
  edit(document: string, writer: Writer): void {
    this.document = document
    this.added = null
    void this.measure(writer)
  }

  async goOn(writer: Writer, seed = writing.wanted.seed ?? 1): Promise<void> {
    const prompt = this.document
    this.#keep(prompt)
    await this.#write(writer, prompt, seed)
  }

  /** Another ending than the last one, from the next seed. */
  async again(writer: Writer): Promise<void> {
    if (!this.added) return
    const { at, seed } = this.added
    this.#keep(this.document)
    await this.#write(writer, this.document.slice(0, at), (seed + 1) % 2 ** 32)
  }

  async undo(writer: Writer): Promise<void> {
    await this.task.cancel()
    const last = this.#before.at(-1)
    if (last === undefined) return
    this.#before = this.#before.slice(0, -1)
    this.edit(last, writer)
  }

  #keep(document: string): void {
    this.#before = [...this.#before, document].slice(-MOST_STEPS_BACK)
  }

  async #write(writer: Writer, prompt: string, seed: number): Promise<void> {
    this.#writer = writer
    await this.task.begin((taskId) => {
      this.#prompt = prompt
      this.document = prompt
      this.added = { at: prompt.length, tokens: 0, seed }
      const settings = { ...writing.settingsFor(writer), count: 1, seed }
      return machine.call('studio.continue', { taskId, model: { from: writer.from }, prompt, settings })
    })
  }

  /** Asks how much of the text the model would see. */
  async measure(writer: Writer): Promise<void> {
    const mine = ++this.#asked
    try {
      const context = await machine.call('studio.context', {
        model: { from: writer.from },
        text: this.document
      })
      if (mine === this.#asked) this.context = context
    } catch {
      // A character that the model does not know: going on says so.
      if (mine === this.#asked) this.context = null
    }
  }
}

export const running = new Running()
