/*
 * What a kernel is to the plan: a piece of WGSL with a label, and how each of its bindings is used.
 * Every dimension that is baked into the text is part of the text, so pipelines are cached by text.
 *
 * Binding 0 of every kernel is the step's scalars (`Step` below); they change each step, the rest
 * of the bindings never do.
 */

/** One compute shader with entry point `main`. */
export interface Program {
  readonly label: string
  readonly code: string
  /** Use of bindings 1, 2, …, in order. */
  readonly bindings: readonly ('uniform' | 'read' | 'write')[]
  /** Floating-point operations of one workgroup, about; absent where they hardly matter. */
  readonly work?: (sizes: { readonly positions: number; readonly longest: number }) => number
}

/** Scalars of one step, 16 words: WGSL in STEP_STRUCT, layout by `packStep`. */
export interface StepScalars {
  /** N: real (unpadded) positions in the batch, packed row after row. */
  readonly positions: number
  /** B */
  readonly rows: number
  /** T of the batch as given, with padding: the index space of dropout masks. */
  readonly length: number
  /** 1 / number of predicted tokens. */
  readonly lossScale: number
  readonly learningRate: number
  /** 1 / (1 − β₁ᵗ) and 1 / (1 − β₂ᵗ): Adam's bias corrections. */
  readonly correction1: number
  readonly correction2: number
  /** 1-based. */
  readonly step: number
  /** Where the loss of this step goes in the ring. */
  readonly ringSlot: number
  /** Position of the tokens fed by `decode`. */
  readonly position: number
}

/** Bytes of the scalars' uniform buffer. */
export const STEP_BYTES = 64

/** Bytes from one set of scalars to the next where a buffer holds several: bindings start at multiples of it. */
export const STEP_SLOT = 256

/** Declares binding 0. */
export const STEP_STRUCT = `
struct Step {
  positions: u32, rows: u32, length: u32, step: u32,
  lossScale: f32, learningRate: f32, correction1: f32, correction2: f32,
  ringSlot: u32, position: u32, pad0: u32, pad1: u32,
}
@group(0) @binding(0) var<uniform> step: Step;
`

/** Writes the scalars in the layout of STEP_STRUCT, `slot` times STEP_SLOT bytes from the start. */
export function packStep(scalars: StepScalars, into: ArrayBuffer, slot = 0): void {
  const words = new Uint32Array(into, slot * STEP_SLOT)
  const floats = new Float32Array(into, slot * STEP_SLOT)
  words[0] = scalars.positions
  words[1] = scalars.rows
  words[2] = scalars.length
  words[3] = scalars.step
  floats[4] = scalars.lossScale
  floats[5] = scalars.learningRate
  floats[6] = scalars.correction1
  floats[7] = scalars.correction2
  words[8] = scalars.ringSlot
  words[9] = scalars.position
}

/** Most workgroups along x before a grid of rows folds into y (the limit everywhere is 65,535). */
const FOLD = 32768

/** Dispatch size for one workgroup per row; shaders undo it with FOLDED_ROW. */
export function foldRows(rows: number): [number, number, number] {
  return rows <= FOLD ? [Math.max(1, rows), 1, 1] : [FOLD, Math.ceil(rows / FOLD), 1]
}

/** WGSL for the row of a folded grid. */
export const FOLDED_ROW = `(group.y * ${FOLD}u + group.x)`
