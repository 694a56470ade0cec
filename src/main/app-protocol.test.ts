import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PRESETS } from '#core/run-config'
import { type Library, openLibrary } from '#storage/library'
import { createResponder, segmentsOf } from './app-protocol'
import { responseHeaders } from './policy'

vi.mock('electron', () => ({ protocol: {} }))

let root: string
let library: Library
let respond: (request: Request) => Promise<Response>
const get = (address: string, method = 'GET'): Promise<Response> =>
  respond({ url: address, method } as Request)

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
  respond = createResponder({ page, corpora: library.corpora, runs: library.runs, chromiumLicences })
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

describe('segmentsOf', () => {
  it('names the parts of plain paths', () => {
    expect(segmentsOf('/')).toEqual(['index.html'])
    expect(segmentsOf('/assets/a%20b.js')).toEqual(['assets', 'a b.js'])
  })
})
