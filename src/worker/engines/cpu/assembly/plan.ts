/*
 * Where everything lies in the engine's memory. TypeScript (../memory.ts) computes it once per engine and
 * writes it to address PLAN; scripts/build-wasm.js reads the fields of the classes here and generates
 * their counterparts, so that there is one list.
 *
 * Letters: C width, T block, V vocabulary, L layers. All `…At` are byte addresses, all `…Off` byte offsets
 * inside a parameter arena, all `row…` bytes from one row of a matrix to the next. Rows of activations are
 * padded to an odd number of cache lines, so that walking down a column does not meet the same cache set
 * again and again; columns of the padding up to a multiple of 8 hold zeros or are never read.
 * Over 150 lines: nearly all of it is one class, whose fields lie in memory in this order.
 */

export const PLAN: usize = 16384

// @ts-ignore: decorator
@unmanaged
export class Plan {
  // --- the model
  gpt2: i32
  layers: i32
  heads: i32
  width: i32
  vocab: i32
  /** T. */
  block: i32

  // --- rows in bytes
  rowC: i32
  row3C: i32
  row4C: i32
  rowV: i32
  /** Attention weights: T rounded up to 8. */
  rowT: i32

  // --- one arena: offsets of the first layer's tensors, bytes from one layer to the next
  wteOff: i32
  wpeOff: i32

  // --- arenas
  /** The parameters that forward and backward read: the engine's own, or those of an evaluation. */
  thetaAt: usize
  ownAt: usize
  gradientAt: usize
  mAt: usize
  vAt: usize

  // --- weights in panels of 8 columns (matmul.ts), one block per layer
  packAt: usize
  packStep: i32
  attnPanels: i32
  projPanels: i32
  fcPanels: i32
  downPanels: i32
  attnTurned: i32
  projTurned: i32
  fcTurned: i32
  downTurned: i32
  headPanelsAt: usize
  headTurnedAt: usize
  /** Table of PackTask: first those of the forward pass, then those of the backward pass. */
  packTasksAt: usize
  packForward: i32
  packTotal: i32

  // --- biases and gains, rows padded with zeros; the same offsets hold for their partial gradients
  vectorsAt: usize
  vectorStep: i32
  vNorm1: i32
  vNorm1Bias: i32
  vAttn: i32
  vProj: i32
  vNorm2: i32
  vNorm2Bias: i32
  vFc: i32
  vDown: i32
  vFinal: i32
  vFinalBias: i32
  vectorBytes: i32
  partialsAt: usize
  /** Table of VectorTask. */
  vectorTasksAt: usize
  vectorTasks: i32

  // --- the batch
  inputsAt: usize
  targetsAt: usize
  /** Per token its position in the row; per row its first token (and one more entry: the end). */
  positionsAt: usize
  rowStartsAt: usize
  /** f64 per token: nats. */
  lossesAt: usize
  /** Table of Unit; table of Wave. */
  unitsAt: usize
  wavesAt: usize
  waves: i32
  tokens: i32
  /** Predicted tokens of the batch. */
  predicted: i32

  // --- activations of a wave, one block per layer (`actStep` is 0 where nothing is kept for the backward pass)
  actAt: usize
  actStep: i32
  aX: i32
  aNorm1: i32
  aQkv: i32
  aWeights: i32
  aHeads: i32
  aMid: i32
  aNorm2: i32
  aHidden: i32
  aActive: i32
  aStats1: i32
  aStats2: i32
  /** Gradients at the outputs of the two branches, after dropout. */
  aMidGrad: i32
  aOutGrad: i32
  embeddedAt: usize
  lastAt: usize
  finalAt: usize
  logitsAt: usize
  statsEmbeddedAt: usize
  statsFinalAt: usize
  inputGradAt: usize

  // --- gradients of the matrices: table of GradientTask; the optimizer's blocks: table of Block
  gradientTasksAt: usize
  gradientTasks: i32
  blocksAt: usize
  blocks: i32
  /** f64 per block. */
  normsAt: usize

  // --- scratch, one per thread
  scratchAt: usize
  scratchStep: i32
  sKeys: i32
  sValues: i32
  sScores: i32
  sQueries: i32
  sTile: i32
  sRows: i32
  sWide: i32
  sFlow: i32
  zerosAt: usize

  // --- one run of the machine
  /** Nonzero: gradients too; zero: losses alone. */
  backward: i32

  // --- dropout (dropout.ts); 0: off
  dropout: i32
  dropThreshold: u32
  dropScale: f32
  /** Two words per site. */
  dropKeysAt: usize
  /** T of the batch: places are counted with its padding. */
  length: i32

  // --- the optimizer
  rate: f32
  beta1: f32
  beta2: f32
  /** 1 − β, rounded from double precision. */
  rest1: f32
  rest2: f32
  /** 1 / (1 − βᵗ). */
  unbias1: f32
  unbias2: f32
  epsilon: f32
  keep: f32
  clip: f64

  // --- threads (pool.ts)
  threads: i32
  poolAt: usize
}

// @ts-ignore: decorator
@inline
export function plan(): Plan {
  return changetype<Plan>(PLAN)
}

/** Rows that one thread takes through all layers at once. */
// @ts-ignore: decorator
@unmanaged
export class Unit {
  firstRow: i32
  endRow: i32
  /** First token in the batch, and in the wave's buffers. */
  token: i32
  local: i32
  count: i32
}

/** Units whose activations are held at the same time. */
// @ts-ignore: decorator
@unmanaged
export class Wave {
  firstUnit: i32
  endUnit: i32
  token: i32
  count: i32
}

/** One matrix to be laid out in panels. */
// @ts-ignore: decorator
@unmanaged
export class PackTask {
  sourceOff: i32
  rows: i32
  columns: i32
  target: usize
  /** Panels of columns, or of rows (the transposed matrix). */
  turned: i32
}

/** One bias or gain. */
// @ts-ignore: decorator
@unmanaged
export class VectorTask {
  arenaOff: i32
  vectorOff: i32
  count: i32
}

/** Some columns of the gradient of one matrix: Xᵀ · dY over all tokens of a wave. */
// @ts-ignore: decorator
@unmanaged
export class GradientTask {
  x: usize
  xRow: i32
  rows: i32
  dy: usize
  dyRow: i32
  columns: i32
  targetOff: i32
  firstPanel: i32
  endPanel: i32
  /** 0: a product. 1: a product into the token embedding, then its lookups (tied). 2: lookups alone. */
  kind: i32
}

/** A run of parameters with the same decay. */
// @ts-ignore: decorator
@unmanaged
export class Block {
  offset: i32
  count: i32
  decay: i32
}
