import type { EventEmitter } from 'node:events'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createNotifier } from './notify'

const system = vi.hoisted(() => ({ supported: true, shown: [] as unknown[] }))
vi.mock('electron', async () => {
  const { EventEmitter } = await import('node:events')
  class Notification extends EventEmitter {
    static isSupported = (): boolean => system.supported
    closed = false
    constructor(readonly options: { title: string; body: string }) {
      super()
    }
    show(): void {
      system.shown.push(this)
    }
    close(): void {
      this.closed = true
    }
  }
  return { Notification }
})

interface Shown extends EventEmitter {
  readonly options: { readonly title: string; readonly body: string }
  readonly closed: boolean
}

const said = { title: 'quiet-ridge is done', text: 'Held-out loss 2.105 after 4,000 steps.' }
const shown = (): Shown[] => system.shown as Shown[]

describe('the word that a run has ended', () => {
  let wanted = true
  let lookedAt = false
  const show = vi.fn()
  const notifier = createNotifier({ wanted: () => wanted, isLookedAt: () => lookedAt, show })
  beforeEach(() => {
    ;[wanted, lookedAt, system.supported] = [true, false, true]
    system.shown.length = 0
    show.mockClear()
  })

  it('is shown by the system, and its click brings the window', () => {
    notifier.notify(said)
    expect(shown().map(({ options }) => options)).toEqual([{ title: said.title, body: said.text }])
    shown()[0]?.emit('click')
    expect(show).toHaveBeenCalledOnce()
  })

  it('takes the place of the one before', () => {
    notifier.notify(said)
    notifier.notify({ ...said, title: 'still-lake is done' })
    expect(shown().map(({ closed }) => closed)).toEqual([true, false])
  })

  it('is not shown where somebody looks, where it is not wanted, and where the system shows none', () => {
    lookedAt = true
    notifier.notify(said)
    ;[lookedAt, wanted] = [false, false]
    notifier.notify(said)
    ;[wanted, system.supported] = [true, false]
    notifier.notify(said)
    expect(shown()).toEqual([])
  })

  it('is no trouble where the system refuses it', () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    notifier.notify(said)
    expect(() => shown()[0]?.emit('failed', {}, 'not signed')).not.toThrow()
  })
})
