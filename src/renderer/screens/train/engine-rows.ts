/* The rows of the engine picker: names, devices as reported, reasons, measured speeds. Pure. */

import { ENGINE_FEATURES } from '#core/contracts/engine-report'
import type { EngineChoice, EngineDescription, EngineReport } from '#core/contracts/engine-report'
import type { AutomaticChoice, MeasuredChoice } from '#core/contracts/measurements'
import type { AppError } from '#core/errors'
import { text } from '../../catalogue/text'
import { measured } from '../../catalogue/format'

const words = text.train.engine
const { names } = text.engine

export interface EngineRow {
  readonly value: EngineChoice
  readonly name: string
  readonly right?: string
  readonly unit?: string
  readonly detail?: string
  readonly bar?: number
  readonly reason?: string
}

/** What the rows are made of. */
export interface EngineFacts {
  readonly list: readonly EngineReport[]
  /** The engine Automatic has taken or would take, and why; `report` null where that is not known. */
  readonly automatic: { readonly report: EngineReport | null; readonly why: AutomaticChoice['why'] }
  /** Steps per second, measured for exactly these settings. */
  readonly speeds: Partial<Record<EngineChoice, number>>
  /** Which engine is being measured. */
  readonly measuring: MeasuredChoice | null
  /** Engines that were to be measured and could not be. */
  readonly problems: readonly { readonly choice: MeasuredChoice; readonly error: AppError }[]
}

/** The name of an engine's row; one on a pretended graphics card says so. */
export function engineName({ choice, description }: EngineReport): string {
  return description?.adapter?.software ? words.software(names[choice]) : names[choice]
}

/** What the engine uses beyond plain arithmetic, in words that go on a line. */
function featureNames(description: EngineDescription | null): string[] {
  const { names } = words.arithmetic
  return ENGINE_FEATURES.filter((feature) => description?.features.includes(feature)).map((one) => names[one])
}

/** The device as it is reported, with what is to be known of the engine. */
function detailOf(report: EngineReport): string {
  const { description, choice } = report
  const device = description?.device ?? ''
  if (description?.adapter?.software) return words.softwareText(device)
  if (choice === 'reference' || choice === 'reference-webgpu') return words.referenceText(device)
  const threads = description && description.threads > 1 && !/thread/.test(device)
  return [
    device,
    ...(threads ? [words.threads(description.threads)] : []),
    ...featureNames(description)
  ].join(', ')
}

/**
 * Automatic first, then the engines in the worker's order.
 * @param reasonOf words for why an engine cannot be used or measured
 */
export function engineRows(facts: EngineFacts, reasonOf: (error: AppError) => string): EngineRow[] {
  const { list, automatic, speeds, measuring, problems } = facts
  const fastest = Math.max(0, ...Object.values(speeds))
  const auto: EngineRow = {
    value: 'auto',
    name: words.auto,
    detail: words.autoText[automatic.why],
    ...(automatic.report && { unit: words.autoUses(engineName(automatic.report)) })
  }
  const rows = list.map((report): EngineRow => {
    const { choice, unavailable } = report
    const name = engineName(report)
    if (unavailable) return { value: choice, name, reason: reasonOf(unavailable) }
    const row = { value: choice, name, detail: detailOf(report) }
    const speed = speeds[choice]
    if (measuring === choice) return { ...row, unit: words.measuring }
    if (speed !== undefined) {
      return { ...row, right: measured(speed), unit: words.speed, bar: speed / fastest }
    }
    const problem = problems.find((entry) => entry.choice === choice)
    if (problem) return { ...row, detail: `${row.detail}. ${reasonOf(problem.error)}` }
    return { ...row, unit: words.notMeasured }
  })
  return [auto, ...rows]
}
