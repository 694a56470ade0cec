/*
 * What the engine needs of a graphics card: the device, and a way to learn that something went wrong.
 * The device is opened by ../device.ts; nothing here knows where it comes from.
 */

import type { AdapterReport } from '#core/contracts/engine-report'

export interface Gpu {
  readonly device: GPUDevice
  readonly report: AdapterReport
  /** Throws Failure `gpu-error` or `gpu-lost` if anything failed on the device since it was opened. */
  check(): void
}
