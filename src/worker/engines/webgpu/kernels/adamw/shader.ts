/*
 * Adam (Kingma & Ba 2015) and AdamW (Loshchilov & Hutter 2019) over the whole arena in one dispatch,
 * with the gradient scaled down to the clipping norm. The reference is training/optimizer.ts.
 */

import type { OptimizerSettings } from '../../../engine'
import { STEP_STRUCT, type Program } from '../program'
import { reduction } from '../reduction'
import { NORM_GROUPS, normGroups } from '../sums/shader'

/** One thread for each partial sum of the squared norm. */
const THREADS = NORM_GROUPS

/**
 * Bindings: 1 gradient, 2 squared-norm sums, 3 decay mask (one bit per parameter),
 * 4 parameters, 5 m, 6 v; all in arena order.
 */
export function adamProgram(settings: OptimizerSettings, total: number, subgroups = false): Program {
  const reduce = reduction(THREADS, subgroups)
  const { beta1, beta2, epsilon, clip } = settings
  const decay = settings.kind === 'adamw' ? settings.weightDecay : 0
  const code = `${reduce.enable}${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read> squares: array<f32>;
@group(0) @binding(3) var<storage, read> decayMask: array<u32>;
@group(0) @binding(4) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(5) var<storage, read_write> first: array<f32>;
@group(0) @binding(6) var<storage, read_write> second: array<f32>;
${reduce.declare}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>,
        @builtin(local_invocation_index) thread: u32${reduce.parameters}) {
  ${reduce.begin}
  var scale = 1.0;
  ${
    clip > 0
      ? `let norm = sqrt(sumAll(select(0.0, squares[min(thread, ${normGroups(total) - 1}u)], thread < ${normGroups(total)}u), thread));
  if (norm > ${clip}) { scale = f32(${clip}) / norm; }`
      : '_ = squares[0]; _ = thread;'
  }
  for (var i = group.x * ${THREADS}u + thread; i < ${total}u; i += groups.x * ${THREADS}u) {
    let g = gradient[i] * scale;
    let m = ${beta1} * first[i] + ${1 - beta1} * g;
    let v = ${beta2} * second[i] + ${1 - beta2} * g * g;
    first[i] = m;
    second[i] = v;
    let decays = f32((decayMask[i / 32u] >> (i % 32u)) & 1u);
    let p = parameters[i];
    parameters[i] = p - step.learningRate * (m * step.correction1 / (sqrt(v * step.correction2) + ${epsilon}) + f32(${decay}) * decays * p);
  }
}`
  return {
    label: settings.kind,
    work: () => (30 * total) / adamGroups(total),
    code,
    bindings: ['read', 'read', 'read', 'write', 'write', 'write']
  }
}

/** Workgroups for an arena of `total` floats: enough to fill any card, each thread loops over the rest. */
export function adamGroups(total: number): number {
  return Math.max(1, Math.min(4096, Math.ceil(total / THREADS)))
}

/** One bit per parameter: whether weight decay applies. */
export function decayMask(
  tensors: readonly { offset: number; size: number; decay: boolean }[],
  total: number
): Uint32Array {
  const mask = new Uint32Array(Math.ceil(total / 32))
  for (const { offset, size, decay } of tensors) {
    if (!decay) continue
    for (let i = offset; i < offset + size; i++) mask[i >> 5]! |= 1 << (i & 31)
  }
  return mask
}
