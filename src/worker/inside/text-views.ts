/*
 * What happens to one text on its way through the model: positions, attention, and the logit lens
 * (nostalgebraist 2020): what the model would say if it ended after each layer.
 */

import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import type { AttentionReport, LensReport, ModelChange, PositionsReport, TextTokens } from '#core/inside'
import { logSoftmax } from '#core/sampling'
import { inspectGently, layerNorm, readOut, rmsNorm } from '../engines/inspect'
import { changed } from './change'
import { giveWay, type InsideTask } from './pace'
import type { Subject, Weights } from './subject'

export function positions(subject: Subject, weights: Weights, text: TextTokens): PositionsReport {
  const { block: T, width: C } = subject.shape
  const view = (name: string): Float32Array => {
    const { offset, size } = subject.layout.get(name)
    return weights.parameters.subarray(offset, offset + size)
  }
  const [wte, wpe] = [view('wte.weight'), view('wpe.weight')]
  const norms = Float64Array.from({ length: T }, (_, t) => Math.hypot(...wpe.subarray(t * C, (t + 1) * C)))
  const similarity = new Float32Array(T * T)
  for (let i = 0; i < T; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let c = 0; c < C; c++) sum += wpe[i * C + c]! * wpe[j * C + c]!
      const lengths = norms[i]! * norms[j]!
      similarity[i * T + j] = similarity[j * T + i] = lengths > 0 ? sum / lengths : 0
    }
  }
  const token = new Float32Array(text.ids.length * C)
  for (const [t, id] of text.ids.entries()) token.set(wte.subarray(id * C, (id + 1) * C), t * C)
  const position = wpe.slice(0, token.length)
  const sum = token.map((value, i) => value + position[i]!)
  return { step: weights.step, ...text, vectors: wpe.slice(), similarity, token, position, sum }
}

export async function attention(
  subject: Subject,
  weights: Weights,
  text: TextTokens,
  change: ModelChange,
  task: InsideTask | null = null
): Promise<AttentionReport> {
  const { shape, layout } = subject
  const { parameters, rest } = changed(shape, layout, weights.parameters, change)
  const taps = ['query', 'key', 'value', 'scores', 'attention'] as const
  const seen = await inspectGently(
    shape,
    parameters,
    text.ids,
    { taps, ablations: rest },
    pieces(task, shape)
  )
  const layers = Array.from({ length: shape.layers }, (_, l) => ({
    query: seen.taps.query![l]!,
    key: seen.taps.key![l]!,
    value: seen.taps.value![l]!,
    scores: seen.taps.scores![l]!,
    attention: seen.taps.attention![l]!
  }))
  return { step: weights.step, ...text, layers, loss: ownLoss(seen.logits, text.ids, shape.vocab) }
}

/** Gives way between the pieces of a pass, of which a layer has three. */
function pieces(task: InsideTask | null, { layers }: GptShape): () => Promise<void> {
  const after = giveWay(task)
  let done = 0
  return () => after(++done, 3 * layers + 5)
}

/** Mean nats of predicting each token after the first. */
function ownLoss(logits: Float32Array, ids: Int32Array, V: number): number | null {
  if (ids.length < 2) return null
  let nats = 0
  for (let t = 0; t + 1 < ids.length; t++) {
    nats -= logSoftmax(logits.subarray(t * V, (t + 1) * V))[ids[t + 1]!]!
  }
  return nats / (ids.length - 1)
}

export async function lens(
  subject: Subject,
  weights: Weights,
  text: TextTokens,
  change: ModelChange,
  at: number,
  task: InsideTask | null = null
): Promise<LensReport> {
  const { shape, layout } = subject
  const { width: C, vocab: V } = shape
  const T = text.ids.length
  const { parameters, rest } = changed(shape, layout, weights.parameters, change)
  const taps = ['embedding', 'residual'] as const
  const after = giveWay(task)
  const seen = await inspectGently(
    shape,
    parameters,
    text.ids,
    { taps, ablations: rest, says: false },
    pieces(task, shape)
  )
  const streams = [entering(shape, seen.taps.embedding![0]!), ...seen.taps.residual!]
  const rows = streams.length
  const position = Math.max(0, Math.min(T - 1, Math.floor(at)))
  const best = new Int32Array(rows * T)
  const probability = new Float32Array(rows * T)
  const logits = new Float32Array(rows * V)
  const say = readerOf(shape, layout, parameters)
  for (const [row, stream] of streams.entries()) {
    for (let t = 0; t < T; t++) {
      const said = say(stream.subarray(t * C, (t + 1) * C))
      if (t === position) logits.set(said, row * V)
      const logs = logSoftmax(said)
      let first = 0
      for (let id = 1; id < V; id++) if (logs[id]! > logs[first]!) first = id
      best[row * T + t] = first
      probability[row * T + t] = Math.exp(logs[first]!)
      await after(row * T + t + 1, rows * T)
    }
  }
  return { step: weights.step, ...text, rows, best, probability, position, logits }
}

/** What goes into the first layer: microgpt scales the sum of token and position first. */
function entering({ family, width }: GptShape, embedding: Float32Array): Float32Array {
  return family === 'gpt2' ? embedding : rmsNorm(embedding, width)
}

/** The model's end, after any layer: last norm (gpt2) and head. */
function readerOf(
  shape: GptShape,
  layout: ParameterLayout,
  parameters: Float32Array
): (x: Float32Array) => Float32Array {
  const { family, width, vocab } = shape
  const tensor = (name: string): Float32Array => {
    const { offset, size } = layout.get(name)
    return parameters.subarray(offset, offset + size)
  }
  const gpt2 = family === 'gpt2'
  const head = tensor(gpt2 ? 'wte.weight' : 'lm_head.weight')
  return (x) => {
    const final = gpt2 ? layerNorm(x, width, tensor('ln_f.weight'), tensor('ln_f.bias')) : x
    const logits = new Float32Array(vocab)
    readOut(final, head, logits)
    return logits
  }
}
