/*
 * A WebGPU adapter for tests and benchmarks in plain Node: the optional package `webgpu` (Dawn), on
 * the machine's own driver or, where there is none, on the SwiftShader that Electron and Chromium
 * carry. Null where neither is found; callers then skip and say so.
 */

import { existsSync, mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

const ICD = 'vk_swiftshader_icd.json'

/** Folders in which a SwiftShader may lie. */
function swiftShaderFolders(): string[] {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  return [join(cache, 'downhill', 'electron-33.2.1'), '/usr/lib/chromium', '/usr/lib/chromium-browser']
}

/** Points Vulkan to a software driver unless the caller has chosen one. */
function useSwiftShader(): void {
  if (process.env['VK_ICD_FILENAMES'] ?? process.env['VK_DRIVER_FILES']) return
  const folder = swiftShaderFolders().find((candidate) => existsSync(join(candidate, ICD)))
  if (!folder) return
  process.env['VK_ICD_FILENAMES'] = join(folder, ICD)
  if (!process.env['XDG_RUNTIME_DIR']) {
    process.env['XDG_RUNTIME_DIR'] = join(tmpdir(), 'downhill-runtime')
    mkdirSync(process.env['XDG_RUNTIME_DIR'], { recursive: true, mode: 0o700 })
  }
}

/** Dawn's `navigator.gpu`, also installed as such; null where the package or a driver is missing. */
export async function nodeGpu(backend: 'vulkan' | 'null' = 'vulkan'): Promise<GPU | null> {
  useSwiftShader()
  try {
    const dawn = (await import('webgpu')) as unknown as { create(options: string[]): GPU; globals: object }
    Object.assign(globalThis, dawn.globals)
    const gpu = dawn.create([`backend=${backend}`])
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true })
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
