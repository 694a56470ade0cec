/*
 * How a run stands against the models that only count: which are beaten, which is next, and where the
 * held-out curve first went below each. Pure; the losses are mean nats per character.
 */

import type { CountingLosses } from '#core/corpus-types'

/** The counting models, from the easiest to beat to the hardest. */
export const COUNTING_MODELS = ['uniform', 'letters', 'pairs', 'triples', 'fours'] as const
export type CountingModel = (typeof COUNTING_MODELS)[number]

export interface LossPoint {
  readonly step: number
  readonly loss: number
}

export interface Reference {
  readonly model: CountingModel
  readonly loss: number
}

/**
 * The counting models by falling loss: the order in which a run meets them. On a small corpus a longer
 * memory may count worse than a shorter one, so the order is by loss and not by name.
 */
export function referencesOf(counting: CountingLosses): Reference[] {
  return COUNTING_MODELS.map((model) => ({ model, loss: counting[model] })).sort((a, b) => b.loss - a.loss)
}

/**
 * The counting models per token of a run, by its held-out losses in both ways: how many characters a token
 * stands for there is the same at every step. None before the first of them.
 */
export function perToken(
  references: readonly Reference[],
  characters: readonly LossPoint[],
  tokens: readonly LossPoint[]
): Reference[] {
  const [perCharacter, perToken] = [characters.at(-1), tokens.at(-1)]
  if (!perCharacter || perToken?.step !== perCharacter.step || !(perCharacter.loss > 0)) return []
  const ratio = perToken.loss / perCharacter.loss
  return references.map(({ model, loss }) => ({ model, loss: loss * ratio }))
}

export interface Standing {
  /** Models with a higher loss than this one, easiest first. */
  readonly beaten: readonly Reference[]
  /** The nearest model that is still better (or equal); null if all are beaten. */
  readonly next: Reference | null
}

/** What a loss has beaten and what is next. */
export function standingOf(references: readonly Reference[], loss: number): Standing {
  const beaten = references.filter((reference) => reference.loss > loss)
  return { beaten, next: references[beaten.length] ?? null }
}

export interface Crossing extends Reference {
  /** Where the straight line between two evaluations meets the model's loss; not a whole number. */
  readonly step: number
  /** The evaluations before and after, and how far along the way the crossing lies (0 to 1). */
  readonly from: number
  readonly to: number
  readonly share: number
}

/**
 * The first crossing downwards of each reference, in the order of the steps. A model already beaten at
 * the first evaluation has none: nobody saw where.
 */
export function crossingsOf(points: readonly LossPoint[], references: readonly Reference[]): Crossing[] {
  const found: Crossing[] = []
  for (const reference of references) {
    const after = points.findIndex((point) => point.loss < reference.loss)
    const b = points[after]
    const a = points[after - 1]
    if (!a || !b) continue
    const share = (a.loss - reference.loss) / (a.loss - b.loss)
    found.push({ ...reference, step: a.step + share * (b.step - a.step), from: a.step, to: b.step, share })
  }
  return found.sort((p, q) => p.step - q.step)
}

/** A crossing's step as it may be said: to the power of ten below half the distance between evaluations. */
export function sayableStep({ step, from, to }: Pick<Crossing, 'step' | 'from' | 'to'>): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, (to - from) / 2)))
  return Math.max(1, Math.round(step / unit) * unit)
}
