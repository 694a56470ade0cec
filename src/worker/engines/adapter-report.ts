/* What a WebGPU adapter says about itself, as plain data, and whether it is a real graphics card. */

import type { AdapterReport } from '#core/contracts/engine-report'

/** Renderers that run on the processor. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|\bwarp\b|basic render/i

/** What the adapter says about itself, as plain data. */
export function reportOf(adapter: GPUAdapter): AdapterReport {
  const { vendor, architecture, device, description } = adapter.info
  const limits: Record<string, number> = {}
  for (const name in adapter.limits) {
    const value: unknown = adapter.limits[name as keyof GPUSupportedLimits]
    if (typeof value === 'number') limits[name] = value
  }
  const features = [...adapter.features].sort()
  return { vendor, architecture, device, description, software: isSoftware(adapter), limits, features }
}

function isSoftware(adapter: GPUAdapter): boolean {
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info
  // Chrome before 133 has it on the adapter itself.
  const fallback =
    isFallbackAdapter ?? (adapter as unknown as { isFallbackAdapter?: boolean }).isFallbackAdapter
  return fallback === true || [vendor, architecture, device, description].some((text) => SOFTWARE.test(text))
}
