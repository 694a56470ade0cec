/*
 * The feed-forward part, neuron by neuron: how often each one is active, which contexts excite it most, and what its
 * output writes into the logits on the direct way (Geva et al. 2021, 2022). Over 150 lines: the table of a layer and
 * the page of one neuron read the same remembered values.
 */

import type { Context, ModelChange, NeuronReport, NeuronsReport, TextTokens } from '#core/inside'
import { inspect } from '../engines/inspect'
import { changed } from './change'
import { measuredOn, type Measured } from './measured'
import { giveWay, type InsideTask } from './pace'
import { checkIndex, type Subject, type Weights } from './subject'
import { nearest } from './vectors'

const BINS = 24
const CONTEXTS = 8
/** Tokens of a context that are shown, the exciting one included. */
const CONTEXT_TOKENS = 12
const WRITES = 8

/** A layer's values over the measuring tokens, row by row. */
interface Seen {
  readonly measured: Measured
  /** Per row T × 4C. */
  readonly hidden: readonly Float32Array[]
  readonly activated: readonly Float32Array[]
}

/** The last layer that was looked at: picking one neuron after another must not run the model anew. */
const last = new WeakMap<Float32Array, { layer: number; seen: Seen }>()

async function seenOf(
  subject: Subject,
  { parameters }: Weights,
  layer: number,
  task: InsideTask | null
): Promise<Seen> {
  const before = last.get(parameters)
  if (before?.layer === layer) return before.seen
  const measured = measuredOn(subject)
  const after = giveWay(task)
  const hidden: Float32Array[] = []
  const activated: Float32Array[] = []
  for (const [i, { ids }] of measured.rows.entries()) {
    const { taps } = inspect(subject.shape, parameters, ids, {
      ...{ taps: ['hidden', 'activated'], layers: layer + 1, says: false }
    })
    hidden.push(taps.hidden![layer]!)
    activated.push(taps.activated![layer]!)
    await after(i + 1, measured.rows.length)
  }
  const seen = { measured, hidden, activated }
  last.set(parameters, { layer, seen })
  return seen
}

export async function neurons(
  subject: Subject,
  weights: Weights,
  text: TextTokens,
  change: ModelChange,
  layer: number,
  task: InsideTask | null = null
): Promise<NeuronsReport> {
  const { shape, layout } = subject
  checkIndex(layer, shape.layers)
  const { parameters, rest } = changed(shape, layout, weights.parameters, change)
  const { taps } = inspect(shape, parameters, text.ids, {
    ...{ taps: ['hidden', 'activated'], layers: layer + 1, says: false, ablations: rest }
  })
  const { measured, activated } = await seenOf(subject, weights, layer, task)
  const N = 4 * shape.width
  const mean = new Float32Array(N)
  const largest = new Float32Array(N).fill(-Infinity)
  const active = new Float32Array(N)
  for (const row of activated) {
    for (const [i, value] of row.entries()) {
      const n = i % N
      mean[n]! += value / measured.tokens
      largest[n] = Math.max(largest[n]!, value)
      if (value > 0) active[n]! += 1 / measured.tokens
    }
  }
  const { tokens, on } = measured
  const own = { hidden: taps.hidden![layer]!, activated: taps.activated![layer]! }
  return { step: weights.step, ...text, layer, ...own, mean, largest, active, tokens, on }
}

export async function neuron(
  subject: Subject,
  weights: Weights,
  layer: number,
  index: number,
  task: InsideTask | null = null
): Promise<NeuronReport> {
  const { shape, layout } = subject
  const { width: C } = shape
  const N = 4 * C
  checkIndex(layer, shape.layers)
  checkIndex(index, N)
  const { measured, hidden, activated } = await seenOf(subject, weights, layer, task)
  const before = hidden.flatMap((row) =>
    Array.from({ length: row.length / N }, (_, t) => row[t * N + index]!)
  )
  const low = Math.min(...before)
  const high = Math.max(...before)
  const counts = Array.from({ length: BINS }, () => 0)
  for (const value of before) {
    const bin = high > low ? Math.floor(((value - low) / (high - low)) * BINS) : 0
    counts[Math.min(BINS - 1, bin)]!++
  }
  const contexts: Context[] = measured.rows.flatMap(({ ids }, r) =>
    Array.from(ids, (_, t) => ({
      ids: [...ids.subarray(Math.max(0, t + 1 - CONTEXT_TOKENS), t + 1)],
      activation: activated[r]![t * N + index]!
    }))
  )
  contexts.sort((a, b) => b.activation - a.activation)
  const view = (name: string): Float32Array => {
    const { offset, size } = layout.get(name)
    return weights.parameters.subarray(offset, offset + size)
  }
  const gpt2 = shape.family === 'gpt2'
  const output = view(`h.${layer}.mlp.c_proj.weight`).slice(index * C, (index + 1) * C)
  if (gpt2) {
    // The last norm takes the mean out and multiplies by its gain; what it divides by depends on the rest.
    const middle = output.reduce((sum, value) => sum + value, 0) / C
    const gain = view('ln_f.weight')
    for (let c = 0; c < C; c++) output[c] = (output[c]! - middle) * gain[c]!
  }
  const head = view(gpt2 ? 'wte.weight' : 'lm_head.weight')
  const all = nearest(head, C, output, new Set(), shape.vocab).dot
  return {
    step: weights.step,
    layer,
    neuron: index,
    counts,
    low,
    high,
    contexts: distinct(contexts).slice(0, CONTEXTS),
    raises: all.slice(0, WRITES),
    lowers: all.slice(-WRITES).reverse()
  }
}

/** The same tokens once, at their highest. */
function distinct(contexts: readonly Context[]): Context[] {
  const known = new Set<string>()
  return contexts.filter(({ ids }) => {
    const key = ids.join()
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}
