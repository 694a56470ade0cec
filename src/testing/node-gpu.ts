/*
 * A WebGPU adapter for tests in plain Node: the optional package `webgpu` (Dawn), on the machine's own
 * driver or, where there is none, on the SwiftShader that Electron and Chromium carry. Null where neither
 * is found; callers then skip and say so.
 */

import { nodeGpu as load, useSoftwareDriver } from '../cli/node-gpu'

/** Dawn's `navigator.gpu`, also installed as such; null where the package or a driver is missing. */
export async function nodeGpu(backend: 'vulkan' | 'null' = 'vulkan'): Promise<GPU | null> {
  useSoftwareDriver()
  try {
    const gpu = await load(backend)
    return (await gpu.requestAdapter()) ? gpu : null
  } catch {
    return null
  }
}

/** A device on it whose errors can be asked for: a test that meets one must fail. */
export async function nodeDevice(
  backend: 'vulkan' | 'null' = 'vulkan'
): Promise<{ device: GPUDevice; errors: string[] } | null> {
  const gpu = await nodeGpu(backend)
  const adapter = await gpu?.requestAdapter()
  if (!adapter) return null
  const { limits } = adapter
  const device = await adapter.requestDevice({
    requiredFeatures: (['subgroups'] as const).filter((name) => adapter.features.has(name)),
    requiredLimits: {
      maxStorageBuffersPerShaderStage: Math.min(10, limits.maxStorageBuffersPerShaderStage),
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize
    }
  })
  const errors: string[] = []
  device.addEventListener('uncapturederror', (event) => errors.push(event.error.message))
  return { device, errors }
}
