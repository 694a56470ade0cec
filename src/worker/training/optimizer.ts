/*
 * Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019) over flat arrays, and clipping by global
 * norm (Pascanu, Mikolov & Bengio 2013): the definition every engine's own optimizer is held to. Plain
 * loops in double precision, rounded to float32 where a value is stored.
 */

import type { ParameterLayout } from '#core/gpt-shape'
import type { EngineState, OptimizerSettings, Update } from '../engines/engine'

/** What an update needs besides the arrays; the same for all elements of one step. */
export interface UpdateFactors {
  readonly rate: number
  /** 1 − β₁ᵗ and 1 − β₂ᵗ: moments start at zero, so the first ones are too small by these. */
  readonly correction1: number
  readonly correction2: number
  /** Share of a decaying parameter that is left after the step: 1 − rate · decay; 1 for `adam`. */
  readonly keep: number
}

/** The factors of step `update.step` (1-based). */
export function updateFactors(settings: OptimizerSettings, update: Update): UpdateFactors {
  return {
    rate: update.learningRate,
    correction1: 1 - settings.beta1 ** update.step,
    correction2: 1 - settings.beta2 ** update.step,
    keep: settings.kind === 'adamw' ? 1 - update.learningRate * settings.weightDecay : 1
  }
}

/** Euclidean norm of all gradients together. */
export function globalNorm(gradient: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!
  return Math.sqrt(sum)
}

/** The factor that brings a gradient of this norm down to `clip`; 1 if it is short enough or `clip` is 0. */
export function clipFactor(norm: number, clip: number): number {
  return clip > 0 && norm > clip ? clip / norm : 1
}

/**
 * One update in place, with g the clipped gradient and t the step:
 *
 *     m ← β₁ m + (1 − β₁) g          m̂ = m / (1 − β₁ᵗ)
 *     v ← β₂ v + (1 − β₂) g²         v̂ = v / (1 − β₂ᵗ)
 *     θ ← (1 − rate · decay) θ − rate · m̂ / (√v̂ + ε)
 *
 * The decay applies to `adamw` and to tensors with `decay` only.
 */
export function applyUpdate(
  state: EngineState,
  gradient: Float32Array,
  layout: ParameterLayout,
  settings: OptimizerSettings,
  update: Update
): void {
  const { parameters, m, v } = state
  const { beta1, beta2, epsilon } = settings
  const { rate, correction1, correction2, keep } = updateFactors(settings, update)
  const scale = clipFactor(globalNorm(gradient), settings.clip)
  for (const { offset, size, decay } of layout.tensors) {
    const kept = decay ? keep : 1
    for (let i = offset; i < offset + size; i++) {
      const g = gradient[i]! * scale
      m[i] = beta1 * m[i]! + (1 - beta1) * g
      v[i] = beta2 * v[i]! + (1 - beta2) * g * g
      const mean = m[i]! / correction1
      const square = v[i]! / correction2
      parameters[i] = kept * parameters[i]! - (rate * mean) / (Math.sqrt(square) + epsilon)
    }
  }
}
