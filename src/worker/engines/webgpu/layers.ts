/*
 * The model as a sequence of kernels: what runs forward, what runs backward, in the order of the
 * paper. Each function adds dispatches to a sketch; nothing here touches data.
 * Dimensions: N positions, C width, V vocabulary. Over 150 lines: forward and backward of each part
 * stand side by side so that one can be checked against the other.
 */

import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import type { Binding, Groups, Part } from './recorder'
import { Sketch } from './recorder'
import type { LayerBuffers, ModelBuffers } from './buffers'
import { logitStride } from './buffers'
import type { AttentionSpec } from './kernels/attention/pieces'
import {
  attentionBackwardKey,
  attentionBackwardQuery,
  attentionForward,
  attentionGroups
} from './kernels/attention/shader'
import { crossEntropy } from './kernels/cross-entropy/shader'
import { DROPOUT_SITES } from '../dropout'
import { dropoutProgram, type DropoutSettings } from './kernels/dropout/shader'
import { embed, embedGradient } from './kernels/embedding/shader'
import { matmulConstants, matmulGroups, matmulProgram, type MatmulSpec } from './kernels/matmul/shader'
import { normBackward, normForward, NORM_BACKWARD_GROUPS } from './kernels/norm/shader'
import { foldRows, STEP_BYTES, STEP_SLOT } from './kernels/program'
import { sumSlices } from './kernels/sums/shader'
import type { BatchSections } from './bindings'

/** Output rows and columns per thread of the matrix products: 4 or 8 each. */
export interface TileChoice {
  readonly tm: number
  readonly tn: number
}

/** All that the parts of the model share while they are planned. */
export interface PlanContext {
  readonly shape: GptShape
  readonly layout: ParameterLayout
  readonly buffers: ModelBuffers
  readonly sections: BatchSections
  readonly tile: TileChoice
  readonly maxPositions: number
  /** Reductions by subgroups. */
  readonly subgroups: boolean
  /** Activations of the branches are stored as 16-bit floats; the residual stream and all gradients never are. */
  readonly half: boolean
  /** Set while planning a training step; evaluation and the gradient at a point drop nothing. */
  readonly dropout?: DropoutSettings
  /** A small constant uniform, made once per distinct content. */
  readonly uniform: (words: readonly number[]) => Binding
}

const oneGroupPerRow = (sizes: { positions: number }): [number, number, number] => foldRows(sizes.positions)

const normSpec = ({ shape, subgroups }: PlanContext) => ({
  subgroups,
  width: shape.width,
  kind: shape.family === 'gpt2' ? ('layer' as const) : ('rms' as const)
})

export function attentionSpec({ shape, half, dropout }: PlanContext): AttentionSpec {
  return {
    ...(dropout && { dropout }),
    half,
    heads: shape.heads,
    headWidth: shape.width / shape.heads,
    block: shape.block,
    aligned: shape.width % 4 === 0
  }
}

/** How many shares a weight gradient's sum over positions is cut into, so that small matrices fill the card. */
export function splitsFor(rows: number, columns: number, maxPositions: number, tile: TileChoice): number {
  const tiles = Math.ceil(rows / (16 * tile.tm)) * Math.ceil(columns / (16 * tile.tn))
  const wanted = Math.ceil(256 / tiles)
  return Math.max(1, Math.min(16, wanted, Math.floor(maxPositions / 128)))
}

/** One linear layer's three products. */
export class Linear {
  readonly #context: PlanContext
  readonly #name: string
  readonly #from: number
  readonly #to: number

  constructor(context: PlanContext, name: string) {
    this.#context = context
    this.#name = name
    const [from, to] = context.layout.get(`${name}.weight`).shape
    this.#from = from!
    this.#to = to!
  }

  #spec(
    part: Pick<MatmulSpec, 'order' | 'columns' | 'inner' | 'strideA' | 'strideB' | 'strideOut'> &
      Partial<MatmulSpec>
  ): MatmulSpec {
    const { shape, tile } = this.#context
    return {
      epilogue: 'none',
      activation: shape.family === 'gpt2' ? 'gelu' : 'relu',
      bias: false,
      splits: 1,
      columnSums: false,
      aligned: shape.width % 4 === 0,
      ...tile,
      ...part
    }
  }

  /**
   * out = x·W + b, with an epilogue that may read or write `aux`. A `site` makes it the last product of
   * a branch: what it adds to the residual stream is dropped in part while training.
   */
  forward(
    sketch: Sketch,
    parameters: Binding,
    x: Binding,
    out: Binding,
    epilogue: MatmulSpec['epilogue'],
    aux?: Binding,
    site = 0
  ): void {
    const { layout, uniform, dropout, sections, half } = this.#context
    const bias = layout.has(`${this.#name}.bias`)
    const drops = dropout && epilogue === 'residual'
    // A branch goes on in 16 bits until it joins the stream again.
    const branch = half && epilogue !== 'residual'
    const spec = this.#spec({
      half: { a: half, out: branch, aux: half && epilogue === 'activate' },
      order: 'nn',
      columns: this.#to,
      inner: this.#from,
      strideA: this.#from,
      strideB: this.#to,
      strideOut: this.#to,
      epilogue,
      bias,
      ...(drops && { dropout })
    })
    const place = {
      b: layout.get(`${this.#name}.weight`).offset,
      bias: bias ? layout.get(`${this.#name}.bias`).offset : 0,
      site: drops ? site : 0
    }
    const bindings = [uniform(matmulConstants(spec, place)), x, parameters, out]
    if (bias) bindings.push(parameters)
    if (aux) bindings.push(aux)
    if (drops) bindings.push(sections.padded)
    sketch.add(matmulProgram(spec), bindings, (sizes) => matmulGroups(spec, sizes.positions))
  }

  /** dx = dy·Wᵀ; with `pre`, through the non-linearity, leaving its output in `post`. */
  backwardInput(
    sketch: Sketch,
    parameters: Binding,
    dy: Binding,
    dx: Binding,
    pre?: Binding,
    post?: Binding
  ): void {
    const { layout, uniform, half } = this.#context
    const spec = this.#spec({
      half: pre ? { aux: half, post: half } : {},
      order: 'nt',
      columns: this.#from,
      inner: this.#to,
      strideA: this.#to,
      strideB: this.#to,
      strideOut: this.#from,
      epilogue: pre ? 'activate-backward' : 'none'
    })
    const place = { b: layout.get(`${this.#name}.weight`).offset }
    const bindings = [uniform(matmulConstants(spec, place)), dy, parameters, dx]
    if (pre && post) bindings.push(pre, post)
    sketch.add(matmulProgram(spec), bindings, (sizes) => matmulGroups(spec, sizes.positions))
  }

  /** dW = xᵀ·dy and db = column sums of dy, straight into the gradient arena (b stands behind W). */
  backwardWeight(sketch: Sketch, x: Binding, dy: Binding): void {
    const { layout, maxPositions, tile, half } = this.#context
    const spec = this.#spec({
      half: { a: half },
      order: 'tn',
      columns: this.#to,
      inner: this.#from,
      strideA: this.#from,
      strideB: this.#to,
      strideOut: this.#to,
      splits: splitsFor(this.#from, this.#to, maxPositions, tile),
      columnSums: layout.has(`${this.#name}.bias`)
    })
    weightGradient(sketch, this.#context, spec, x, dy, layout.get(`${this.#name}.weight`).offset)
  }
}

/**
 * A tn product into the gradient arena: directly, or by slices that are then summed in order. A `share` other
 * than the first adds to what those before it left there.
 */
function weightGradient(
  sketch: Sketch,
  context: PlanContext,
  spec: MatmulSpec,
  a: Binding,
  b: Binding,
  offset: number,
  share?: LogitPart
): void {
  const { buffers, uniform } = context
  const size = spec.inner * spec.columns + (spec.columnSums ? spec.columns : 0)
  const accumulate = share !== undefined && share.index > 0
  const direct = spec.splits === 1
  sketch.add(
    matmulProgram({ ...spec, accumulate: direct && accumulate }),
    [
      uniform(matmulConstants(spec, { out: direct ? offset : 0 })),
      ...[a, b, direct ? buffers.gradient : buffers.partial]
    ],
    (sizes) => matmulGroups(spec, sizes.positions),
    share?.part
  )
  if (!direct) addSlices(sketch, context, size, spec.splits, offset, accumulate, share?.part)
}

function addSlices(
  sketch: Sketch,
  context: PlanContext,
  size: number,
  slices: number,
  offset: number,
  accumulate = false,
  part?: Part
): void {
  const groups: [number, number, number] = [Math.ceil(size / 64), 1, 1]
  sketch.add(
    sumSlices(),
    [
      context.uniform([size, slices, offset, accumulate ? 1 : 0]),
      context.buffers.partial,
      context.buffers.gradient
    ],
    () => groups,
    part
  )
}

/** Positions whose logits are computed, scored and turned into gradients together. */
interface LogitPart {
  readonly index: number
  /** Absent where it is the whole batch. */
  readonly part?: Part
  /** The part's share of an array of `bytes` per position. */
  readonly slice: (array: Binding, bytes: number) => Binding
}

function logitParts({ buffers, maxPositions: N }: PlanContext): LogitPart[] {
  const { logitRows: rows, scalars } = buffers
  if (rows >= N) return [{ index: 0, slice: (array) => array }]
  return Array.from({ length: Math.ceil(N / rows) }, (_, index) => ({
    index,
    part: {
      scalars: { buffer: scalars, offset: (1 + index) * STEP_SLOT, size: STEP_BYTES },
      sizes: (whole) => ({ ...whole, positions: positionsOfPart(whole.positions, index, rows) })
    },
    slice: (array, bytes) => {
      const { buffer, offset } = 'buffer' in array ? array : { buffer: array, offset: 0 }
      const size = Math.min(rows, N - index * rows) * bytes
      return { buffer, offset: offset + index * rows * bytes, size }
    }
  }))
}

/** How many of a batch's positions fall into a part of the logits. */
export function positionsOfPart(positions: number, index: number, rows: number): number {
  return Math.max(0, Math.min(rows, positions - index * rows))
}

export function norm(
  sketch: Sketch,
  context: PlanContext,
  parameters: Binding,
  name: string,
  x: Binding,
  out: Binding,
  stats: Binding,
  half = false
): void {
  const { layout, uniform } = context
  const offsets = layout.has(`${name}.weight`)
    ? [layout.get(`${name}.weight`).offset, layout.get(`${name}.bias`).offset, 0, 0]
    : [0, 0, 0, 0]
  sketch.add(
    normForward({ ...normSpec(context), half }),
    [uniform(offsets), x, parameters, out, stats],
    oneGroupPerRow
  )
}

/** dx (+)= norm's backward of dy, and its gain and bias into the gradient arena. */
function normBack(
  sketch: Sketch,
  context: PlanContext,
  parameters: Binding,
  name: string,
  dy: Binding,
  x: Binding,
  stats: Binding,
  dx: Binding,
  accumulate: boolean
): void {
  const { layout, uniform, buffers, shape } = context
  const learned = layout.has(`${name}.weight`)
  const gain = learned ? layout.get(`${name}.weight`).offset : 0
  sketch.add(
    normBackward(normSpec(context), accumulate),
    [uniform([gain, gain + shape.width, 0, 0]), dy, x, stats, parameters, dx, buffers.partial],
    () => [NORM_BACKWARD_GROUPS, 1, 1]
  )
  if (learned) addSlices(sketch, context, 2 * shape.width, NORM_BACKWARD_GROUPS, gain)
}

/** From tokens to the input of the head, with the parameters given. */
export function sketchForward(context: PlanContext, parameters: GPUBuffer): Sketch {
  const sketch = new Sketch()
  const { shape, layout, buffers, sections, uniform, dropout } = context
  const gpt2 = shape.family === 'gpt2'
  const first = buffers.layers[0]!.input
  const offsets = uniform([layout.get('wte.weight').offset, layout.get('wpe.weight').offset, 0, 0])
  sketch.add(
    embed(shape.width, dropout),
    [
      offsets,
      sections.ids,
      sections.places,
      parameters,
      gpt2 ? first : buffers.embedded,
      ...(dropout ? [sections.padded] : [])
    ],
    oneGroupPerRow
  )
  if (!gpt2) norm(sketch, context, parameters, '', buffers.embedded, first, buffers.stats0)
  buffers.layers.forEach((layer, l) => {
    layerForward(sketch, context, parameters, l, layer, buffers.layers[l + 1]?.input ?? buffers.output)
  })
  if (gpt2) norm(sketch, context, parameters, 'ln_f', buffers.output, buffers.final, buffers.statsFinal)
  return sketch
}

function layerForward(
  sketch: Sketch,
  context: PlanContext,
  parameters: Binding,
  l: number,
  layer: LayerBuffers,
  out: GPUBuffer
): void {
  const { sections, buffers } = context
  const attention = attentionSpec(context)
  const mask = context.dropout ? [context.uniform([DROPOUT_SITES.attention(l)])] : []
  norm(sketch, context, parameters, `h.${l}.ln_1`, layer.input, layer.norm1, layer.stats1, context.half)
  new Linear(context, `h.${l}.attn.c_attn`).forward(sketch, parameters, layer.norm1, layer.qkv, 'none')
  sketch.add(
    attentionForward(attention),
    [sections.starts, layer.qkv, layer.attended, layer.lse, ...mask],
    (sizes) => attentionGroups(attention, sizes.longest, sizes.rows)
  )
  new Linear(context, `h.${l}.attn.c_proj`).forward(
    sketch,
    parameters,
    layer.attended,
    layer.middle,
    'residual',
    layer.input,
    DROPOUT_SITES.attended(l)
  )
  norm(sketch, context, parameters, `h.${l}.ln_2`, layer.middle, layer.norm2, layer.stats2, context.half)
  new Linear(context, `h.${l}.mlp.c_fc`).forward(
    sketch,
    parameters,
    layer.norm2,
    buffers.activated,
    'activate',
    layer.hidden
  )
  new Linear(context, `h.${l}.mlp.c_proj`).forward(
    sketch,
    parameters,
    buffers.activated,
    out,
    'residual',
    layer.middle,
    DROPOUT_SITES.fed(l)
  )
}

/**
 * Head and loss, part by part: the logits, the nats of each position and, if asked for, the gradients of the
 * head's weights and of its input, before the next part's logits take the place of this one's.
 */
export function sketchLoss(context: PlanContext, parameters: GPUBuffer, backward: boolean): Sketch {
  const sketch = new Sketch()
  const { shape, sections, buffers, uniform } = context
  const { width: C, vocab: V } = shape
  const gpt2 = shape.family === 'gpt2'
  const [logits, weight, input] = [headSpec(context, 'nt'), headSpec(context, 'tn'), headSpec(context, 'nn')]
  const head = (spec: MatmulSpec): Binding => uniform(matmulConstants(spec, { b: headOffset(context) }))
  for (const share of logitParts(context)) {
    const { part, slice } = share
    const top = slice(gpt2 ? buffers.final : buffers.output, 4 * C)
    const rows =
      (spec: MatmulSpec): Groups =>
      (sizes) =>
        matmulGroups(spec, sizes.positions)
    sketch.add(matmulProgram(logits), [head(logits), top, parameters, buffers.logits], rows(logits), part)
    sketch.add(
      crossEntropy(V, logitStride(V), backward, context.subgroups),
      [slice(sections.targets, 4), buffers.logits, slice(buffers.nats, 4)],
      oneGroupPerRow,
      part
    )
    if (!backward) continue
    weightGradient(sketch, context, weight, buffers.logits, top, headOffset(context), share)
    const dTop = slice(gpt2 ? buffers.dBranch : buffers.dStream, 4 * C)
    sketch.add(matmulProgram(input), [head(input), buffers.logits, parameters, dTop], rows(input), part)
  }
  return sketch
}

/** From the gradient of the head's input to the rest of the gradient arena. */
export function sketchBackward(context: PlanContext, parameters: GPUBuffer): Sketch {
  const sketch = new Sketch()
  const { shape, layout, buffers, sections, uniform, dropout } = context
  const gpt2 = shape.family === 'gpt2'
  if (gpt2)
    normBack(
      sketch,
      context,
      parameters,
      'ln_f',
      buffers.dBranch,
      buffers.output,
      buffers.statsFinal,
      buffers.dStream,
      false
    )
  for (let l = shape.layers - 1; l >= 0; l--)
    layerBackward(sketch, context, parameters, l, buffers.layers[l]!)
  let dEmbedded = buffers.dStream
  if (!gpt2) {
    normBack(
      sketch,
      context,
      parameters,
      '',
      buffers.dStream,
      buffers.embedded,
      buffers.stats0,
      buffers.dBranch,
      false
    )
    dEmbedded = buffers.dBranch
  }
  const tables = [
    ['wte.weight', shape.vocab, gpt2 ? 1 : 0, sections.tokenStarts, sections.tokenOrder],
    ['wpe.weight', shape.block, 0, sections.placeStarts, sections.placeOrder]
  ] as const
  for (const [name, rows, accumulate, starts, order] of tables) {
    sketch.add(
      embedGradient(shape.width, dropout),
      [
        uniform([layout.get(name).offset, rows, accumulate, 0]),
        starts,
        order,
        dEmbedded,
        buffers.gradient,
        ...(dropout ? [sections.padded] : [])
      ],
      () => foldRows(rows)
    )
  }
  return sketch
}

function layerBackward(
  sketch: Sketch,
  context: PlanContext,
  parameters: Binding,
  l: number,
  layer: LayerBuffers
): void {
  const { buffers, sections } = context
  const { dStream, dBranch, dHidden, dQkv, dots, activated } = buffers
  const attention = attentionSpec(context)
  const mask = context.dropout ? [context.uniform([DROPOUT_SITES.attention(l)])] : []
  const [expand, contract] = [
    new Linear(context, `h.${l}.mlp.c_fc`),
    new Linear(context, `h.${l}.mlp.c_proj`)
  ]
  const [mix, project] = [
    new Linear(context, `h.${l}.attn.c_attn`),
    new Linear(context, `h.${l}.attn.c_proj`)
  ]

  const dFed = masked(sketch, context, DROPOUT_SITES.fed(l))
  contract.backwardInput(sketch, parameters, dFed, dHidden, layer.hidden, activated)
  contract.backwardWeight(sketch, activated, dFed)
  expand.backwardWeight(sketch, layer.norm2, dHidden)
  expand.backwardInput(sketch, parameters, dHidden, dBranch)
  normBack(sketch, context, parameters, `h.${l}.ln_2`, dBranch, layer.middle, layer.stats2, dStream, true)

  const dAttended = masked(sketch, context, DROPOUT_SITES.attended(l))
  project.backwardWeight(sketch, layer.attended, dAttended)
  project.backwardInput(sketch, parameters, dAttended, dBranch)
  const groups = (sizes: { longest: number; rows: number }): [number, number, number] =>
    attentionGroups(attention, sizes.longest, sizes.rows)
  sketch.add(
    attentionBackwardQuery(attention),
    [sections.starts, layer.qkv, layer.attended, dBranch, layer.lse, dQkv, dots, ...mask],
    groups
  )
  sketch.add(
    attentionBackwardKey(attention),
    [sections.starts, layer.qkv, dBranch, layer.lse, dots, dQkv, ...mask],
    groups
  )
  mix.backwardWeight(sketch, layer.norm1, dQkv)
  mix.backwardInput(sketch, parameters, dQkv, dBranch)
  normBack(sketch, context, parameters, `h.${l}.ln_1`, dBranch, layer.input, layer.stats1, dStream, true)
}

/** The stream's gradient as it enters a branch: through the mask of the branch's output. */
function masked(sketch: Sketch, context: PlanContext, site: number): GPUBuffer {
  const { dropout, buffers, sections, uniform, shape } = context
  if (!dropout) return buffers.dStream
  sketch.add(
    dropoutProgram(dropout, shape.width),
    [uniform([site]), sections.padded, buffers.dStream, buffers.dMasked],
    oneGroupPerRow
  )
  return buffers.dMasked
}

/** Arena offset of the head's weights: tied to the token embedding in GPT-2. */
export function headOffset({ layout }: PlanContext): number {
  return layout.get(layout.has('lm_head.weight') ? 'lm_head.weight' : 'wte.weight').offset
}

/** The head [V, C]: logits (nt), gradient of its input (nn) and of its weights (tn). */
export function headSpec(context: PlanContext, order: MatmulSpec['order']): MatmulSpec {
  const { shape, tile, buffers } = context
  const { width: C, vocab: V } = shape
  const stride = logitStride(V)
  const sizes = {
    nt: { columns: V, inner: C, strideA: C, strideB: C, strideOut: stride },
    nn: { columns: C, inner: V, strideA: stride, strideB: C, strideOut: C },
    tn: { columns: C, inner: V, strideA: stride, strideB: C, strideOut: C }
  }[order]
  return {
    order,
    ...sizes,
    epilogue: 'none',
    activation: 'gelu',
    bias: false,
    splits: order === 'tn' ? splitsFor(V, C, buffers.logitRows, tile) : 1,
    columnSums: false,
    aligned: C % 4 === 0,
    ...tile
  }
}
