import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Closing, type ClosingChoice, createClosing } from './closing'

let training: boolean
let choose: (choice: ClosingChoice) => void
let closing: Closing
const asked = vi.fn()
const requestSave = vi.fn()
const close = vi.fn()
const toBackground = vi.fn()

/** Closes the window; true if it may go. */
const tryToClose = (): boolean => {
  const preventDefault = vi.fn()
  closing.onClose({ preventDefault })
  return preventDefault.mock.calls.length === 0
}
const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined)

beforeEach(() => {
  vi.useFakeTimers()
  vi.clearAllMocks()
  training = true
  const ask = (): Promise<ClosingChoice> => {
    asked()
    return new Promise((done) => (choose = done))
  }
  const doings = { requestSave, toBackground, close }
  closing = createClosing({ isTraining: () => training, ask, ...doings, patience: 1000 })
})
afterEach(() => vi.useRealTimers())

describe('closing the window', () => {
  it('asks nothing when no run goes on', () => {
    training = false
    expect(tryToClose()).toBe(true)
    expect(asked).not.toHaveBeenCalled()
  })

  it('asks once, however often it is tried', () => {
    expect(tryToClose()).toBe(false)
    expect(tryToClose()).toBe(false)
    expect(asked).toHaveBeenCalledOnce()
  })

  it('stays for Keep training, out of the way, and asks again the next time', async () => {
    tryToClose()
    choose('keep')
    await settle()
    expect(toBackground).toHaveBeenCalledOnce()
    expect(close).not.toHaveBeenCalled()
    expect(tryToClose()).toBe(false)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('goes for Quit', async () => {
    tryToClose()
    choose('quit')
    await settle()
    expect(close).toHaveBeenCalledOnce()
    expect(tryToClose()).toBe(true)
  })

  it('waits for the page for Save and quit', async () => {
    tryToClose()
    choose('save')
    await settle()
    expect(requestSave).toHaveBeenCalledOnce()
    expect(tryToClose()).toBe(false)
    expect(close).not.toHaveBeenCalled()
    closing.answer(true)
    expect(close).toHaveBeenCalledOnce()
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked).toHaveBeenCalledOnce()
  })

  it('stays if the page could not save', async () => {
    tryToClose()
    choose('save')
    await settle()
    closing.answer(false)
    expect(close).not.toHaveBeenCalled()
    expect(tryToClose()).toBe(false)
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('asks again if the page does not answer', async () => {
    tryToClose()
    choose('save')
    await settle()
    await vi.advanceTimersByTimeAsync(1000)
    expect(asked).toHaveBeenCalledTimes(2)
    choose('quit')
    await settle()
    expect(close).toHaveBeenCalledOnce()
  })

  it('needs no saving if the run ended while the question stood', async () => {
    tryToClose()
    training = false
    choose('save')
    await settle()
    expect(requestSave).not.toHaveBeenCalled()
    expect(close).toHaveBeenCalledOnce()
  })

  it('does not mind an answer nobody asked for', () => {
    closing.answer(true)
    expect(close).not.toHaveBeenCalled()
  })

  it('asks nothing once the session ends', async () => {
    tryToClose()
    closing.force()
    expect(tryToClose()).toBe(true)
    choose('keep')
    await settle()
    expect(tryToClose()).toBe(true)
  })
})
