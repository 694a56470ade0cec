import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunEnd } from '#core/contracts/worker'
import { speak } from '../catalogue/language'
import { sayEnded, sayRepeatsEnded } from './ending'
import type { LiveRun } from './live-run.svelte'

const call = vi.hoisted(() => vi.fn((_name: string, _argument: unknown) => Promise.resolve()))
vi.mock('../bridge/app-client', () => ({ callApp: call }))
beforeEach(() => call.mockClear())

const run = (figures: object, tokens: object | null = null): LiveRun =>
  ({ name: 'quiet-ridge', figures: { step: 4000, ...figures }, tokens }) as unknown as LiveRun
const said = (): unknown[] => call.mock.calls.map(([, argument]) => argument)
const done: RunEnd = { reason: 'finished' }

describe('what the system is given to say', () => {
  it('names the run and its held-out loss, in bits per character where tokens are longer', () => {
    sayEnded(run({ valLoss: 2.1049, valBits: 3 }), done)
    sayEnded(run({ valLoss: 2.1049, valBits: 1.5 }, {}), done)
    sayEnded(run({ valLoss: null, valBits: null }), done)
    expect(call.mock.calls.every(([name]) => name === 'window.notify')).toBe(true)
    expect(said()).toEqual([
      { title: 'quiet-ridge is done', text: 'Held-out loss 2.105 after 4,000 steps.' },
      { title: 'quiet-ridge is done', text: 'Held-out loss 1.500 bits/character after 4,000 steps.' },
      { title: 'quiet-ridge is done', text: '4,000 steps.' }
    ])
  })

  it('says what went wrong, and nothing of what its user has stopped', () => {
    sayEnded(run({ step: 12 }), {
      reason: 'failed',
      error: { code: 'disk-full', detail: { name: 'run.json' } }
    })
    sayEnded(run({}), { reason: 'stopped' })
    expect(said()).toEqual([
      {
        title: 'quiet-ridge has stopped',
        text: 'The disk is full, so “run.json” could not be written. Step 12.'
      }
    ])
  })

  it('speaks the language of the window', () => {
    speak('de')
    sayRepeatsEnded(5)
    speak('en')
    expect(said()).toEqual([
      { title: 'Alle Wiederholungen sind trainiert', text: '5 Läufe, zu vergleichen unter „Läufe“.' }
    ])
  })
})
