/*
 * Texts of the library as the worker gets them from main: small ones whole, large ones through orders whose answers
 * are waited for (core/contracts/large.ts). Who asks for what is being made waits with those who asked before; the
 * answers of this session are kept. Tokens are read as training needs them, ahead of it where it can be. Over 150
 * lines: asking, stopping, forgetting and reading all go over the same kept answers.
 */

import type { LargeAnswers, LargeLine, LargeOrder, LargeProgress, LargeTokens } from '#core/contracts/large'
import type { CorpusRef } from '#core/contracts/worker'
import type { TokenSource } from '#core/corpus-types'
import { Failure, fromAppError } from '#core/errors'
import { tokensOfBytes } from '#core/formats/token-file'
import type { CorpusText, LargeText } from './text'

/** Answers that are kept, the latest. */
const KEPT = 12

interface Entry {
  readonly corpus: string
  readonly answer: Promise<LargeAnswers[keyof LargeAnswers]>
  readonly stop: AbortController
  done: boolean
}

const addressOf = (id: string): string => `/library/corpora/${encodeURIComponent(id)}`

export class LargeClient {
  readonly #entries = new Map<string, Entry>()
  /** Hears how far the work on a text is, and null when it ends. */
  onProgress: (corpus: CorpusRef, progress: LargeProgress | null) => void = () => undefined

  /** @throws Failure `corpus-not-found`, or `file-unreadable` if it cannot be had for another reason */
  async load(ref: CorpusRef): Promise<CorpusText> {
    const response = await this.#get(ref, addressOf(ref.id))
    if (response.status !== 413) return response.text()
    const text: LargeText = {
      name: ref.name,
      facts: (split) => this.#ask(ref, { want: 'facts', split }),
      tokenizer: (setting, split) => this.#ask(ref, { want: 'tokenizer', setting, split }),
      tokens: async (tokenizer, split) =>
        this.#source(ref, await this.#ask(ref, { want: 'tokens', tokenizer, split })),
      whole: async () => {
        const whole = await this.#get(ref, `${addressOf(ref.id)}?whole=1`)
        if (whole.status !== 413) return whole.text()
        const bytes = Number(whole.headers.get('X-Bytes'))
        throw new Failure('corpus-list-large', { name: ref.name, bytes, limit: 256 << 20 })
      }
    }
    return text
  }

  /** Ends all work on a text; who waits for it gets `cancelled`. */
  stop(corpus: string): void {
    for (const entry of this.#entries.values()) if (entry.corpus === corpus && !entry.done) entry.stop.abort()
  }

  async #get({ name }: CorpusRef, address: string): Promise<Response> {
    const response = await fetch(address).catch((cause: unknown) => {
      throw new Failure('file-unreadable', { name }, cause)
    })
    if (response.status === 404) throw new Failure('corpus-not-found', { name })
    if (!response.ok && response.status !== 413) {
      throw new Failure('file-unreadable', { name }, `status ${response.status}`)
    }
    return response
  }

  #ask<W extends LargeOrder['want']>(
    ref: CorpusRef,
    order: Extract<LargeOrder, { want: W }>
  ): Promise<LargeAnswers[W]> {
    const body = JSON.stringify(order)
    const key = `${ref.id} ${ref.sha256} ${body}`
    const entry = this.#entries.get(key) ?? this.#begin(key, ref, body)
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    const done = [...this.#entries].filter(([, { done }]) => done)
    for (const [old] of done.slice(0, -KEPT)) this.#entries.delete(old)
    return entry.answer as Promise<LargeAnswers[W]>
  }

  #begin(key: string, ref: CorpusRef, body: string): Entry {
    const stop = new AbortController()
    const answer = this.#order(ref, body, stop.signal).catch((thrown: unknown) => {
      throw stop.signal.aborted ? new Failure('cancelled') : thrown
    })
    const entry: Entry = { corpus: ref.id, answer, stop, done: false }
    answer
      .then(
        () => (entry.done = true),
        () => {
          if (this.#entries.get(key) === entry) this.#entries.delete(key)
        }
      )
      .finally(() => {
        const busy = [...this.#entries.values()].some(({ corpus, done }) => corpus === ref.id && !done)
        if (!busy) this.onProgress(ref, null)
      })
    return entry
  }

  async #order(ref: CorpusRef, body: string, signal: AbortSignal): Promise<LargeAnswers[keyof LargeAnswers]> {
    const response = await fetch(`${addressOf(ref.id)}/large`, { method: 'POST', body, signal })
    if (response.status === 404) throw new Failure('corpus-not-found', { name: ref.name })
    if (!response.ok || !response.body) {
      throw new Failure('file-unreadable', { name: ref.name }, `status ${response.status}`)
    }
    for await (const line of linesOf(response.body)) {
      const told = JSON.parse(line) as LargeLine
      if ('progress' in told) this.onProgress(ref, told.progress)
      else if ('error' in told) throw fromAppError(told.error)
      else return told.answer
    }
    throw new Failure('file-unreadable', { name: ref.name }, 'no answer')
  }

  #source(ref: CorpusRef, { key, width, train, heldOut }: LargeTokens): TokenSource {
    const address = (starts: readonly number[], length: number): string =>
      `${addressOf(ref.id)}/tokens/${key}?length=${length.toString(36)}&at=${starts.map((at) => at.toString(36)).join()}`
    const take = (status: number, bytes: ArrayBuffer, count: number): Int32Array => {
      if (status === 200 && bytes.byteLength === count * width) {
        return tokensOfBytes(new Uint8Array(bytes), width)
      }
      // Someone has removed or changed the file: the next who asks has it made anew.
      for (const [name, entry] of this.#entries) {
        if (entry.corpus === ref.id && entry.done) this.#entries.delete(name)
      }
      throw new Failure('token-file-invalid', { what: 'missing' }, `status ${status}`)
    }
    return {
      train,
      heldOut,
      read(starts, length) {
        // A worker may wait: nothing else runs in it but what needs these tokens.
        const request = new XMLHttpRequest()
        request.open('GET', address(starts, length), false)
        request.responseType = 'arraybuffer'
        try {
          request.send()
        } catch (cause) {
          throw new Failure('file-unreadable', { name: ref.name }, cause)
        }
        return take(request.status, request.response as ArrayBuffer, starts.length * length)
      },
      async ahead(starts, length) {
        const response = await fetch(address(starts, length))
        return take(response.status, await response.arrayBuffer(), starts.length * length)
      }
    }
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    rest += decoder.decode(value, { stream: !done })
    const lines = rest.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
    if (done) return
  }
}
