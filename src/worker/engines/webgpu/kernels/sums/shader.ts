/*
 * Sums in a fixed order, so that a run can be repeated: the slices that split kernels leave behind,
 * the loss of a step, and the squared norm of the gradient.
 */

import { STEP_STRUCT, type Program } from '../program'
import { reduction } from '../reduction'

/**
 * out[i] (+)= Σ over slices of partial[slice · size + i].
 * Bindings: 1 sizes (uniform: size, slices, out offset, accumulate 0|1), 2 partial, 3 out.
 */
export function sumSlices(): Program {
  const code = `${STEP_STRUCT}
struct Sizes { size: u32, count: u32, out: u32, accumulate: u32 }
@group(0) @binding(1) var<uniform> sizes: Sizes;
@group(0) @binding(2) var<storage, read> slices: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) thread: vec3<u32>) {
  let i = thread.x;
  if (i >= sizes.size) { return; }
  var total = 0.0;
  for (var s = 0u; s < sizes.count; s++) { total += slices[s * sizes.size + i]; }
  if (sizes.accumulate == 1u) { total += out[sizes.out + i]; }
  out[sizes.out + i] = total;
  _ = step.positions;
}`
  return { label: 'sum of slices', code, bindings: ['uniform', 'read', 'write'] }
}

/** ring[slot] = Σ nats · lossScale. One workgroup. Bindings: 1 nats [N], 2 ring. */
export function sumLoss(subgroups = false): Program {
  const reduce = reduction(256, subgroups)
  const code = `${reduce.enable}${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> nats: array<f32>;
@group(0) @binding(2) var<storage, read_write> ring: array<f32>;
${reduce.declare}
@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32${reduce.parameters}) {
  ${reduce.begin}
  var total = 0.0;
  for (var n = thread; n < step.positions; n += 256u) { total += nats[n]; }
  let all = sumAll(total, thread);
  if (thread == 0u) { ring[step.ringSlot] = all * step.lossScale; }
}`
  return { label: 'loss of the step', code, bindings: ['read', 'write'] }
}

/** Most workgroups of `squaredNorm`, each leaving one partial sum. */
export const NORM_GROUPS = 256

/** Workgroups for a gradient of `total` numbers: eight numbers a thread, more where the groups are used up. */
export function normGroups(total: number): number {
  return Math.max(1, Math.min(NORM_GROUPS, Math.ceil(total / 2048)))
}

/**
 * partial[group] = Σ of squares over a fixed share; `normGroups` workgroups.
 * Bindings: 1 gradient [total], 2 partial [normGroups].
 */
export function squaredNorm(total: number, subgroups = false): Program {
  const reduce = reduction(256, subgroups)
  const code = `${reduce.enable}${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> gradient: array<f32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;
${reduce.declare}
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32${reduce.parameters}) {
  ${reduce.begin}
  var squares = 0.0;
  for (var i = group.x * 256u + thread; i < ${total}u; i += ${normGroups(total) * 256}u) { squares += gradient[i] * gradient[i]; }
  let all = sumAll(squares, thread);
  if (thread == 0u) { sums[group.x] = all; }
  _ = step.positions;
}`
  return { label: 'squared norm of the gradient', code, bindings: ['read', 'write'] }
}
