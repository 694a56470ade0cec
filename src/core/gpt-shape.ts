/*
 * The shape of a GPT and the order of its parameters in the arena: one flat Float32Array in which
 * every tensor is a named view. Pure arithmetic, no tensors; every engine, file format and picture
 * of the model takes its offsets from here.
 *
 * Dimensions: L layers, H heads, C width, T block, V vocabulary.
 */

/** `gpt2`: GPT-2 as Hugging Face's GPT2LMHeadModel. `microgpt`: Karpathy's microgpt (2026). */
export type Family = 'gpt2' | 'microgpt'

export interface GptShape {
  readonly family: Family
  readonly layers: number
  readonly heads: number
  /** C; a multiple of `heads`. */
  readonly width: number
  /** T: the most tokens the model sees at once. */
  readonly block: number
  /** V: token count, the start-and-end token included. */
  readonly vocab: number
}

/** How a tensor starts: see worker/model/initialise.ts for the distributions. */
export type Initialisation = 'normal' | 'residual' | 'zeros' | 'ones'

export interface TensorSpec {
  readonly name: string
  /** Row-major. Matrices of linear layers are [in, out] (GPT-2's Conv1D); embeddings and heads [V, C]. */
  readonly shape: readonly number[]
  /** First element in the arena, counted in floats. */
  readonly offset: number
  /** Number of elements. */
  readonly size: number
  readonly init: Initialisation
  /** Whether weight decay applies: to matrices and embeddings, not to biases and gains. */
  readonly decay: boolean
}

export interface ParameterLayout {
  readonly tensors: readonly TensorSpec[]
  /** Length of the arena in floats. */
  readonly total: number
  /** The tensor of that name; throws if the family has none. */
  get(name: string): TensorSpec
  has(name: string): boolean
}

/**
 * The arena of a model. Names are Hugging Face's GPT-2 names for both families; `microgpt` has no
 * biases and no norm gains, and a head of its own (`lm_head.weight`, [V, C]) where `gpt2` ties it
 * to `wte.weight`. Its q, k and v matrices stand side by side in `c_attn` as GPT-2's do.
 */
export function parameterLayout(shape: GptShape): ParameterLayout {
  const { layers, width: C, block: T, vocab: V } = shape
  const gpt2 = shape.family === 'gpt2'
  const tensors: TensorSpec[] = []
  let offset = 0
  const add = (name: string, dims: readonly number[], init: Initialisation): void => {
    const size = dims.reduce((product, n) => product * n, 1)
    tensors.push({ name, shape: dims, offset, size, init, decay: dims.length > 1 })
    offset += size
  }
  const norm = (name: string): void => {
    if (!gpt2) return
    add(`${name}.weight`, [C], 'ones')
    add(`${name}.bias`, [C], 'zeros')
  }
  const linear = (name: string, from: number, to: number, init: Initialisation): void => {
    add(`${name}.weight`, [from, to], init)
    if (gpt2) add(`${name}.bias`, [to], 'zeros')
  }

  add('wte.weight', [V, C], 'normal')
  add('wpe.weight', [T, C], 'normal')
  for (let l = 0; l < layers; l++) {
    norm(`h.${l}.ln_1`)
    linear(`h.${l}.attn.c_attn`, C, 3 * C, 'normal')
    linear(`h.${l}.attn.c_proj`, C, C, 'residual')
    norm(`h.${l}.ln_2`)
    linear(`h.${l}.mlp.c_fc`, C, 4 * C, 'normal')
    linear(`h.${l}.mlp.c_proj`, 4 * C, C, 'residual')
  }
  norm('ln_f')
  if (!gpt2) add('lm_head.weight', [V, C], 'normal')

  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))
  return {
    tensors,
    total: offset,
    has: (name) => byName.has(name),
    get: (name) => {
      const tensor = byName.get(name)
      if (!tensor) throw new Error(`no tensor ${name} in family ${shape.family}`)
      return tensor
    }
  }
}

/** Number of trainable parameters. */
export function parameterCount(shape: GptShape): number {
  return parameterLayout(shape).total
}
