import { describe, expect, it } from 'vitest'
import type { RunEntry } from '#core/contracts/app'
import { PRESETS, type RunConfig } from '#core/run-config'
import { german } from '../catalogue/de'
import { english } from '../catalogue/en'
import { baseOf, configOf, differences, sideBySide } from './differences'
import { FIRST_ORDER, found, sorted, type Spoken } from './listing'

let made = 0
function run(name: string, change: Partial<RunEntry> = {}, config: Partial<RunConfig> = {}): RunEntry {
  const time = new Date(Date.UTC(2026, 0, 1, 0, made++)).toISOString()
  return {
    ...{ id: name, name, config: { ...PRESETS.names, ...config }, created: time, updated: time },
    corpus: { id: 'c', name: 'Names', sha256: 'aa' },
    ...{ engine: null, state: 'finished', step: 0, bestVal: null, lastTrain: null, certificate: null },
    ...{ checkpoints: [], kept: [], bestBits: null, seconds: 0, bytes: 0, parent: null, repeatOf: null },
    ...{ origin: null, verified: null, ...change }
  }
}
const namesOf = (list: readonly RunEntry[]): string[] => list.map(({ name }) => name)

describe('what differs', () => {
  it('is every setting but the name of the preset, in their order', () => {
    const own = { ...PRESETS.names, preset: 'text' as const, seed: 7, layers: 2 }
    expect(differences(own, PRESETS.names)).toEqual(
      [
        { key: 'seed', own: 7, base: 42 },
        { key: 'layers', own: 2, base: 4 }
      ].sort((a, b) => keyOrder(a.key) - keyOrder(b.key))
    )
    expect(differences(own, own)).toEqual([])
  })

  it('is told against the parent, the repeated run, the one before on the same corpus, the preset', () => {
    const first = run('first')
    const other = run('other', { corpus: { id: 'd', name: 'Words', sha256: 'bb' } })
    const second = run('second')
    const seed = run('seed', { repeatOf: 'first' }, { seed: 43 })
    const branch = run('branch', { parent: { runId: 'first', step: 10 } })
    const orphan = run('orphan', { parent: { runId: 'gone', step: 10 } })
    const list = [first, other, second, seed, branch, orphan]
    const base = (entry: RunEntry): string => {
      const found = baseOf(entry, list)
      return 'run' in found ? found.run.id : found.preset
    }
    expect(list.map(base)).toEqual(['names', 'names', 'first', 'first', 'first', 'branch'])
    expect(configOf({ preset: 'text' })).toBe(PRESETS.text)
  })

  it('of several is what is not alike in all of them', () => {
    const configs = [{}, { width: 32 }, { width: 32, seed: 1 }].map((c) => ({ ...PRESETS.names, ...c }))
    const rows = sideBySide(configs)
    expect(new Map(rows.map(({ key, values }) => [key, values]))).toEqual(
      new Map([
        ['width', [64, 32, 32]],
        ['seed', [42, 42, 1]]
      ])
    )
    expect(sideBySide([PRESETS.names, { ...PRESETS.names }])).toEqual([])
  })

  it('is not the kind where one of them left it to the corpus', () => {
    const [auto, list, text] = (['auto', 'list', 'text'] as const).map((kind) => ({
      ...PRESETS.names,
      kind
    })) as [RunConfig, RunConfig, RunConfig]
    expect(differences(list, auto)).toEqual([])
    expect(differences(list, text)).toHaveLength(1)
    expect(sideBySide([auto, list])).toEqual([])
    expect(sideBySide([auto, list, text])).toHaveLength(1)
  })
})

const keyOrder = (key: string): number => Object.keys(PRESETS.names).indexOf(key)

describe('the list', () => {
  const list = [
    run('run-10', { bestBits: 3.1, bytes: 5 }),
    run('run-9', { bestBits: null, bytes: 9 }),
    run('Alpha', { bestBits: 2.9, bytes: 5 })
  ]

  it('is sorted with what is not known last in either order, and equal ones newest first', () => {
    const by = (key: 'name' | 'best' | 'bytes' | 'created', descending = FIRST_ORDER[key]) =>
      namesOf(sorted(list, { key, descending }, { locale: 'en-US', states: english.runs.states }))
    expect(by('name')).toEqual(['Alpha', 'run-9', 'run-10'])
    expect(by('best')).toEqual(['Alpha', 'run-10', 'run-9'])
    expect(by('best', true)).toEqual(['run-10', 'Alpha', 'run-9'])
    expect(by('bytes')).toEqual(['run-9', 'Alpha', 'run-10'])
    expect(by('created')).toEqual(['Alpha', 'run-9', 'run-10'])
    expect(namesOf(list)).toEqual(['run-10', 'run-9', 'Alpha'])
  })

  it('is sorted as the language it is spoken in sorts, states by their words', () => {
    const two = [run('a', { state: 'failed' }), run('b', { state: 'finished' })]
    const by = (spoken: Spoken) => namesOf(sorted(two, { key: 'state', descending: false }, spoken))
    // done, failed; fehlgeschlagen, fertig
    expect(by({ locale: 'en-US', states: english.runs.states })).toEqual(['b', 'a'])
    expect(by({ locale: 'de-DE', states: german.runs.states })).toEqual(['a', 'b'])
    const vowels = [run('Zoë'), run('Ähre'), run('Apfel')]
    const named = (locale: string) =>
      namesOf(sorted(vowels, { key: 'name', descending: false }, { locale, states: german.runs.states }))
    expect(named('de-DE')).toEqual(['Ähre', 'Apfel', 'Zoë'])
    // Where it is a letter of its own: what is asked for is the locale's order.
    expect(named('sv-SE')).toEqual(['Apfel', 'Zoë', 'Ähre'])
  })

  it('holds every word of a query somewhere, in any case', () => {
    const wordsOf = ({ name, state }: RunEntry): string[] => [name, state]
    expect(namesOf(found(list, 'RUN finished', wordsOf))).toEqual(['run-10', 'run-9'])
    expect(namesOf(found(list, 'run failed', wordsOf))).toEqual([])
    expect(found(list, '  ', wordsOf)).toBe(list)
  })
})
