/*
 * WebGPU in plain Node: the optional npm package `webgpu` (Dawn). Loaded only when something asks for it,
 * and installed as `navigator.gpu`, where the engines look. Null drivers compute nothing and cost nothing;
 * software drivers compute on the processor.
 */

import { existsSync, mkdirSync } from 'node:fs'
import { availableParallelism, homedir, tmpdir } from 'node:os'
import { join } from 'node:path'

/** `default` is whatever Dawn takes first on this system. */
export type GpuBackend = 'default' | 'vulkan' | 'null'

/** Kept as long as the program runs: a collected instance would take its devices with it. */
const instances = new Map<string, GPU>()

/**
 * Dawn's `navigator.gpu` on a backend, installed as such. It may still have no adapter.
 * @throws whatever Node throws where the package is not installed
 */
export async function nodeGpu(backend: GpuBackend = 'default'): Promise<GPU> {
  const webgpu = await import('webgpu')
  Object.assign(globalThis, webgpu.globals)
  // Drivers are looked for once per instance.
  const key = `${backend} ${process.env['VK_ICD_FILENAMES'] ?? ''}`
  const gpu = instances.get(key) ?? webgpu.create(backend === 'default' ? [] : [`backend=${backend}`])
  instances.set(key, gpu)
  installNavigator(gpu)
  return gpu
}

/** What the browser's worker finds in its `navigator`: Node 20 has none, newer ones have one without `gpu`. */
export function installNavigator(gpu?: GPU): void {
  const navigator = { hardwareConcurrency: availableParallelism(), ...(gpu && { gpu }) }
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true })
}

const ICD = 'vk_swiftshader_icd.json'

/**
 * Points Vulkan to the SwiftShader that Electron and Chromium carry, unless a driver was chosen by
 * environment variables. False where none is found.
 */
export function useSoftwareDriver(): boolean {
  if (process.env['VK_ICD_FILENAMES'] ?? process.env['VK_DRIVER_FILES']) return true
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folders = [
    join(cache, 'downhill', 'electron-33.2.1'),
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser'
  ]
  const folder = folders.find((candidate) => existsSync(join(candidate, ICD)))
  if (!folder) return false
  process.env['VK_ICD_FILENAMES'] = join(folder, ICD)
  if (!process.env['XDG_RUNTIME_DIR']) {
    process.env['XDG_RUNTIME_DIR'] = join(tmpdir(), 'downhill-runtime')
    mkdirSync(process.env['XDG_RUNTIME_DIR'], { recursive: true, mode: 0o700 })
  }
  return true
}
