import { describe, expect, it, vi } from 'vitest'
import { Failure } from '#core/errors'
import { refuse, type RefusalOptions } from './refusal'

function refusal(answers: readonly number[], folders: readonly (string | null)[] = []) {
  const [presses, chosen] = [[...answers], [...folders]]
  const ask = vi.fn((_box: Parameters<RefusalOptions['ask']>[0]) => Promise.resolve(presses.shift() ?? 1))
  const choose = vi.fn(() => Promise.resolve(chosen.shift() ?? null))
  return { folder: '/data', ask, choose, restart: vi.fn(), quit: vi.fn() }
}

describe('a data folder that cannot be used', () => {
  it('is named, and another one can be taken', async () => {
    const options = refusal([0], ['/other'])
    await refuse(options, new Failure('write-failed', { name: 'runs', folder: '/data' }))
    const { detail, buttons } = options.ask.mock.calls[0]![0]
    expect(detail).toContain('/data')
    expect(detail).toContain('cannot be written')
    expect(buttons).toEqual(['Choose another folder…', 'Quit'])
    expect(options.restart).toHaveBeenCalledExactlyOnceWith('/other')
    expect(options.quit).not.toHaveBeenCalled()
  })

  it('asks again if no folder was chosen, and ends for Quit', async () => {
    const options = refusal([0, 0, 1], [null, null])
    await refuse(options)
    expect(options.choose).toHaveBeenCalledTimes(2)
    expect(options.restart).not.toHaveBeenCalled()
    expect(options.quit).toHaveBeenCalledOnce()
  })

  it.each([
    ['library-in-use', 'process 77'],
    ['disk-full', 'full']
  ] as const)('says why: %s', async (code, words) => {
    const options = refusal([1])
    await refuse(options, new Failure(code, { folder: '/data', pid: 77 }))
    expect(options.ask.mock.calls[0]![0].detail).toContain(words)
  })

  it('names the other computer that has it open, and since when', async () => {
    const options = refusal([1])
    const since = '2026-07-12T12:34:56.000Z'
    await refuse(options, new Failure('library-in-use', { folder: '/data', pid: 77, host: 'attic', since }))
    const { detail } = options.ask.mock.calls[0]![0]
    expect(detail).toContain('/data is open in Downhill on the computer attic since 2026-07-12 12:34 UTC')
  })
})
