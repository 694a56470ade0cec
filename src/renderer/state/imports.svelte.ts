/*
 * Files on their way to being corpora: what was found in them, what is to be read of each, and the import
 * with its progress. One plain text that needs no choice is read at once; everything else is shown first. Over 150
 * lines: review, import and cancelling share one dialog and the tasks under way.
 */

import type { FileHandle } from '#core/contracts/app'
import type { Encoding, ImportItem, ImportResult, ImportReview, ReviewedFile } from '#core/contracts/imports'
import { Failure } from '#core/errors'
import { asFailure, callApp, onApp } from '../bridge/app-client'
import { text } from '../catalogue/text'
import { corpus } from './corpus.svelte'
import { chosenEncoding, needsChoice, usable } from './import-choices'
import { navigation } from './navigation.svelte'
import { notices } from './notices.svelte'

/** A file in the review, with what the user wants of it. */
export interface Row {
  readonly file: ReviewedFile
  readonly wanted: boolean
  /** It is being looked at again with another choice. */
  readonly looking: boolean
}

export interface ImportProgress {
  readonly index: number
  readonly of: number
  readonly name: string
  readonly done: number
  readonly total: number
}

class Imports {
  /** Shown for choosing; null if there is nothing to choose. */
  rows = $state.raw<readonly Row[] | null>(null)
  /** Files of a folder that were not looked at. */
  left = $state(0)
  /** All in one corpus of this name; null: each becomes its own. */
  join = $state<string | null>(null)
  /** Set while files are read. */
  progress = $state.raw<ImportProgress | null>(null)
  /** What could not be read of the last import; shown until the dialog closes. */
  failed = $state.raw<readonly ImportResult[]>([])
  /** Set while files are looked into, before the review; `of` is 0 until they are counted. */
  looking = $state.raw<ImportProgress | null>(null)
  /** The file behind a corpus that was read in this session, so that it can be read in another encoding. */
  #sources = new Map<string, ImportItem>()
  #task: string | null = null
  #review: string | null = null

  readonly wanted = $derived((this.rows ?? []).filter((row) => row.wanted && usable(row.file)))

  listen(): () => void {
    return onApp('imports.progress', ({ task, ...progress }) => {
      if (task === this.#task) this.progress = progress
      if (task === this.#review) this.looking = progress
    })
  }

  /** Looks into these files and reads them, or asks first where there is something to choose. @throws Failure */
  async take(handles: readonly FileHandle[]): Promise<void> {
    const files = handles.map(({ id }) => id)
    await this.review((task) => callApp('imports.review', { task, files }))
  }

  /** The system's dialog for several files or for a folder. */
  async choose(what: 'files' | 'folder'): Promise<void> {
    try {
      await this.review((task) => callApp('imports.choose', { task, what }))
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  /** Of two at once only the later one is shown. @throws Failure `cancelled` if it was stopped or another began */
  private async review(ask: (task: string) => Promise<ImportReview>): Promise<void> {
    const task = `review-${crypto.randomUUID()}`
    if (this.#review !== null) this.cancel()
    this.#review = task
    const over = (): void => {
      if (this.#review !== task) return
      this.#review = null
      this.looking = null
    }
    try {
      const review = await ask(task)
      // Not a moment between this and what comes next: the dialog stays open over both.
      over()
      if (review.files.length > 0) await this.show(review)
    } finally {
      over()
    }
  }

  /** @throws Failure of a single file that cannot be used */
  private async show(review: ImportReview): Promise<void> {
    const [only] = review.files
    if (review.files.length === 1 && only && review.left === 0) {
      if (only.refusal) throw new Failure(only.refusal.code, only.refusal.detail, only.refusal.cause)
      if (!needsChoice(only)) {
        await this.read([{ file: only.id }], null)
        return
      }
    }
    this.left = review.left
    this.join = null
    this.failed = []
    this.rows = review.files.map((file) => ({ file, wanted: usable(file), looking: false }))
  }

  want(id: string, wanted: boolean): void {
    this.rows = (this.rows ?? []).map((row) => (row.file.id === id ? { ...row, wanted } : row))
  }

  /** Looks at one file again, read as chosen. */
  async look(id: string, choice: { encoding?: Encoding; field?: string }): Promise<void> {
    const before = this.rows?.find((row) => row.file.id === id)
    if (!before) return
    const set = (row: Row): void => {
      this.rows = (this.rows ?? []).map((other) => (other.file.id === id ? row : other))
    }
    set({ ...before, looking: true })
    try {
      const field = choice.field ?? before.file.field
      const encoding = choice.encoding ?? chosenEncoding(before.file).encoding
      const file = await callApp('imports.look', {
        file: id,
        ...(field !== null && { field }),
        ...(encoding && { encoding })
      })
      set({ file, wanted: file.refusal === null, looking: false })
    } catch (thrown) {
      set({ ...before, file: { ...before.file, refusal: asFailure(thrown).error }, looking: false })
    }
  }

  /** Reads what is wanted. Stays open where something could not be read. */
  async start(): Promise<void> {
    const items = this.wanted.map(({ file }) => ({
      file: file.id,
      ...chosenEncoding(file),
      ...(file.field !== null && { field: file.field })
    }))
    try {
      await this.read(items, this.join)
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  /** Stops looking into files, or reading them; what was complete stays. */
  cancel(): void {
    const task = this.#review ?? this.#task
    if (task !== null)
      void callApp('imports.cancel', { task }).catch((thrown: unknown) => notices.failure(thrown))
  }

  close(): void {
    if (this.progress) this.cancel()
    this.rows = null
    this.failed = []
  }

  /** Whether this corpus was read from a file that can be read again in this session. */
  canReadAgain(id: string): boolean {
    return this.#sources.has(id)
  }

  /** Reads the file of this corpus in another encoding; the corpus before goes to the trash, with Undo. */
  async readAgain(id: string, encoding: Encoding): Promise<void> {
    const source = this.#sources.get(id)
    const before = corpus.list.find((entry) => entry.id === id)
    if (!source || !before) return
    try {
      const [made] = await this.read([{ ...source, encoding }], null)
      if (!made || made.id === id) return
      await corpus.remove(id)
      notices.showToast({
        text: text.imports.readAgain(before.name, encoding),
        undo: () => void corpus.restore(id).catch((thrown: unknown) => notices.failure(thrown))
      })
    } catch (thrown) {
      notices.failure(thrown)
    }
  }

  /** @throws Failure `cancelled`, or that of the only file */
  private async read(items: readonly ImportItem[], join: string | null): Promise<{ id: string }[]> {
    const task = `import-${crypto.randomUUID()}`
    this.#task = task
    this.progress = { index: 0, of: items.length, name: '', done: 0, total: 0 }
    let results: readonly ImportResult[]
    try {
      results = await callApp('imports.start', { task, items, join })
    } finally {
      this.#task = null
      this.progress = null
      // Whatever was complete before a cancel is in the library.
      await corpus.refresh()
    }
    const made = results.flatMap((result) => (result.corpus ? [result.corpus] : []))
    if (join === null) {
      results.forEach((result, i) => result.corpus && this.#sources.set(result.corpus.id, items[i]!))
    }
    const failed = results.filter((result) => result.error !== null)
    const [first] = made
    if (first) {
      // A large text is looked through for a while: nobody waits for that here.
      void corpus.adopt(first)
      navigation.go('corpus')
    }
    const [lone] = failed
    if (failed.length > 0 && this.rows !== null) this.failed = failed
    else if (lone?.error) throw new Failure(lone.error.code, lone.error.detail, lone.error.cause)
    if (failed.length === 0) this.rows = null
    return made
  }
}

export const imports = new Imports()
