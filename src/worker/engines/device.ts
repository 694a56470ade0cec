/*
 * The graphics card: opens a WebGPU device of our own, with the limits and features the engines want, and
 * watches it. TensorFlow.js neither listens to errors nor notices that a device is gone: a shader that does
 * not compile yields wrong numbers without a word. Here the first error of any kind makes every later call
 * reject, so that no run goes on with such numbers. A failed device is never used again; the next
 * `openGpu` opens a new one.
 */

import type { AdapterReport } from '#core/contracts/engine-report'
import { Failure, type ErrorCode } from '#core/errors'
import { reportOf } from './adapter-report'

export interface GpuDevice {
  readonly device: GPUDevice
  readonly info: GPUAdapterInfo
  readonly report: AdapterReport
  /** @throws Failure `gpu-error`, `gpu-memory` or `gpu-lost` if anything has failed since it was opened. */
  check(): void
  /**
   * Starts GPU work and waits for it. Everything `work` does before its first `await` stands in error
   * scopes; an error there, or anywhere on the device until it is done, rejects as `check` throws.
   */
  guard<T>(work: () => Promise<T>): Promise<T>
  /** Lets the device go; everything on it is freed and later calls reject. */
  close(): void
}

/** Optional features that engines may use; absent ones are done without. 16-bit storage needs none. */
const FEATURES: readonly GPUFeatureName[] = ['subgroups', 'timestamp-query']

/** Limits raised to what the adapter can do. */
const LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension'
] as const satisfies readonly (keyof GPUSupportedLimits)[]

const SCOPES: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal']

let opened: Promise<GpuDevice> | null = null

/**
 * The device, opened at the first call and shared by all engines. In Node the caller provides
 * `navigator.gpu` (npm package `webgpu`).
 * @throws Failure `engine-unavailable` with the reason `no-webgpu`, `no-adapter` or `no-device`.
 */
export function openGpu(): Promise<GpuDevice> {
  opened ??= open(() => (opened = null)).catch((thrown: unknown) => {
    opened = null
    throw thrown
  })
  return opened
}

async function open(onFailure: () => void): Promise<GpuDevice> {
  const gpu = (globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu
  if (!gpu) throw unavailable('no-webgpu')
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (!adapter) throw unavailable('no-adapter')
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]))
  const requiredFeatures = FEATURES.filter((name) => adapter.features.has(name))
  try {
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits })
    return watch(device, adapter, onFailure)
  } catch (cause) {
    throw unavailable('no-device', cause)
  }
}

function unavailable(reason: string, cause?: unknown): Failure {
  return new Failure('engine-unavailable', { engine: 'webgpu', reason }, cause)
}

/** Adds the watch over errors and loss to a device. */
export function watch(device: GPUDevice, adapter: GPUAdapter, onFailure: () => void = () => {}): GpuDevice {
  let failure: Failure | null = null
  const waiting = new Set<(failure: Failure) => void>()

  const fail = (code: ErrorCode, cause: unknown): void => {
    if (failure) return
    failure = new Failure(code, undefined, cause)
    for (const reject of waiting) reject(failure)
    waiting.clear()
    onFailure()
    // Not at once: Dawn waits for ever when a device is destroyed from within its own error callback.
    setTimeout(() => device.destroy(), 0)
  }
  const failWith = (error: GPUError): void => fail(codeOf(error), error.message)
  const check = (): void => {
    if (failure) throw failure
  }

  device.addEventListener('uncapturederror', (event) => failWith(event.error))
  void device.lost.then(({ reason, message }) => fail('gpu-lost', `${reason}: ${message}`))

  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    check()
    for (const filter of SCOPES) device.pushErrorScope(filter)
    const result = start(work)
    const scopes = SCOPES.map(() => device.popErrorScope().then((error) => error && failWith(error)))
    let reject!: (failure: Failure) => void
    const failed = new Promise<never>((_, rejectFailed) => (reject = rejectFailed))
    waiting.add(reject)
    try {
      const [value] = await Promise.race([Promise.all([result, ...scopes]), failed])
      check()
      return value
    } catch (thrown) {
      // A read that is aborted comes before the news why.
      if (isAbort(thrown)) await Promise.race([device.lost, new Promise((r) => setTimeout(r, 200))])
      if (isAbort(thrown)) fail('gpu-error', thrown)
      check()
      throw thrown
    } finally {
      waiting.delete(reject)
    }
  }

  const close = (): void => fail('gpu-lost', 'closed')
  return { device, info: adapter.info, report: reportOf(adapter), check, guard, close }
}

/** Calls `work` at once; what it throws becomes a rejection, so that the error scopes are closed first. */
async function start<T>(work: () => Promise<T>): Promise<T> {
  return work()
}

function codeOf(error: GPUError): ErrorCode {
  return typeof GPUOutOfMemoryError !== 'undefined' && error instanceof GPUOutOfMemoryError
    ? 'gpu-memory'
    : 'gpu-error'
}

/** Rejections of mapAsync and popErrorScope on a device that is failing. */
function isAbort(thrown: unknown): boolean {
  const name = (thrown as { name?: unknown } | null)?.name
  return name === 'AbortError' || name === 'OperationError'
}
