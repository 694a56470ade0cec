import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PRESETS } from '#core/run-config'
import { prepareLarge } from '#storage/large/prepare'
import { type Library, openLibrary } from '#storage/library'
import { createResponder, segmentsOf } from './app-protocol'
import type { Importer } from './importer'
import { createLargeTexts } from './large'
import { responseHeaders } from './policy'

vi.mock('electron', () => ({ protocol: {}, utilityProcess: {} }))

let root: string
let library: Library
let respond: (request: Request) => Promise<Response>
const signals: AbortSignal[] = []
const get = (address: string, method = 'GET'): Promise<Response> =>
  respond({ url: address, method } as Request)
const post = (address: string, body: string): Promise<Response> =>
  respond({ url: address, method: 'POST', text: () => Promise.resolve(body) } as Request)

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'downhill-protocol-'))
  const page = join(root, 'page')
  mkdirSync(join(page, 'assets'), { recursive: true })
  writeFileSync(join(page, 'index.html'), '<!doctype html>')
  writeFileSync(join(page, 'assets/a.wasm'), 'wasm')
  writeFileSync(join(root, 'secret.js'), 'secret')
  symlinkSync(join(root, 'secret.js'), join(page, 'link.js'))
  library = await openLibrary({ root: join(root, 'data') })
  const chromiumLicences = join(root, 'chromium.html')
  writeFileSync(chromiumLicences, '<script>')
  const importer: Pick<Importer, 'prepare'> = {
    prepare: (place, order, tell, signal) => {
      if (signal) signals.push(signal)
      return prepareLarge(place, order as never, { tell, ...(signal && { signal }) })
    }
  }
  const { corpora, runs } = library
  respond = createResponder({
    ...{ page, corpora, runs, chromiumLicences, largeFrom: 4 << 20 },
    large: createLargeTexts(corpora, importer)
  })
})
afterAll(() => rmSync(root, { recursive: true }))

describe('app://bundle', () => {
  it('serves the page, its parts and their types', async () => {
    expect(await (await get('app://bundle/')).text()).toBe('<!doctype html>')
    expect((await get('app://bundle/index.html?x=1#y')).headers.get('Content-Type')).toBe(
      'text/html; charset=utf-8'
    )
    expect((await get('app://bundle/assets/a.wasm')).headers.get('Content-Type')).toBe('application/wasm')
  })

  it("gives out Chromium's licences as text, not as a page", async () => {
    const answer = await get('app://bundle/chromium-licences')
    expect(answer.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(await answer.text()).toBe('<script>')
  })

  it.each([
    ['app://bundle/index.html', 'GET', 200],
    ['app://bundle/index.html', 'POST', 405],
    ['app://bundle/index.html', 'HEAD', 405],
    ['app://other/index.html', 'GET', 403],
    ['app://bundle/none.js', 'GET', 404],
    ['app://bundle/assets', 'GET', 404],
    ['app://bundle/link.js', 'GET', 403],
    ['app://bundle/..%2fsecret.js', 'GET', 400],
    ['app://bundle/%2e%2e%2fsecret.js', 'GET', 400],
    ['app://bundle/assets/..%2f..%2fsecret.js', 'GET', 400],
    ['app://bundle/..%5csecret.js', 'GET', 400],
    ['app://bundle/%00', 'GET', 400],
    ['app://bundle/%ff', 'GET', 400],
    ['app://bundle//secret.js', 'GET', 400],
    ['app://bundle/c:%2fsecret.js', 'GET', 400],
    ['app://bundle/.hidden', 'GET', 400],
    ['app://bundle/library', 'GET', 404],
    ['app://bundle/library/corpora', 'GET', 404],
    ['app://bundle/library/runs/x', 'GET', 404],
    ['app://bundle/library/corpora/x/y', 'GET', 404],
    ['app://bundle/library/corpora/x/large', 'GET', 405],
    ['app://bundle/library/corpora/x/large/y', 'GET', 405],
    ['app://bundle/library/corpora/x', 'POST', 405],
    ['app://bundle/library/corpora/x/tokens', 'GET', 404],
    ['app://bundle/library/corpora/x/tokens/0123456789abcdef/y', 'GET', 404],
    ['app://bundle/library/corpora/x/tokens/0123456789abcdef?length=1&at=0', 'GET', 404],
    ['app://bundle/library/corpora/x/tokens/..%2fx?length=1&at=0', 'GET', 400],
    ['app://bundle/library/corpora/x/tokens/0123456789ABCDEF?length=1&at=0', 'GET', 400],
    ['app://bundle/library/runs', 'GET', 404],
    ['app://bundle/library/runs/x/checkpoints', 'GET', 404],
    ['app://bundle/library/runs/x/checkpoints/1', 'GET', 404],
    ['app://bundle/library/runs/x/checkpoints/1/2', 'GET', 404],
    ['app://bundle/library/runs/x/record/1', 'GET', 404],
    ['app://bundle/library/runs/X/checkpoints/1', 'GET', 400],
    ['app://bundle/library/runs/..%2fx/checkpoints/1', 'GET', 400],
    ['app://bundle/library/runs/x/checkpoints/-1', 'GET', 400],
    ['app://bundle/library/runs/x/checkpoints/01', 'GET', 400],
    ['app://bundle/library/runs/x/checkpoints/1e3', 'GET', 400],
    ['app://bundle/library/runs/x/checkpoints/1234567890', 'GET', 400],
    ['app://bundle/library/corpora/none', 'GET', 404],
    ['app://bundle/library/corpora/NONE', 'GET', 400],
    ['app://bundle/library/corpora/..%2f..%2fsettings', 'GET', 400]
  ])('answers %s (%s) with %i, always isolated', async (address, method, status) => {
    const response = await get(address, method)
    expect(response.status).toBe(status)
    for (const [name, value] of Object.entries(responseHeaders()))
      expect(response.headers.get(name)).toBe(value)
    if (status !== 200) expect(await response.text()).toBe('')
  })

  it('streams a corpus of several pieces to the byte', async () => {
    const text = 'Zoë 日本 😀\n'.repeat(150_000)
    const { id, bytes } = await library.corpora.addText('long', text)
    const response = await get(`app://bundle/library/corpora/${id}`)
    expect(response.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(response.headers.get('Content-Length')).toBe(String(bytes))
    expect(await response.text()).toBe(text)
  })

  it('gives a checkpoint to the byte, and none that is broken or missing', async () => {
    const { runs } = library
    const corpus = { id: 'c', name: 'c', sha256: 'c'.repeat(64) }
    const { id } = await runs.create({ config: PRESETS.names, corpus })
    const bytes = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) & 255)
    await runs.writeCheckpoint(id, 12, bytes, null)
    await runs.writeCheckpoint(id, 13, bytes, null)
    const address = `app://bundle/library/runs/${id}/checkpoints`
    const response = await get(`${address}/12`)
    expect(response.headers.get('Content-Type')).toBe('application/octet-stream')
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
    expect((await get(`${address}/11`)).status).toBe(404)
    writeFileSync(join(root, 'data/runs', id, 'checkpoints/ckpt-13.safetensors'), 'other')
    expect((await get(`${address}/13`)).status).toBe(404)
  })

  it('streams a large checkpoint to the byte, and sets aside one of another length', async () => {
    const { runs } = library
    const corpus = { id: 'c', name: 'c', sha256: 'c'.repeat(64) }
    const { id } = await runs.create({ config: PRESETS.names, corpus })
    const bytes = new Uint8Array(33 << 20).fill(7)
    bytes.set([1, 2, 3], 20 << 20)
    for (const step of [1, 2]) await runs.writeCheckpoint(id, step, bytes, null)
    const address = `app://bundle/library/runs/${id}/checkpoints`
    const response = await get(`${address}/1`)
    expect(response.headers.get('Content-Length')).toBe(String(33 << 20))
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0)
    truncateSync(join(root, 'data/runs', id, 'checkpoints/ckpt-2.safetensors'), 32 << 20)
    expect((await get(`${address}/2`)).status).toBe(404)
    expect((await runs.find(id)).checkpoints).toEqual([1])
  })

  it('closes the file of a text that nobody reads on', async () => {
    const { id } = await library.corpora.addText('long', 'ab\n'.repeat(1_000_000))
    const response = await get(`app://bundle/library/corpora/${id}`)
    const reader = response.body!.getReader()
    expect((await reader.read()).value?.byteLength).toBe(1 << 20)
    await reader.cancel()
  })

  it('does not serve a corpus that was changed behind our back', async () => {
    const { id } = await library.corpora.addText('a', 'one\ntwo')
    writeFileSync(join(root, 'data/corpora', `${id}.txt`), 'one\nTWO')
    expect((await get(`app://bundle/library/corpora/${id}`)).status).toBe(404)
  })
})

describe('a large text', () => {
  const text = 'A line of running text, and another one.\n'.repeat(110_000)
  const split = { kind: 'auto', held_out: 0.1 }
  const lines = async (response: Response): Promise<Record<string, unknown>[]> =>
    (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)

  it('is refused whole unless that is asked for, and answers orders line by line', async () => {
    const { id, bytes } = await library.corpora.addText('large', text)
    const address = `app://bundle/library/corpora/${id}`
    const refused = await get(address)
    expect([refused.status, refused.headers.get('X-Bytes'), await refused.text()]).toEqual([
      413,
      String(bytes),
      ''
    ])
    expect((await (await get(`${address}?whole=1`)).text()).length).toBe(text.length)

    const facts = await lines(await post(`${address}/large`, JSON.stringify({ want: 'facts', split })))
    expect(facts[0]).toMatchObject({ progress: { stage: 'reading', of: bytes } })
    expect(facts.at(-1)).toMatchObject({ answer: { kind: 'text', facts: { lines: 110_000 } } })

    const tokenizer = { kind: 'characters', characters: [...new Set(text)].sort() }
    const made = await lines(
      await post(`${address}/large`, JSON.stringify({ want: 'tokens', split, tokenizer }))
    )
    const { key, train } = made.at(-1)!['answer'] as { key: string; train: number }
    const windows = await get(`${address}/tokens/${key}?length=3&at=0,${(41).toString(36)}`)
    const own = [...'A l'].map((character) => tokenizer.characters.indexOf(character))
    expect([...new Uint16Array(await windows.arrayBuffer())]).toEqual([...own, ...own])
    const status = async (query: string): Promise<number> =>
      (await get(`${address}/tokens/${key}?${query}`)).status
    expect(await status(`length=2&at=${(text.length - 2).toString(36)}`)).toBe(200)
    for (const query of [
      ...['', 'length=3', 'at=0', 'length=0&at=0', 'length=-1&at=0', 'length=3&at=00', 'length=3&at=1,,2'],
      ...[
        'length=1.5&at=0',
        'length=3&at=0x1',
        'length=3&at=A',
        'length=zzzzzzz&at=0',
        'length=3&at=zzzzzzz'
      ],
      `length=3&at=${(text.length - 2).toString(36)}`,
      `length=1&at=${Array.from({ length: 4097 }, () => '0').join()}`
    ]) {
      expect(await status(query), query).toBe(400)
    }
    expect(train).toBe(Math.round(text.length * 0.9))
  })

  it('tells what an order fails with, and refuses what is none', async () => {
    const { id } = await library.corpora.addText('list', 'Anna\nBert\nClara\nDoris\nEmil')
    const address = `app://bundle/library/corpora/${id}/large`
    const told = await lines(
      await post(address, JSON.stringify({ want: 'facts', split: { kind: 'text', held_out: 0 } }))
    )
    expect(told.at(-1)).toMatchObject({ error: { code: 'corpus-too-short' } })
    for (const body of [
      ...['', 'null', '[]', '{"want":"all"}', '{"want":"facts"}'],
      JSON.stringify({ want: 'facts', split: { kind: 'list', held_out: 0.1 } }),
      JSON.stringify({ want: 'facts', split: { kind: 'text', held_out: 0.7 } }),
      JSON.stringify({ want: 'facts', split, root: '/etc' }),
      JSON.stringify({ want: 'tokenizer', split, setting: 'x'.repeat(300) }),
      JSON.stringify({ want: 'tokens', split, tokenizer: { kind: 'characters', characters: ['b', 'a'] } })
    ]) {
      expect((await post(address, body)).status, body).toBe(400)
    }
    const nobody = JSON.stringify({ want: 'facts', split })
    expect((await post('app://bundle/library/corpora/none/large', nobody)).status).toBe(404)
  })

  it('is left alone once nobody reads on, and nothing stays behind', async () => {
    const { id } = await library.corpora.addText('cancelled', `Another one. ${text}`)
    const before = readdirSync(join(root, 'data/corpora')).sort()
    const address = `app://bundle/library/corpora/${id}/large`
    const response = await post(address, JSON.stringify({ want: 'facts', split }))
    const reader = response.body!.getReader()
    await reader.read()
    await reader.cancel()
    expect(signals.at(-1)?.aborted).toBe(true)
    await vi.waitFor(() => expect(readdirSync(join(root, 'data/corpora')).sort()).toEqual(before))
    const next = await lines(await post(address, JSON.stringify({ want: 'facts', split })))
    expect(next.at(-1)).toHaveProperty('answer')
  })
})

describe('segmentsOf', () => {
  it('names the parts of plain paths', () => {
    expect(segmentsOf('/')).toEqual(['index.html'])
    expect(segmentsOf('/assets/a%20b.js')).toEqual(['assets', 'a b.js'])
  })
})
