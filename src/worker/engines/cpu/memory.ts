/*
 * Where everything lies in the engine's memory, computed once per engine: the Plan that the WebAssembly
 * module reads, and its tables. Over 150 lines: it is one list; assembly/plan.ts says what the fields mean.
 *
 * Dimensions: L layers, H heads, C width, T block, V vocabulary; N tokens.
 */

import { parameterLayout, type GptShape, type TensorSpec } from '#core/gpt-shape'
import type { Plan } from './module.generated'
import { Block, GradientTask, PackTask, Pool, Unit, VectorTask, Wave } from './module.generated'
import { offsets, type Values } from './struct'

/** Bytes below this belong to the module (constants) and the Plan. */
export const PLAN_AT = 16384
const FREE_AT = 20480

/** Tokens one thread takes through the model at once: enough to use each weight often, few enough for its cache. */
const UNIT_TOKENS = 64
/** Activations held at the same time; a batch with more goes through in waves. */
const ACTIVATION_BYTES = 512 * 2 ** 20
/** Parameters of one block of the optimizer. */
const BLOCK_PARAMETERS = 8192
/** Panels (of 8 columns) of one gradient task. */
const TASK_PANELS = 8

export interface MemoryPlan {
  readonly plan: Values<typeof Plan>
  readonly packTasks: readonly Values<typeof PackTask>[]
  readonly vectorTasks: readonly Values<typeof VectorTask>[]
  readonly gradientTasks: readonly Values<typeof GradientTask>[]
  readonly blocks: readonly Values<typeof Block>[]
  /** Where parameters of an evaluation go. */
  readonly guestAt: number
  /** Scratch of all threads, activations, packed weights: everything a step must write before it reads. */
  readonly volatile: { readonly from: number; readonly to: number }[]
  readonly unitTokens: number
  readonly waveTokens: number
  readonly maxTokens: number
  readonly maxUnits: number
  readonly bytes: number
}

export interface MemoryOptions {
  readonly maxRows: number
  readonly dropout: number
  readonly threads: number
  readonly decays: boolean
  readonly activationBytes?: number | undefined
}

const up = (n: number, to: number): number => Math.ceil(n / to) * to

/** Bytes from row to row of a matrix of n columns: an odd number of cache lines. */
export function rowBytes(n: number): number {
  return (Math.ceil(n / 16) | 1) * 64
}

/** Hands out addresses one after the other, each on a cache line of its own, with a line of slack. */
class Space {
  constructor(public end: number) {}

  take(bytes: number): number {
    const at = this.end
    this.end = up(at + bytes + 64, 64)
    return at
  }
}

export function planMemory(shape: GptShape, options: MemoryOptions): MemoryPlan {
  const { layers: L, heads: H, width: C, block: T, vocab: V } = shape
  const gpt2 = shape.family === 'gpt2'
  const layout = parameterLayout(shape)
  const { maxRows, threads, activationBytes = ACTIVATION_BYTES } = options
  const D = C / H

  const [rowC, row3C, row4C, rowV] = [rowBytes(C), rowBytes(3 * C), rowBytes(4 * C), rowBytes(V)]
  const rowT = up(T, 8) * 4
  const unitTokens = Math.max(UNIT_TOKENS, T)
  const maxTokens = maxRows * T
  const maxUnits = Math.min(maxRows, Math.ceil((2 * maxTokens) / unitTokens) + 1)

  // --- activations of one layer, per token
  const parts = {
    aX: rowC,
    aNorm1: rowC,
    aQkv: row3C,
    aWeights: H * rowT,
    aHeads: rowC,
    aMid: rowC,
    aNorm2: rowC,
    aHidden: row4C,
    aActive: row4C,
    aStats1: 8,
    aStats2: 8,
    aMidGrad: rowC,
    aOutGrad: rowC
  }
  const perLayer = Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)
  const perToken = L * perLayer + 4 * rowC + rowV + 16
  const waveTokens = Math.min(maxTokens, Math.max(unitTokens, Math.floor(activationBytes / perToken)))

  const space = new Space(FREE_AT)
  const arenaBytes = up(layout.total, 16) * 4
  const zerosAt = space.take(4 * up(Math.max(4 * C, V), 16))
  const ownAt = space.take(arenaBytes)
  const mAt = space.take(arenaBytes)
  const vAt = space.take(arenaBytes)
  const guestAt = space.take(arenaBytes)
  const gradientAt = space.take(arenaBytes)

  // --- packed weights
  const inLayer = new Space(0)
  const panels = (rows: number, columns: number): number => inLayer.take(up(columns, 8) * rows * 4)
  const packed = {
    attnPanels: panels(C, 3 * C),
    projPanels: panels(C, C),
    fcPanels: panels(C, 4 * C),
    downPanels: panels(4 * C, C),
    attnTurned: panels(3 * C, C),
    projTurned: panels(C, C),
    fcTurned: panels(4 * C, C),
    downTurned: panels(C, 4 * C)
  }
  const packStep = inLayer.end
  const packAt = space.take(L * packStep)
  const headPanelsAt = space.take(up(V, 8) * C * 4)
  const headTurnedAt = space.take(up(C, 8) * V * 4)

  const offsetOf = (name: string): number => layout.get(name).offset * 4
  const matrices = (l: number) => [
    {
      name: `h.${l}.attn.c_attn`,
      rows: C,
      columns: 3 * C,
      panels: packed.attnPanels,
      turned: packed.attnTurned
    },
    { name: `h.${l}.attn.c_proj`, rows: C, columns: C, panels: packed.projPanels, turned: packed.projTurned },
    { name: `h.${l}.mlp.c_fc`, rows: C, columns: 4 * C, panels: packed.fcPanels, turned: packed.fcTurned },
    {
      name: `h.${l}.mlp.c_proj`,
      rows: 4 * C,
      columns: C,
      panels: packed.downPanels,
      turned: packed.downTurned
    }
  ]
  const headName = gpt2 ? 'wte.weight' : 'lm_head.weight'
  const layerMatrices = Array.from({ length: L }, (_, l) => ({ l, list: matrices(l) }))
  const packLayers = (turned: boolean): Values<typeof PackTask>[] =>
    layerMatrices.flatMap(({ l, list }) =>
      list.map((matrix) => ({
        sourceOff: offsetOf(`${matrix.name}.weight`),
        rows: matrix.rows,
        columns: matrix.columns,
        target: packAt + l * packStep + (turned ? matrix.turned : matrix.panels),
        turned: turned ? 1 : 0
      }))
    )
  const headPack = { sourceOff: offsetOf(headName), rows: V, columns: C }
  const forwardTasks = [...packLayers(false), { ...headPack, target: headPanelsAt, turned: 1 }]
  const backwardTasks = [...packLayers(true), { ...headPack, target: headTurnedAt, turned: 0 }]

  // --- biases and gains
  const inVectors = new Space(0)
  const vector = (count: number): number => inVectors.take(up(count, 16) * 4)
  const vectors = {
    vNorm1: vector(C),
    vNorm1Bias: vector(C),
    vAttn: vector(3 * C),
    vProj: vector(C),
    vNorm2: vector(C),
    vNorm2Bias: vector(C),
    vFc: vector(4 * C),
    vDown: vector(C)
  }
  const vectorStep = inVectors.end
  const vFinal = L * vectorStep
  const vFinalBias = vFinal + up(C, 16) * 4 + 64
  const vectorBytes = up(vFinalBias + up(C, 16) * 4 + 64, 64)
  const vectorsAt = space.take(vectorBytes)
  const vectorTasks: Values<typeof VectorTask>[] = []
  const addVector = (name: string, vectorOff: number): void => {
    if (!layout.has(name)) return
    vectorTasks.push({ arenaOff: offsetOf(name), vectorOff, count: layout.get(name).size })
  }
  for (let l = 0; l < L; l++) {
    const at = l * vectorStep
    addVector(`h.${l}.ln_1.weight`, at + vectors.vNorm1)
    addVector(`h.${l}.ln_1.bias`, at + vectors.vNorm1Bias)
    addVector(`h.${l}.attn.c_attn.bias`, at + vectors.vAttn)
    addVector(`h.${l}.attn.c_proj.bias`, at + vectors.vProj)
    addVector(`h.${l}.ln_2.weight`, at + vectors.vNorm2)
    addVector(`h.${l}.ln_2.bias`, at + vectors.vNorm2Bias)
    addVector(`h.${l}.mlp.c_fc.bias`, at + vectors.vFc)
    addVector(`h.${l}.mlp.c_proj.bias`, at + vectors.vDown)
  }
  addVector('ln_f.weight', vFinal)
  addVector('ln_f.bias', vFinalBias)
  const partialsAt = space.take(gpt2 ? maxUnits * vectorBytes : 0)

  // --- activations
  const inAct = new Space(0)
  const act = {} as Record<keyof typeof parts, number>
  for (const [name, bytes] of Object.entries(parts) as [keyof typeof parts, number][]) {
    act[name] = inAct.take(bytes * waveTokens)
  }
  const actStep = inAct.end
  const actAt = space.take(L * actStep)
  const embeddedAt = space.take(gpt2 ? 0 : rowC * waveTokens)
  const lastAt = space.take(rowC * waveTokens)
  const finalAt = space.take(gpt2 ? rowC * waveTokens : 0)
  const logitsAt = space.take(rowV * waveTokens)
  const statsEmbeddedAt = space.take(8 * waveTokens)
  const statsFinalAt = space.take(8 * waveTokens)
  const inputGradAt = space.take(rowC * waveTokens)

  // --- scratch of a thread
  const inScratch = new Space(0)
  const scratch = {
    sKeys: inScratch.take(up(T, 8) * D * 4),
    sValues: inScratch.take(up(T, 8) * D * 4),
    sScores: inScratch.take(T * rowT),
    sQueries: inScratch.take(T * up(D, 8) * 4),
    sTile: inScratch.take(5 * 32),
    sRows: inScratch.take(unitTokens * rowC),
    sWide: inScratch.take(unitTokens * row4C),
    sFlow: inScratch.take(options.dropout > 0 ? unitTokens * rowC : 0)
  }
  const scratchStep = inScratch.end
  const scratchAt = space.take(threads * scratchStep)
  const volatile = [
    { from: gradientAt, to: vectorsAt },
    { from: partialsAt, to: space.end }
  ]

  // --- gradients of matrices
  const gradientTasks: Values<typeof GradientTask>[] = []
  const addGradient = (task: Values<typeof GradientTask>, columns: number): void => {
    const all = Math.ceil(columns / 8)
    for (let firstPanel = 0; firstPanel < all; firstPanel += TASK_PANELS) {
      gradientTasks.push({ ...task, columns, firstPanel, endPanel: Math.min(all, firstPanel + TASK_PANELS) })
    }
  }
  const final = gpt2 ? finalAt : lastAt
  const headGradient = {
    x: logitsAt,
    xRow: rowV,
    rows: V,
    dy: final,
    dyRow: rowC,
    targetOff: offsetOf(headName)
  }
  addGradient({ ...headGradient, kind: gpt2 ? 1 : 0 }, C)
  if (!gpt2) addGradient({ kind: 2 }, C)
  for (let l = L - 1; l >= 0; l--) {
    const at = actAt + l * actStep
    const targetOf = (name: string): number => offsetOf(`h.${l}.${name}.weight`)
    const x = (part: keyof typeof parts, rows: number) => ({ x: at + act[part], xRow: parts[part], rows })
    const dy = (part: keyof typeof parts) => ({ dy: at + act[part], dyRow: parts[part] })
    addGradient({ ...x('aNorm2', C), ...dy('aHidden'), targetOff: targetOf('mlp.c_fc') }, 4 * C)
    addGradient({ ...x('aNorm1', C), ...dy('aQkv'), targetOff: targetOf('attn.c_attn') }, 3 * C)
    addGradient({ ...x('aActive', 4 * C), ...dy('aOutGrad'), targetOff: targetOf('mlp.c_proj') }, C)
    addGradient({ ...x('aHeads', C), ...dy('aMidGrad'), targetOff: targetOf('attn.c_proj') }, C)
  }

  // --- batch and tables
  const table = (fields: Parameters<typeof offsets>[0], rows: number): number =>
    space.take(offsets(fields).bytes * rows)
  const blocks = optimizerBlocks(layout.tensors, options.decays)
  const plan: Values<typeof Plan> = {
    ...{ gpt2: gpt2 ? 1 : 0, layers: L, heads: H, width: C, vocab: V, block: T },
    ...{ rowC, row3C, row4C, rowV, rowT },
    ...{
      wteOff: offsetOf('wte.weight'),
      wpeOff: offsetOf('wpe.weight')
    },
    ...{ thetaAt: ownAt, ownAt, gradientAt, mAt, vAt },
    ...{ packAt, packStep, ...packed, headPanelsAt, headTurnedAt },
    packTasksAt: table(PackTask, forwardTasks.length + backwardTasks.length),
    packForward: forwardTasks.length,
    packTotal: forwardTasks.length + backwardTasks.length,
    ...{ vectorsAt, vectorStep, ...vectors, vFinal, vFinalBias, vectorBytes, partialsAt },
    vectorTasksAt: table(VectorTask, vectorTasks.length),
    vectorTasks: vectorTasks.length,
    inputsAt: space.take(4 * maxTokens),
    targetsAt: space.take(4 * maxTokens),
    positionsAt: space.take(4 * maxTokens),
    rowStartsAt: space.take(4 * (maxRows + 1)),
    lossesAt: space.take(8 * maxTokens),
    unitsAt: table(Unit, maxUnits),
    wavesAt: table(Wave, maxUnits),
    ...{
      actAt,
      actStep,
      ...act,
      embeddedAt,
      lastAt,
      finalAt,
      logitsAt,
      statsEmbeddedAt,
      statsFinalAt,
      inputGradAt
    },
    gradientTasksAt: table(GradientTask, gradientTasks.length),
    gradientTasks: gradientTasks.length,
    blocksAt: table(Block, blocks.length),
    blocks: blocks.length,
    normsAt: space.take(8 * blocks.length),
    ...{ scratchAt, scratchStep, ...scratch, zerosAt },
    dropKeysAt: space.take(8 * (3 * L + 1)),
    threads,
    poolAt: space.take(offsets(Pool).bytes)
  }
  return {
    plan,
    packTasks: [...forwardTasks, ...backwardTasks],
    ...{ vectorTasks, gradientTasks, blocks, guestAt, volatile },
    ...{ unitTokens, waveTokens, maxTokens, maxUnits, bytes: space.end }
  }
}

/** The arena in runs of equal decay, cut into blocks. */
function optimizerBlocks(tensors: readonly TensorSpec[], decays: boolean): Values<typeof Block>[] {
  const runs: { offset: number; size: number; decay: number }[] = []
  for (const { offset, size, decay } of tensors) {
    const wanted = decays && decay ? 1 : 0
    const last = runs.at(-1)
    if (last?.decay === wanted) last.size += size
    else runs.push({ offset, size, decay: wanted })
  }
  return runs.flatMap(({ offset, size, decay }) =>
    Array.from({ length: Math.ceil(size / BLOCK_PARAMETERS) }, (_, i) => ({
      offset: (offset + i * BLOCK_PARAMETERS) * 4,
      count: Math.min(BLOCK_PARAMETERS, size - i * BLOCK_PARAMETERS),
      decay
    }))
  )
}
