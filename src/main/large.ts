/*
 * Large texts for the worker: what is computed from them in the importer's process, one after another for each
 * text, as a stream of lines that ends the work when it is cancelled; and windows of their tokens.
 */
import { join } from 'node:path'
import {
  LONGEST_WINDOW,
  MOST_TOKENS,
  MOST_WINDOWS,
  type LargeLine,
  type LargeOrder,
  type LargeSplit
} from '#core/contracts/large'
import { Failure, toAppError } from '#core/errors'
import { readTokenizerData } from '#core/tokenizer/open'
import * as check from '#storage/checks'
import type { Corpora } from '#storage/corpora'
import { nodeDisk } from '#storage/disk'
import { tidyDerived, TOKENS } from '#storage/large/derived'
import { readWindows } from '#storage/large/token-files'
import { createQueues } from '#storage/queues'
import type { Importer } from './importer'

/** A tokenizer of 200,000 tokens as JSON is a quarter of this. */
const MAX_ORDER = 32 << 20

export interface LargeTexts {
  /** Begins to work on an order; the lines come as they are made. @throws Failure `bad-request`, `corpus-not-found` */
  prepare(id: string, order: string): Promise<ReadableStream<Uint8Array>>
  /** Tokens at the places that a query names, as the file has them. @throws Failure `bad-request`, `file-missing` */
  windows(id: string, key: string, query: URLSearchParams): Promise<Uint8Array>
}

export function createLargeTexts(
  corpora: Pick<Corpora, 'place'>,
  importer: Pick<Importer, 'prepare'>
): LargeTexts {
  const inTurn = createQueues()
  return {
    async prepare(id, order) {
      const wanted = orderOf(order)
      const place = await corpora.place(id)
      const stop = new AbortController()
      const encoder = new TextEncoder()
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            const say = (line: LargeLine): void => {
              if (!stop.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`))
            }
            const work = async (): Promise<LargeLine> => {
              try {
                if (stop.signal.aborted) throw new Failure('cancelled')
                return {
                  answer: await importer.prepare(place, wanted, (progress) => say({ progress }), stop.signal)
                }
              } catch (thrown) {
                return { error: toAppError(thrown) }
              } finally {
                // The process may have been killed.
                await tidyDerived(nodeDisk, place.paths.large(id), new Date())
              }
            }
            void inTurn(id, work).then((line) => {
              say(line)
              if (!stop.signal.aborted) controller.close()
            })
          },
          cancel: () => stop.abort()
        },
        { highWaterMark: 0 }
      )
    },

    async windows(id, key, query) {
      if (!TOKENS.test(`${key}.tokens`)) throw new Failure('bad-request', { at: 'key' })
      const length = numberOf(query.get('length') ?? '', LONGEST_WINDOW)
      const starts = (query.get('at') ?? '').split(',').map((place) => numberOf(place, 2 ** 31))
      if (length < 1 || starts.length > MOST_WINDOWS || starts.length * length > MOST_TOKENS) {
        throw new Failure('bad-request', { at: 'length' })
      }
      const { paths } = await corpora.place(id)
      const path = join(paths.large(id), `${key}.tokens`)
      return readWindows(nodeDisk, path, starts, length)
    }
  }
}

/** Whole numbers are written to the base 36, without sign or leading zeros. */
function numberOf(text: string, most: number): number {
  if (!/^(?:0|[1-9a-z][0-9a-z]{0,6})$/.test(text)) throw new Failure('bad-request', { at: 'at' })
  const number = Number.parseInt(text, 36)
  if (number > most) throw new Failure('bad-request', { at: 'at' })
  return number
}

const split = check.record<LargeSplit>({
  kind: check.oneOf('auto', 'text'),
  held_out: check.number(0, 0.5)
})

/** The order in a request's body. @throws Failure `bad-request` for whatever is none */
function orderOf(body: string): LargeOrder {
  try {
    if (body.length > MAX_ORDER) throw new check.Mismatch('order', `at most ${MAX_ORDER} characters`)
    const value = JSON.parse(body) as Record<string, unknown> | null
    const want = check.oneOf('facts', 'tokenizer', 'tokens')(value?.['want'], 'want')
    const known = { want: check.oneOf(want), split }
    if (want === 'facts') return check.record(known)(value, 'order') as LargeOrder
    if (want === 'tokenizer') {
      return check.record({ ...known, setting: check.text(200) })(value, 'order') as LargeOrder
    }
    const tokenizer = (data: unknown) => readTokenizerData(data)
    return check.record({ ...known, tokenizer })(value, 'order') as LargeOrder
  } catch (thrown) {
    throw new Failure('bad-request', { at: 'order' }, thrown)
  }
}
