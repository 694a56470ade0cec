import { afterEach, describe, expect, test, vi } from 'vitest'
import type { AppError } from '#core/errors'
import { reportOf } from './adapter-report'
import { openGpu, watch } from './device'

/** An adapter and device whose errors the test makes. */
function fakes(info: Partial<GPUAdapterInfo> = {}) {
  let listener: ((event: { error: { message: string } }) => void) | undefined
  let lose!: (info: { reason: string; message: string }) => void
  const scopes: ({ message: string } | null)[][] = []
  const device = {
    lost: new Promise((resolve) => (lose = resolve)),
    addEventListener: (_: string, heard: typeof listener) => (listener = heard),
    pushErrorScope: () => scopes.push([]),
    popErrorScope: () => Promise.resolve(scopes.pop()?.[0] ?? null),
    destroy: vi.fn()
  }
  const adapter = {
    info: { vendor: 'acme', architecture: 'one', device: '', description: 'Acme One', ...info },
    features: new Set(['subgroups', 'shader-f16']),
    limits: { maxBufferSize: 1 << 28, maxStorageBuffersPerShaderStage: 10 },
    requestDevice: vi.fn(() => Promise.resolve(device))
  }
  return {
    device: device as unknown as GPUDevice,
    adapter: adapter as unknown as GPUAdapter,
    destroy: device.destroy,
    requestDevice: adapter.requestDevice,
    uncaptured: (message: string) => listener!({ error: { message } }),
    /** An error inside the innermost open scope. */
    captured: (message: string) => scopes.at(-1)!.push({ message }),
    lose: (reason: string) => lose({ reason, message: 'gone' })
  }
}

const failure = async (call: Promise<unknown>): Promise<AppError> =>
  call.then(
    () => expect.fail('did not reject'),
    (thrown: { error: AppError }) => thrown.error
  )

describe('watch', () => {
  test('lets work through as long as nothing fails', async () => {
    const { device, adapter } = fakes()
    const gpu = watch(device, adapter)
    expect(await gpu.guard(() => Promise.resolve(3))).toBe(3)
    gpu.check()
  })

  test('an uncaptured error ends the work in progress and everything after it', async () => {
    const { device, adapter, uncaptured, destroy } = fakes()
    const onFailure = vi.fn()
    const gpu = watch(device, adapter, onFailure)
    const never = gpu.guard(() => new Promise(() => {}))
    uncaptured('cannot index type')
    expect(await failure(never)).toEqual({ code: 'gpu-error', cause: 'cannot index type' })
    expect((await failure(gpu.guard(() => Promise.resolve(1)))).code).toBe('gpu-error')
    expect(() => gpu.check()).toThrow('gpu-error')
    expect(onFailure).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(destroy).toHaveBeenCalledOnce())
  })

  test('an error in a scope makes the work that caused it reject, though it has a result', async () => {
    const { device, adapter, captured } = fakes()
    const gpu = watch(device, adapter)
    const work = gpu.guard(() => {
      captured('buffer too small')
      return Promise.resolve('zeros')
    })
    expect(await failure(work)).toEqual({ code: 'gpu-error', cause: 'buffer too small' })
  })

  test('a lost device says so, also where a read was aborted first', async () => {
    const { device, adapter, lose } = fakes()
    const gpu = watch(device, adapter)
    const read = gpu.guard(() => {
      setTimeout(() => lose('unknown'), 10)
      return Promise.reject(new DOMException('mapping was aborted', 'AbortError'))
    })
    expect(await failure(read)).toEqual({ code: 'gpu-lost', cause: 'unknown: gone' })
  })

  test('an aborted read without a lost device is an error of the graphics card', async () => {
    const { device, adapter } = fakes()
    const gpu = watch(device, adapter)
    const read = gpu.guard(() => Promise.reject(new DOMException('mapping failed', 'OperationError')))
    expect((await failure(read)).code).toBe('gpu-error')
    expect(() => gpu.check()).toThrow('gpu-error')
  })

  test('an ordinary exception passes and does not spoil the device', async () => {
    const { device, adapter } = fakes()
    const gpu = watch(device, adapter)
    const thrower = (): Promise<never> => {
      throw new RangeError('token 99')
    }
    await expect(gpu.guard(thrower)).rejects.toThrow('token 99')
    gpu.check()
  })

  test('a closed device is lost to all who still hold it', () => {
    const { device, adapter } = fakes()
    const gpu = watch(device, adapter)
    gpu.close()
    expect(() => gpu.check()).toThrow('gpu-lost')
  })
})

describe('reportOf', () => {
  test('reports what the adapter says', () => {
    expect(reportOf(fakes().adapter)).toEqual({
      vendor: 'acme',
      architecture: 'one',
      device: '',
      description: 'Acme One',
      software: false,
      limits: { maxBufferSize: 1 << 28, maxStorageBuffersPerShaderStage: 10 },
      features: ['shader-f16', 'subgroups']
    })
  })

  test.each([
    [{ architecture: 'swiftshader', vendor: 'google' }, true],
    [{ description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, true],
    [{ description: 'Microsoft Basic Render Driver' }, true],
    [{ architecture: 'warp' }, true],
    [{ isFallbackAdapter: true }, true],
    [{ isFallbackAdapter: false }, false],
    [{ description: 'Warpstone RTX' }, false]
  ])('%o: software %s', (info, software) => {
    expect(reportOf(fakes(info).adapter).software).toBe(software)
  })
})

describe('openGpu', () => {
  afterEach(() => vi.unstubAllGlobals())

  const unavailable = (reason: string) => ({
    code: 'engine-unavailable',
    detail: { engine: 'webgpu', reason }
  })

  test('says why there is no device', async () => {
    vi.stubGlobal('navigator', {})
    expect(await failure(openGpu())).toEqual(unavailable('no-webgpu'))
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(null) } })
    expect(await failure(openGpu())).toEqual(unavailable('no-adapter'))
    const { adapter, requestDevice } = fakes()
    requestDevice.mockRejectedValue(new Error('in use'))
    vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) } })
    expect(await failure(openGpu())).toMatchObject(unavailable('no-device'))
  })

  test('shares one device, with the adapter’s limits, and opens another after a failure', async () => {
    const [first, second] = [fakes(), fakes()]
    const requestAdapter = vi.fn(() => Promise.resolve(second.adapter)).mockResolvedValueOnce(first.adapter)
    vi.stubGlobal('navigator', { gpu: { requestAdapter } })
    const gpu = await openGpu()
    expect(await openGpu()).toBe(gpu)
    expect(first.requestDevice).toHaveBeenCalledExactlyOnceWith({
      requiredFeatures: ['subgroups'],
      requiredLimits: expect.objectContaining({ maxBufferSize: 1 << 28 }) as unknown
    })
    first.uncaptured('broken')
    const next = await openGpu()
    expect(next.device).toBe(second.device)
    next.check()
    next.close()
  })
})
