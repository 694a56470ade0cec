import { afterEach, expect, it, vi } from 'vitest'
import type { LargeLine, LargeProgress } from '#core/contracts/large'
import { LargeClient } from './client'
import type { LargeText } from './text'

afterEach(() => vi.unstubAllGlobals())

const ref = { id: 'text-1', name: 'Books', sha256: 'a'.repeat(64) }
const split = { kind: 'auto', held_out: 0.1 } as const
const progress = (done: number): LargeLine => ({ progress: { stage: 'reading', done, of: 2 } })

/** Main's side: each order waits until the test answers it. */
function main() {
  const orders: { body: string; say: (line: LargeLine) => void; end: () => void }[] = []
  const fetched: string[] = []
  vi.stubGlobal('fetch', (address: string, init?: { method: string; body: string; signal: AbortSignal }) => {
    fetched.push(address)
    if (address.endsWith('?whole=1')) {
      return Promise.resolve(new Response(null, { status: 413, headers: { 'X-Bytes': '300000000' } }))
    }
    if (address.includes('/tokens/')) {
      const length = Number.parseInt(/length=(\w+)/.exec(address)![1]!, 36)
      return Promise.resolve(new Response(new Uint8Array(2 * length).fill(1)))
    }
    if (init?.method !== 'POST') return Promise.resolve(new Response(null, { status: 413 }))
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const say = (line: LargeLine): void => {
          const bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`)
          // In two pieces: lines need not come whole.
          controller.enqueue(bytes.slice(0, 5))
          controller.enqueue(bytes.slice(5))
        }
        orders.push({ body: init.body, say, end: () => controller.close() })
        init.signal.addEventListener('abort', () => controller.error(new DOMException('', 'AbortError')))
      }
    })
    return Promise.resolve(new Response(body))
  })
  return { orders, fetched }
}

async function large(client: LargeClient): Promise<LargeText> {
  const text = await client.load(ref)
  if (typeof text === 'string') throw new Error('held')
  return text
}

it('asks once for what several want, tells how far it is, and keeps the answer', async () => {
  const { orders } = main()
  const client = new LargeClient()
  const told: (LargeProgress | null)[] = []
  client.onProgress = (_, how) => told.push(how)
  const text = await large(client)
  const both = Promise.all([text.facts(split), text.facts(split)])
  await vi.waitFor(() => expect(orders).toHaveLength(1))
  expect(JSON.parse(orders[0]!.body)).toEqual({ want: 'facts', split })
  orders[0]!.say(progress(1))
  orders[0]!.say({ answer: { kind: 'list' } })
  orders[0]!.end()
  expect(await both).toEqual([{ kind: 'list' }, { kind: 'list' }])
  await vi.waitFor(() => expect(told).toEqual([{ stage: 'reading', done: 1, of: 2 }, null]))
  expect(await (await large(client)).facts(split)).toEqual({ kind: 'list' })
  expect(orders).toHaveLength(1)
})

it('ends the work when it is stopped, and begins anew when asked again', async () => {
  const { orders } = main()
  const client = new LargeClient()
  const text = await large(client)
  const asked = text.tokenizer('bpe:300', split)
  await vi.waitFor(() => expect(orders).toHaveLength(1))
  client.stop('another')
  client.stop(ref.id)
  await expect(asked).rejects.toThrow('cancelled')
  const again = text.tokenizer('bpe:300', split)
  await vi.waitFor(() => expect(orders).toHaveLength(2))
  orders[1]!.say({ error: { code: 'disk-full', detail: { name: 'x' } } })
  await expect(again).rejects.toThrow('disk-full')
})

it('says how large a list is that cannot be held, and reads tokens ahead', async () => {
  const { orders, fetched } = main()
  const client = new LargeClient()
  const text = await large(client)
  await expect(text.whole()).rejects.toMatchObject({
    error: { code: 'corpus-list-large', detail: { name: 'Books', bytes: 300_000_000 } }
  })
  const asked = text.tokens({ kind: 'characters', characters: ['a', 'b'] }, split)
  await vi.waitFor(() => expect(orders).toHaveLength(1))
  orders[0]!.say({ answer: { key: '0123456789abcdef', width: 2, train: 90, heldOut: 10 } })
  const source = await asked
  expect([source.train, source.heldOut]).toEqual([90, 10])
  expect([...(await source.ahead([40], 3))]).toEqual([257, 257, 257])
  expect(fetched.at(-1)).toBe('/library/corpora/text-1/tokens/0123456789abcdef?length=3&at=14')
  // Another number of bytes than asked for: the file is no longer what it was.
  await expect(source.ahead([0, 1], 3)).rejects.toThrow('token-file-invalid')
  void text.tokens({ kind: 'characters', characters: ['a', 'b'] }, split).catch(() => undefined)
  await vi.waitFor(() => expect(orders).toHaveLength(2))
})
