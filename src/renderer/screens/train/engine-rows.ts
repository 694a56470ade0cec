/* The rows of the engine picker: names, devices as reported, reasons, measured speeds. Pure. */

import type { EngineChoice, EngineReport } from '#core/contracts/engine-report'
import type { AppError } from '#core/errors'
import { measured } from '../../catalogue/format'
import { shellText } from '../../catalogue/shell'
import { trainText } from '../../catalogue/train'

const words = trainText.engine
const { names } = shellText.engine

export interface EngineRow {
  readonly value: EngineChoice
  readonly name: string
  readonly right?: string
  readonly unit?: string
  readonly detail?: string
  readonly bar?: number
  readonly reason?: string
}

/** The name of an engine's row; one on a pretended graphics card says so. */
export function engineName({ choice, description }: EngineReport): string {
  return description?.adapter?.software ? words.software(names[choice]) : names[choice]
}

/** The device as it is reported, with what is to be known of the engine. */
function detailOf(report: EngineReport): string {
  const { description, choice } = report
  const device = description?.device ?? ''
  if (description?.adapter?.software) return words.softwareText(device)
  if (choice === 'reference' || choice === 'reference-webgpu') return words.referenceText(device)
  return description && description.threads > 1 && !/thread/.test(device)
    ? `${device}, ${words.threads(description.threads)}`
    : device
}

/**
 * Automatic first, then the engines in the worker's order.
 * @param auto the engine Automatic would take or has taken; null if not known
 * @param speeds steps per second, measured for exactly these settings
 * @param reasonOf words for why an engine cannot be used
 */
export function engineRows(
  list: readonly EngineReport[],
  auto: EngineReport | null,
  speeds: Partial<Record<EngineChoice, number>>,
  reasonOf: (error: AppError) => string
): EngineRow[] {
  const fastest = Math.max(0, ...Object.values(speeds))
  const automatic: EngineRow = {
    value: 'auto',
    name: words.auto,
    detail: words.autoText,
    ...(auto && { unit: words.autoUses(engineName(auto)) })
  }
  const rows = list.map((report): EngineRow => {
    const speed = speeds[report.choice]
    const name = engineName(report)
    if (report.unavailable) return { value: report.choice, name, reason: reasonOf(report.unavailable) }
    return {
      value: report.choice,
      name,
      detail: detailOf(report),
      ...(speed !== undefined && { right: measured(speed), unit: words.speed, bar: speed / fastest })
    }
  })
  return [automatic, ...rows]
}
