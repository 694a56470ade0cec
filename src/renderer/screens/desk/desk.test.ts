import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LogEntry } from '#core/contracts/desk'
import { shortcutList } from '../../shell/shortcut-list'
import { diagnosticsOf } from '../../state/diagnostics'
import { speak } from '../../catalogue/language'
import { text } from '../../catalogue/text'
import { logged, saidFacts, technical } from './logged'

const entry = (what: string, more: Partial<LogEntry> = {}): LogEntry => ({
  ...{ time: '2026-07-12T12:00:00.000Z', level: 'error', from: 'window', what, facts: {}, trace: [] },
  ...more
})
const sentence = ({ what }: LogEntry): string => `It is ${what}.`

describe('the log', () => {
  const entries = [
    entry('gpu-lost', { from: 'worker', facts: { step: 1840 }, trace: ['train index.js:1:2'] }),
    entry('file-missing', { level: 'warn' }),
    entry('started', { level: 'info', from: 'main' })
  ]
  const shown = (...[filter, wanted]: [Parameters<typeof logged>[1], string?]): string[] =>
    logged(entries, filter, wanted ?? '', sentence).map(({ what }) => what)

  it('shows levels from one on, and what holds all words', () => {
    expect(shown('all')).toEqual(['gpu-lost', 'file-missing', 'started'])
    expect(shown('warnings')).toEqual(['gpu-lost', 'file-missing'])
    expect(shown('errors')).toEqual(['gpu-lost'])
    expect(shown('all', 'it IS')).toHaveLength(3)
    expect(shown('all', '1840 worker')).toEqual(['gpu-lost'])
    expect(shown('all', 'index.js:1')).toEqual(['gpu-lost'])
    expect(shown('errors', 'missing')).toEqual([])
  })

  it('says facts in words, in the language that is spoken, and codes only for a report', () => {
    const gone = entry('helper-gone', { facts: { reason: 'oom', kind: 'GPU', pid: 7, step: 1840 } })
    expect(saidFacts(gone)).toBe('reason: out of memory, kind: graphics card, step: 1,840')
    speak('de')
    expect(saidFacts(gone)).toBe('Grund: kein Arbeitsspeicher mehr, Art: Grafikkarte, Schritt: 1.840')
    speak('en')
    expect(saidFacts(entry('started', { facts: { constructor: 'odd' } }))).toBe('')
    expect(saidFacts(entry('unexpected', { facts: { kind: 'constructor' } }))).toBe('kind: constructor')
    expect(technical(gone).split('\n')).toEqual([
      'helper-gone',
      'reason: oom',
      'kind: GPU',
      'pid: 7',
      'step: 1840'
    ])
  })

  it('has a sentence for every event of main', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../main/report.ts'), 'utf8')
    const events = /type Event =\n((?: {2}\| '[a-z-]+'\n)+)/.exec(source)?.[1]?.match(/[a-z-]+(?=')/g)
    expect(Object.keys(text.log.events).sort()).toEqual(events?.sort())
  })
})

describe('diagnostics', () => {
  it('are a fact a line, with the last errors and no notes', () => {
    const said = diagnosticsOf({
      facts: {
        ...{ version: '0.1.0', electron: '45.4.1', chrome: '150', node: '24', system: 'linux x64 6.8' },
        ...{ machine: '8 × Some CPU', memory: { total: 16e9, free: 4e9 }, disk: null },
        ...{ packed: false, sandbox: true }
      },
      page: { width: 1440, height: 900, ratio: 2, isolated: true },
      settings: {
        ...{ theme: 'dark', engine: 'auto', engineFeatures: ['f16'] },
        checkpoints: { count: 32, megabytes: 256 }
      },
      engines: [
        {
          choice: 'webgpu',
          slow: true,
          description: {
            ...{ engine: 'webgpu', device: 'SwiftShader', threads: 1, features: [] },
            adapter: {
              ...{
                vendor: 'google',
                architecture: 'swiftshader',
                device: '',
                description: '',
                software: true
              },
              ...{ limits: {}, features: [] }
            }
          }
        },
        { choice: 'cpu', slow: false, description: null, unavailable: { code: 'engine-unavailable' } }
      ],
      entries: [
        entry('gpu-lost', { facts: { step: 3 }, trace: ['train index.js:1:2'] }),
        entry('started', { level: 'info' })
      ]
    })
    expect(said.replaceAll('\u00a0', ' ').split('\n')).toEqual([
      'Downhill: 0.1.0, from sources',
      'Electron: 45.4.1, Chromium 150, Node 24',
      'System: linux x64 6.8',
      'Machine: 8 × Some CPU',
      'Memory: 4.00 GB of 16.0 GB free',
      'Disk: unknown',
      'Sandbox: on',
      'Isolated: yes',
      'Window: 1,440 × 900 at 2.00',
      'Theme: dark',
      'Engine: auto, f16',
      'Checkpoints: 32, 256 MB',
      'Engine webgpu: SwiftShader, 1 threads, google, swiftshader, software, slow',
      'Engine cpu: not usable: engine-unavailable',
      '',
      'Last errors: 1',
      '2026-07-12T12:00:00.000Z error window gpu-lost step=3',
      '    train index.js:1:2',
      ''
    ])
  })
})

describe('the list of shortcuts', () => {
  it('names each shortcut once, with the keys of the platform', () => {
    for (const mac of [true, false]) {
      const rows = shortcutList(mac).flatMap((group) => group.rows)
      expect(new Set(rows.map(({ does }) => does)).size).toBe(rows.length)
      expect(JSON.stringify(rows).includes('⌘')).toBe(mac)
      expect(JSON.stringify(rows).includes('Ctrl')).toBe(!mac)
    }
  })
})
