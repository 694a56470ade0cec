/* Allowed values of what is asked of the sampler; the same in the window, the worker and the terminal. */

import { checkConstraints } from './constraints/constraints'
import { Failure } from './errors'
import type { GenerationSettings } from './generation'

/** Inclusive limits. The seed may also be null; what OPTIONAL names may be left out. */
export const GENERATION_LIMITS = {
  count: { type: 'integer', min: 1, max: 1_000_000 },
  first: { type: 'integer', min: 0, max: 1_000_000_000 },
  temperature: { type: 'number', min: 0, max: 10 },
  top_k: { type: 'integer', min: 0, max: 1_000_000 },
  top_p: { type: 'number', min: 0, max: 1 },
  min_p: { type: 'number', min: 0, max: 1 },
  repetition_penalty: { type: 'number', min: 1, max: 10 },
  seed: { type: 'integer', min: 0, max: 0xffff_ffff },
  max_tokens: { type: 'integer', min: 1, max: 1_000_000 }
} as const

const OPTIONAL: readonly string[] = ['first', 'min_p', 'repetition_penalty']

/**
 * @throws Failure `setting-invalid`, naming the first setting that is not allowed and the nearest value that is;
 *   `constraints-contradict` where no text can hold the constraints.
 */
export function checkGeneration(settings: GenerationSettings): void {
  for (const key of Object.keys(GENERATION_LIMITS) as (keyof typeof GENERATION_LIMITS)[]) {
    const { type, min, max } = GENERATION_LIMITS[key]
    const value = settings[key]
    if ((value === null && key === 'seed') || (value === undefined && OPTIONAL.includes(key))) continue
    const problem = problemOf(value, type, min, max)
    if (!problem) continue
    const nearest = Number.isNaN(Number(value))
      ? min
      : Math.min(max, Math.max(min, Math.round(Number(value))))
    throw new Failure('setting-invalid', { key, value: String(value), problem, nearest: String(nearest) })
  }
  if (settings.constraints) checkConstraints(settings.constraints)
}

function problemOf(value: unknown, type: 'integer' | 'number', min: number, max: number): string | null {
  if (typeof value !== 'number' || Number.isNaN(value)) return 'type'
  if (value < min || value > max) return 'range'
  return type === 'integer' && !Number.isInteger(value) ? 'integer' : null
}
