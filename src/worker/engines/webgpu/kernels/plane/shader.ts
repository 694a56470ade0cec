/* A point of a plane through parameter space, made on the card: out = centre + α·δ + β·η. */

import { STEP_STRUCT, type Program } from '../program'

const THREADS = 256

/** Bindings: 1 place (uniform: α, β), 2 centre, 3 δ, 4 η, 5 out; arrays [total], in arena order. */
export function planeProgram(total: number): Program {
  const code = `${STEP_STRUCT}
struct Place { alpha: f32, beta: f32, pad0: f32, pad1: f32 }
@group(0) @binding(1) var<uniform> place: Place;
@group(0) @binding(2) var<storage, read> centre: array<f32>;
@group(0) @binding(3) var<storage, read> delta: array<f32>;
@group(0) @binding(4) var<storage, read> eta: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(${THREADS})
fn main(@builtin(global_invocation_id) thread: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  for (var i = thread.x; i < ${total}u; i += groups.x * ${THREADS}u) {
    out[i] = centre[i] + place.alpha * delta[i] + place.beta * eta[i];
  }
  _ = step.positions;
}`
  return { label: 'point of a plane', code, bindings: ['uniform', 'read', 'read', 'read', 'write'] }
}

/** Workgroups for an arena of `total` floats; each thread loops over the rest. */
export function planeGroups(total: number): number {
  return Math.max(1, Math.min(4096, Math.ceil(total / THREADS)))
}
