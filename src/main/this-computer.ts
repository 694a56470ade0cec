/*
 * What this computer is, in one line: the processor and the graphics drivers. Measurements hold for it
 * alone; a data folder that is carried elsewhere, or a new driver, makes them be taken anew.
 */
import { cpus, release } from 'node:os'
import { app } from 'electron'

/** Chromium's word on the graphics cards is waited for this long, in milliseconds. */
const PATIENCE = 3_000

let known: Promise<string> | null = null

/** Asked once a session. Never fails: what cannot be known is left out. */
export function thisComputer(): Promise<string> {
  known ??= graphicsDrivers().then((drivers) => describe(cpus(), `${process.platform} ${release()}`, drivers))
  return known
}

/** The line itself. */
export function describe(
  processors: readonly { readonly model: string }[],
  system: string,
  drivers: string
): string {
  const processor = `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}`
  return [processor, system, drivers].filter(Boolean).join('; ').slice(0, 400)
}

async function graphicsDrivers(): Promise<string> {
  let timeout: NodeJS.Timeout | undefined
  try {
    const late = new Promise<null>((resolve) => (timeout = setTimeout(() => resolve(null), PATIENCE)))
    return driversIn(await Promise.race([app.getGPUInfo('basic'), late]))
  } catch {
    return ''
  } finally {
    clearTimeout(timeout)
  }
}

/** The cards and drivers in what Chromium reports; which fields there are depends on the system. */
export function driversIn(report: unknown): string {
  const { gpuDevice } = (report ?? {}) as { gpuDevice?: unknown }
  if (!Array.isArray(gpuDevice)) return ''
  return gpuDevice
    .map((device: Readonly<Record<string, unknown>> | null) =>
      ['vendorId', 'deviceId', 'driverVendor', 'driverVersion']
        .map((field) => device?.[field])
        .filter((value) => typeof value === 'number' || (typeof value === 'string' && value !== ''))
        .join(' ')
    )
    .filter(Boolean)
    .join(', ')
}
