/*
 * Where a run broke: which step made a number that is none, and in which part of which layer. The steps since the last
 * whole state are taken again, since nothing on the way is kept; then the step that broke is looked at from inside.
 * Costs at most a few seconds, in a run that has ended anyway. Over 150 lines: weights, forward and backward pass are
 * each looked through in their own way, by one search.
 */

import type { RunConfig } from '#core/run-config'
import { learningRate } from '#core/schedule'
import { parameterLayout, type GptShape } from '#core/gpt-shape'
import type { Batch, TapName, TrainingEngine } from '../engines/engine'
import { inspect } from '../engines/inspect'
import type { GivenState, SafeCopy } from '../safe-copy'
import { BREATH_MS, breathe } from '../turns'

/** Facts of the error `loss-not-finite`; layers count from 1, none outside them. */
export interface BrokenPlace {
  readonly part: 'weights' | 'gradient' | 'embedding' | 'attention' | 'feed-forward' | 'residual' | 'output'
  readonly layer?: number
  readonly tensor?: string
}

/** Beyond this the square no longer fits a 32-bit float: norms and products with it are lost. */
const LARGEST = Math.sqrt(3.4e38)
/** Taking steps again ends here without an answer. */
const MOST_STEPS = 20_000
const MOST_MS = 8000
/** Rows of a batch that are looked at. */
const MOST_ROWS = 64

/** Whether every number of a state is one. */
export function isWhole({ parameters, m, v }: GivenState): boolean {
  return [parameters, m, v].every((values) => values === undefined || values.every(Number.isFinite))
}

/**
 * Whether a run should go on from here: every number is one, and the loss that led here is at most a tenth above that
 * of guessing evenly. What is worse is already on its way out.
 */
export function isGood(
  { state, trainLoss }: Pick<SafeCopy, 'state' | 'trainLoss'>,
  shape: GptShape
): boolean {
  return (trainLoss ?? 0) <= 1.1 * Math.log(shape.vocab) && isWhole(state)
}

const PLACES: readonly (readonly [BrokenPlace['part'], readonly TapName[]])[] = [
  ['attention', ['query', 'key', 'value', 'scores', 'attention']],
  ['feed-forward', ['hidden', 'activated']],
  ['residual', ['residual']]
]

/** The first place of the forward pass at which these rows break; null if they do not. */
export function brokenForward(
  shape: GptShape,
  parameters: Float32Array,
  rows: readonly Int32Array[]
): BrokenPlace | null {
  // Scores are −∞ where they are hidden.
  const bad = (values: Float32Array, tap?: TapName): boolean =>
    values.some(
      (x) => Number.isNaN(x) || x > LARGEST || (x < -LARGEST && !(tap === 'scores' && x === -Infinity))
    )
  for (const ids of rows) {
    const taps = ['embedding', ...PLACES.flatMap(([, names]) => names)] as const
    const seen = inspect(shape, parameters, ids, { taps })
    if (seen.taps.embedding!.some((values) => bad(values))) return { part: 'embedding' }
    for (let l = 0; l < shape.layers; l++) {
      for (const [part, names] of PLACES) {
        if (names.some((name) => bad(seen.taps[name]![l]!, name))) return { part, layer: l + 1 }
      }
    }
    if (bad(seen.logits)) return { part: 'output' }
  }
  return null
}

/** The layer of a gradient that broke first on its way back; null if it is whole. */
export function brokenBackward(shape: GptShape, gradient: Float32Array): BrokenPlace | null {
  let last: { name: string; layer: number } | null = null
  for (const { name, offset, size } of parameterLayout(shape).tensors) {
    if (gradient.subarray(offset, offset + size).every(Number.isFinite)) continue
    const layer = layerOf(name) ?? (/^(ln_f|lm_head)/.test(name) ? shape.layers + 1 : 0)
    if (!last || layer > last.layer) last = { name, layer }
  }
  if (!last) return null
  const inside = last.layer >= 1 && last.layer <= shape.layers
  return { part: 'gradient', tensor: last.name, ...(inside && { layer: last.layer }) }
}

/** The first tensor that holds a number that is none. */
export function brokenWeights(shape: GptShape, parameters: Float32Array): BrokenPlace | null {
  const found = parameterLayout(shape).tensors.find(
    ({ offset, size }) => !parameters.subarray(offset, offset + size).every(Number.isFinite)
  )
  if (!found) return null
  const layer = layerOf(found.name)
  return { part: 'weights', tensor: found.name, ...(layer !== null && { layer }) }
}

/** Counted from 1. */
function layerOf(tensor: string): number | null {
  const found = /^h\.(\d+)\./.exec(tensor)
  return found ? Number(found[1]) + 1 : null
}

export interface BrokenRun {
  readonly engine: TrainingEngine
  readonly config: RunConfig
  /** Step at which the engine and the batches stand. */
  readonly from: number
  /** The step whose loss, or after which the held-out loss, was no number. */
  readonly at: number
  readonly next: () => Batch
  readonly heldOut: { readonly count: number; batch(index: number): Batch }
}

/** Takes the steps again and finds the place; null where it cannot be found. Leaves the engine broken. */
export async function findBroken(run: BrokenRun): Promise<BrokenPlace | null> {
  const { engine, config, at } = run
  if (at - run.from > MOST_STEPS) return null
  const { shape } = engine
  const until = performance.now() + MOST_MS
  let breath = performance.now() + BREATH_MS
  let step = run.from
  let before: { readonly parameters: Float32Array; readonly batch: Batch } | null = null
  const take = async (batch: Batch): Promise<void> => {
    step++
    if (step >= at - 1) before = { parameters: (await engine.read()).parameters, batch }
    await engine.step(batch, { step, learningRate: learningRate(config, step) })
  }
  const update = async (parameters: Float32Array): Promise<BrokenPlace | null> => {
    const weights = brokenWeights(shape, parameters)
    if (!weights || !before) return weights
    const { gradient } = await engine.gradient(before.batch, before.parameters)
    return brokenBackward(shape, gradient) ?? weights
  }
  while (step < at - 1) {
    await take(run.next())
    const now = performance.now()
    if (now > until) return null
    if (now > breath) {
      await breathe()
      breath = performance.now() + BREATH_MS
    }
  }
  const { parameters } = await engine.read()
  const early = await update(parameters)
  if (early) return early
  const batch = run.next()
  const there = brokenForward(shape, parameters, rowsOf(batch))
  if (there) return there
  await take(batch)
  const after = (await engine.read()).parameters
  const late = await update(after)
  if (late) return late
  return run.heldOut.count > 0 ? brokenForward(shape, after, rowsOf(run.heldOut.batch(0))) : null
}

function rowsOf({ rows, length, inputs, lengths }: Batch): Int32Array[] {
  return Array.from({ length: Math.min(rows, MOST_ROWS) }, (_, r) =>
    inputs.slice(r * length, r * length + lengths[r]!)
  )
}
