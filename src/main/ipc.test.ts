import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#core/errors'
import { Mismatch } from '#storage/checks'
import { answer, registerIpc, withoutHome } from './ipc'
import { isTrusted, type SenderFrame } from './sender'
import { VALIDATORS } from './validate'

type Listener = (event: { senderFrame: SenderFrame | null }, ...args: unknown[]) => unknown
const registered = vi.hoisted(() => new Map<string, Listener>())
vi.mock('electron', () => ({
  ipcMain: {
    handle: (channel: string, listener: Listener) => registered.set(channel, listener),
    on: (channel: string, listener: Listener) => registered.set(channel, listener)
  }
}))

const OURS: SenderFrame = { origin: 'app://bundle', parent: null }
const OTHERS: [string, SenderFrame | null][] = [
  ['a frame that is gone', null],
  ['a frame within the page', { origin: 'app://bundle', parent: OURS }],
  ['another host of the scheme', { origin: 'app://other', parent: null }],
  ['a site', { origin: 'https://example.com', parent: null }],
  ['a file', { origin: 'file://', parent: null }],
  ['an opaque origin', { origin: 'null', parent: null }],
  ['a lookalike', { origin: 'app://bundle.example.com', parent: null }]
]

describe('the sender of a message', () => {
  it('is trusted if it is the main frame of our page', () => expect(isTrusted(OURS)).toBe(true))
  it.each(OTHERS)('is not trusted if it is %s', (_what, frame) => expect(isTrusted(frame)).toBe(false))
})

describe('answering', () => {
  it('gives the value to our page', async () => {
    expect(await answer(OURS, [2], (n) => Number(n) + 1)).toEqual({ ok: true, value: 3 })
  })

  it.each(OTHERS)('tells %s nothing and does nothing', async (_what, frame) => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const handle = vi.fn()
    await expect(answer(frame, [1], handle)).rejects.toThrow('untrusted sender')
    expect(handle).not.toHaveBeenCalled()
    expect(warned).toHaveBeenCalledOnce()
    warned.mockRestore()
  })

  it.each([[[]], [[1, 2]]])('refuses %j: one argument', async (args) => {
    const handle = vi.fn()
    const reply = await answer(OURS, args, handle)
    expect(reply).toMatchObject({ ok: false, error: { code: 'bad-request' } })
    expect(handle).not.toHaveBeenCalled()
  })

  it('turns what is thrown into an AppError', async () => {
    const fail = (error: unknown) => () => {
      throw error
    }
    expect(await answer(OURS, [1], fail(new Failure('disk-full', { name: 'x' })))).toEqual({
      ok: false,
      error: { code: 'disk-full', detail: { name: 'x' } }
    })
    expect(await answer(OURS, [1], fail(new Mismatch('a.b', 'text')))).toEqual({
      ok: false,
      error: { code: 'bad-request', detail: { at: 'a.b', expected: 'text' } }
    })
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    expect(await answer(OURS, [1], fail(new TypeError('bug')))).toMatchObject({
      ok: false,
      error: { code: 'internal' }
    })
    expect(logged).toHaveBeenCalledOnce()
    logged.mockRestore()
  })

  it('does not tell where the home folder is', () => {
    const error = {
      code: 'write-failed',
      detail: { folder: '/home/ada/x', n: 1 },
      cause: 'at /home/ada/y'
    } as const
    expect(withoutHome(error, '/home/ada')).toEqual({
      code: 'write-failed',
      detail: { folder: '~/x', n: 1 },
      cause: 'at ~/y'
    })
    expect(withoutHome(error, '/')).toEqual(error)
  })
})

describe('registration', () => {
  const handlers = new Proxy({}, { get: (_target, name) => () => `did ${String(name)}` })
  const files = { mint: vi.fn((path: string) => Promise.resolve(path)), read: vi.fn() }
  const listening = vi.fn()
  const ipc = registerIpc(handlers as never, files as never, { emit: vi.fn(), listening, reset: vi.fn() })
  const send = (channel: string, frame: SenderFrame | null, ...args: unknown[]): unknown =>
    registered.get(channel)!({ senderFrame: frame }, ...args)

  it('covers every request of the contract', async () => {
    for (const name of Object.keys(VALIDATORS)) expect(registered.has(`downhill/${name}`)).toBe(true)
    expect(await send('downhill/app.info', OURS, {})).toEqual({ ok: true, value: 'did app.info' })
    expect(await send('downhill/app.info', OURS, { more: 1 })).toMatchObject({
      error: { code: 'bad-request' }
    })
    await ipc.idle()
  })

  it('mints a handle for a dropped file, and none for one without a place on disk', async () => {
    expect(await send('downhill/file', OURS, { path: '/a', name: 'a' })).toEqual({ ok: true, value: '/a' })
    expect(await send('downhill/file', OURS, { path: '', name: 'a' })).toMatchObject({
      error: { code: 'file-missing', detail: { name: 'a' } }
    })
    expect(await send('downhill/file', OURS, { path: '/a\0', name: 'a' })).toMatchObject({
      error: { code: 'bad-request' }
    })
  })

  it('hears that the page listens, from the page only', () => {
    send('downhill/listen', { origin: 'https://example.com', parent: null }, 'file.opened')
    send('downhill/listen', OURS, { not: 'a name' })
    expect(listening).not.toHaveBeenCalled()
    send('downhill/listen', OURS, 'file.opened')
    expect(listening).toHaveBeenCalledWith('file.opened')
  })
})
