/*
 * Which training lines pushed hardest towards a text: TracIn (Pruthi, Liu, Kale & Sundararajan 2020, "Estimating
 * Training Data Influence by Tracing Gradient Descent", equation TracInCP). With ℓ(θ, x) the nats of a whole line x,
 *
 *     score(z) = Σ_k η_k · ∇ℓ(θ_k, z) · ∇ℓ(θ_k, item)
 *
 * over checkpoints k with their learning rates η_k: how much a small step of plain gradient descent on z would have
 * lowered the item's loss there, summed. Adam, which really trained, scales each parameter's step on its own; that is
 * left out, as in the paper. A dot product with one fixed direction g = ∇ℓ(θ, item) is the slope of ℓ(z) along it, so
 * all lines are first scored by central differences, (ℓ(θ + hg, z) − ℓ(θ − hg, z)) / 2h, two passes over
 * the lines without any gradient; those that come out hardest are then scored by their own gradients.
 */

import type { Batch, TrainingEngine } from '../engines/engine'
import { packRows } from '../packing'
import type { TokenRows } from '../packing'

/** Parameters of the largest model that is traced. */
export const MOST_PARAMETERS = 1_000_000
/** Length of the step along the item's gradient, as a share of the parameters' length. */
const STEP = 1e-3
/** Lines scored by their own gradients, for each one that is wanted. */
const CANDIDATES = 4

export interface TracedStep {
  readonly parameters: Float32Array
  readonly learningRate: number
}

export interface Traced {
  /** Row of the lines given. */
  readonly row: number
  readonly score: number
}

export interface TraceOptions {
  /** Lines wanted at either end. */
  readonly count: number
  /** Rows of a batch. */
  readonly rows: number
  /** Called between batches; throws to end it. */
  readonly goOn?: (done: number, of: number) => void | Promise<void>
}

/** The gradient of the nats of a whole batch, not of their mean. */
async function totalGradient(
  engine: Pick<TrainingEngine, 'gradient'>,
  batch: Batch,
  parameters: Float32Array
): Promise<Float32Array> {
  const { gradient } = await engine.gradient(batch, parameters)
  const tokens = batch.lengths.reduce((sum, length) => sum + length, 0)
  return gradient.map((value) => value * tokens)
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/**
 * Scores all lines and gives the hardest pushes towards the item and away from it, by exact dot products.
 * @param lines the training lines that count
 * @param item the text asked about, as rows of its own
 * @returns `towards` with positive scores, falling; `away` with negative ones, rising; at most `count` of each
 */
export async function traceIn(
  engine: Pick<TrainingEngine, 'gradient' | 'evaluate'>,
  steps: readonly TracedStep[],
  lines: TokenRows,
  item: Batch,
  { count, rows, goOn = () => undefined }: TraceOptions
): Promise<{ readonly towards: Traced[]; readonly away: Traced[] }> {
  const of = lines.lengths.length
  const candidates = Math.min(of, 2 * CANDIDATES * count)
  const work = steps.length * (of + candidates)
  let done = 0
  const worked = async (more: number): Promise<void> => {
    done += more
    await goOn(Math.min(done, work), work)
  }
  const order = Array.from({ length: of }, (_, i) => i).sort((a, b) => lines.lengths[a]! - lines.lengths[b]!)
  const scores = new Float64Array(of)
  const directions: Float32Array[] = []
  for (const { parameters, learningRate } of steps) {
    const direction = await totalGradient(engine, item, parameters)
    directions.push(direction)
    const length = Math.sqrt(dot(direction, direction))
    if (length === 0) continue
    const h = (STEP * Math.sqrt(dot(parameters, parameters))) / length
    const ahead = parameters.map((value, i) => value + h * direction[i]!)
    const behind = parameters.map((value, i) => value - h * direction[i]!)
    for (let at = 0; at < of; at += rows) {
      const chosen = order.slice(at, at + rows)
      const batch = packRows(lines, chosen)
      const [up, down] = [await engine.evaluate(batch, ahead), await engine.evaluate(batch, behind)]
      for (const [b, row] of chosen.entries()) {
        scores[row]! += (learningRate * (up.nats[b]! - down.nats[b]!)) / (2 * h)
      }
      await worked(chosen.length)
    }
  }
  const ranked = Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]! || a - b)
  const half = Math.ceil(candidates / 2)
  const picked = [...new Set([...ranked.slice(0, half), ...ranked.slice(-half)])]
  const exact = new Map<number, number>()
  for (const row of picked) {
    const batch = packRows(lines, [row])
    let sum = 0
    for (const [k, { parameters, learningRate }] of steps.entries()) {
      sum += learningRate * dot(await totalGradient(engine, batch, parameters), directions[k]!)
    }
    exact.set(row, sum)
    await worked(steps.length)
  }
  const traced = [...exact].map(([row, score]): Traced => ({ row, score }))
  const falling = traced.sort((a, b) => b.score - a.score || a.row - b.row)
  return {
    towards: falling.filter(({ score }) => score > 0).slice(0, count),
    away: falling
      .filter(({ score }) => score < 0)
      .reverse()
      .slice(0, count)
  }
}
