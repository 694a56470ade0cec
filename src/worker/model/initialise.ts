/*
 * Initial weights. `gpt2` as GPT-2 and nanoGPT do it, tensor by tensor in arena order; `microgpt` in the
 * order in which the Python original draws, so that CPython's stream gives the original's very weights.
 */

import { parameterLayout } from '#core/gpt-shape'
import type { GptShape } from '#core/gpt-shape'

/** Standard deviations: GPT-2 (Radford et al. 2019), and microgpt's `matrix`. */
const GPT2_DEVIATION = 0.02
const MICROGPT_DEVIATION = 0.08

/**
 * The arena of a new model.
 * @param normal draws from a standard normal distribution, one value per random weight
 */
export function initialise(shape: GptShape, normal: () => number): Float32Array {
  return shape.family === 'microgpt' ? initialiseMicrogpt(shape, normal) : initialiseGpt2(shape, normal)
}

/**
 * N(0, 0.02); matrices that write into the residual stream N(0, 0.02 / √(2L)), one for each of the 2L
 * additions to it; biases 0, norm gains 1.
 */
function initialiseGpt2(shape: GptShape, normal: () => number): Float32Array {
  const layout = parameterLayout(shape)
  const parameters = new Float32Array(layout.total)
  const residual = GPT2_DEVIATION / Math.sqrt(2 * shape.layers)
  for (const { offset, size, init } of layout.tensors) {
    const tensor = parameters.subarray(offset, offset + size)
    switch (init) {
      case 'zeros':
        break
      case 'ones':
        tensor.fill(1)
        break
      case 'normal':
        for (let i = 0; i < size; i++) tensor[i] = normal() * GPT2_DEVIATION
        break
      case 'residual':
        for (let i = 0; i < size; i++) tensor[i] = normal() * residual
        break
    }
  }
  return parameters
}

/**
 * N(0, 0.08) throughout, drawn as the original draws: wte, wpe, lm_head, then per layer wq, wk, wv, wo,
 * fc1, fc2, each row by row as [out, in]. Linear layers stand as [in, out] in the arena, with q, k and v
 * side by side, so each row of the original becomes a column here.
 */
function initialiseMicrogpt(shape: GptShape, normal: () => number): Float32Array {
  const C = shape.width
  const layout = parameterLayout(shape)
  const parameters = new Float32Array(layout.total)
  const embedding = (name: string): void => {
    const { offset, size } = layout.get(name)
    for (let i = 0; i < size; i++) parameters[offset + i] = normal() * MICROGPT_DEVIATION
  }
  const linear = (name: string, outs: number, firstColumn = 0): void => {
    const { offset, shape: dims } = layout.get(name)
    const [ins, columns] = [dims[0]!, dims[1]!]
    for (let o = 0; o < outs; o++) {
      for (let i = 0; i < ins; i++) {
        parameters[offset + i * columns + firstColumn + o] = normal() * MICROGPT_DEVIATION
      }
    }
  }
  for (const name of ['wte.weight', 'wpe.weight', 'lm_head.weight']) embedding(name)
  for (let l = 0; l < shape.layers; l++) {
    for (const third of [0, 1, 2]) linear(`h.${l}.attn.c_attn.weight`, C, third * C)
    linear(`h.${l}.attn.c_proj.weight`, C)
    linear(`h.${l}.mlp.c_fc.weight`, 4 * C)
    linear(`h.${l}.mlp.c_proj.weight`, C)
  }
  return parameters
}
