/*
 * The text of "Copy diagnostics": what somebody who mends Downhill asks first. Facts as the program has them, in
 * English whatever the window speaks. No text of the user's can be in it: of settings and log only what is named here.
 */

import type { AppSettings } from '#core/contracts/app'
import type { Diagnosis, LogEntry } from '#core/contracts/desk'
import type { EngineReport } from '#core/contracts/engine-report'
import { text } from '../catalogue/text'
import { bytes } from '../catalogue/format'

export interface Diagnosed {
  readonly facts: Diagnosis
  readonly page: {
    readonly width: number
    readonly height: number
    readonly ratio: number
    readonly isolated: boolean
  }
  readonly settings: Pick<AppSettings, 'theme' | 'engine' | 'engineFeatures' | 'checkpoints'>
  readonly engines: readonly EngineReport[]
  /** The newest first. */
  readonly entries: readonly LogEntry[]
}

const MOST_ENTRIES = 30

/** The whole text, a fact a line. */
export function diagnosticsOf({ facts, page, settings, engines, entries }: Diagnosed): string {
  const { memory } = facts
  const said: readonly (readonly [string, string])[] = [
    ['Downhill', `${facts.version}${facts.packed ? '' : ', from sources'}`],
    ['Electron', `${facts.electron}, Chromium ${facts.chrome}, Node ${facts.node}`],
    ['System', facts.system],
    ['Machine', facts.machine],
    ['Memory', text.diagnostics.memory(memory.free, memory.total)],
    ['Disk', facts.disk === null ? 'unknown' : `${bytes(facts.disk)} free`],
    ['Sandbox', facts.sandbox ? 'on' : 'off'],
    ['Isolated', page.isolated ? 'yes' : 'no'],
    ['Window', text.diagnostics.window(page.width, page.height, page.ratio)],
    ['Theme', settings.theme],
    ['Engine', [settings.engine, ...settings.engineFeatures].join(', ')],
    ['Checkpoints', `${settings.checkpoints.count}, ${settings.checkpoints.megabytes} MB`],
    ...engines.map((report) => [`Engine ${report.choice}`, engineLine(report)] as const)
  ]
  const errors = entries.filter(({ level }) => level !== 'info').slice(0, MOST_ENTRIES)
  return [
    ...said.map(([name, value]) => `${name}: ${value}`),
    '',
    `Last errors: ${errors.length}`,
    ...errors.map(entryLines),
    ''
  ].join('\n')
}

function engineLine({ description, unavailable, slow }: EngineReport): string {
  if (!description) return `not usable: ${unavailable?.code ?? 'unknown'}`
  const { device, threads, features, adapter } = description
  const card = adapter && [adapter.vendor, adapter.architecture, adapter.software ? 'software' : 'hardware']
  const parts = [device, `${threads} threads`, ...features, ...(card ?? []), ...(slow ? ['slow'] : [])]
  return [...parts, ...(unavailable ? [`not usable: ${unavailable.code}`] : [])].filter(Boolean).join(', ')
}

/** One entry of the log, with where it was below it. */
function entryLines({ time, level, from, what, facts, trace }: LogEntry): string {
  const said = Object.entries(facts).map(([key, value]) => `${key}=${value}`)
  return [[time, level, from, what, ...said].join(' '), ...trace.map((frame) => `    ${frame}`)].join('\n')
}
