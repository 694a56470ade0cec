/* Causal self-attention while text is generated: one query a row, over a cache of keys and values, in one workgroup. */

import { STEP_STRUCT, type Program } from '../program'
import type { AttentionSpec } from './pieces'

/**
 * One new position for every row, with the keys and values of the earlier ones in a cache
 * [rows, block, 2C]: stores the new pair, then attends. One workgroup of one row and head.
 * Bindings: 1 qkv [rows, 3C], 2 cache, 3 out [rows, C].
 */
export function attentionDecode(spec: AttentionSpec): Program {
  const { heads, headWidth: D, block } = spec
  const code = `${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> qkv: array<f32>;
@group(0) @binding(2) var<storage, read_write> cache: array<f32>;
@group(0) @binding(3) var<storage, read_write> out: array<f32>;
const D = ${D}u;
const C = ${D * heads}u;
var<workgroup> weights: array<f32, ${block}>;
var<workgroup> total: f32;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let head = group.y;
  let row = group.x;
  let own = row * 3u * C + head * D;
  let base = row * ${block}u * 2u * C + head * D;
  let count = step.position + 1u;
  for (var c = thread; c < D; c += 64u) {
    cache[base + step.position * 2u * C + c] = qkv[own + C + c];
    cache[base + step.position * 2u * C + C + c] = qkv[own + 2u * C + c];
  }
  storageBarrier();
  workgroupBarrier();
  for (var j = thread; j < count; j += 64u) {
    var score = 0.0;
    for (var c = 0u; c < D; c++) { score += qkv[own + c] * cache[base + j * 2u * C + c]; }
    weights[j] = score * ${1 / Math.sqrt(D)};
  }
  workgroupBarrier();
  if (thread == 0u) {
    var highest = -3.4e38;
    for (var j = 0u; j < count; j++) { highest = max(highest, weights[j]); }
    var sum = 0.0;
    for (var j = 0u; j < count; j++) { weights[j] = exp(weights[j] - highest); sum += weights[j]; }
    total = sum;
  }
  workgroupBarrier();
  for (var c = thread; c < D; c += 64u) {
    var value = 0.0;
    for (var j = 0u; j < count; j++) { value += weights[j] * cache[base + j * 2u * C + C + c]; }
    out[row * C + head * D + c] = value / total;
  }
}`
  return { label: `attention decode H${heads} D${D}`, code, bindings: ['read', 'write', 'write'] }
}
