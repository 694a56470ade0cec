/* What the machine says about its engines: names for the picker, the run's record and the terminal. */

import type { AppError } from '../errors'

/** `reference`: TensorFlow.js, readable. `cpu`: WebAssembly SIMD. `webgpu`: fused kernels on the graphics card. */
export type EngineKind = 'reference' | 'cpu' | 'webgpu'

/** A choice in the picker: an engine on a device. `reference-webgpu` is the reference on TensorFlow.js's GPU backend. */
export type EngineChoice = 'auto' | 'reference' | 'reference-webgpu' | 'cpu' | 'webgpu'

/**
 * What an engine may use beyond plain 32-bit arithmetic, by explicit setting: results then differ in their
 * last bits from those without it. `relaxed-simd` of `cpu`, `f16` and `subgroups` of `webgpu`.
 */
export type EngineFeature = 'relaxed-simd' | 'f16' | 'subgroups'

export const ENGINE_FEATURES = [
  'relaxed-simd',
  'f16',
  'subgroups'
] as const satisfies readonly EngineFeature[]

/** What a run was computed with; stored with it. */
export interface EngineDescription {
  readonly engine: EngineKind
  /** For people: "CPU, TensorFlow.js", "NVIDIA GeForce RTX 3060, ampere". */
  readonly device: string
  /** Threads used, 1 where there are none. */
  readonly threads: number
  /** Settings that make a result differ in its last bits: `relaxed-simd`, `f16`, `subgroups`. */
  readonly features: readonly string[]
  readonly adapter?: AdapterReport
}

/** A WebGPU adapter as it really reports itself. */
export interface AdapterReport {
  readonly vendor: string
  readonly architecture: string
  readonly device: string
  readonly description: string
  /** True for SwiftShader, WARP, llvmpipe: a CPU pretending to be a graphics card. */
  readonly software: boolean
  readonly limits: Readonly<Record<string, number>>
  readonly features: readonly string[]
}

/** One row of the engine picker. */
export interface EngineReport {
  readonly choice: Exclude<EngineChoice, 'auto'>
  /** With the features that were asked for and that it has, unless a model's sizes forbid one. */
  readonly description: EngineDescription | null
  /** Why it cannot be used; absent if it can. */
  readonly unavailable?: AppError
  /** Never chosen by Automatic (software adapters, the reference). */
  readonly slow: boolean
  /** What may be switched on for it here; absent where there is nothing. */
  readonly offers?: readonly EngineFeature[]
}
