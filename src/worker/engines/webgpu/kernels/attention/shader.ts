/*
 * Causal self-attention without a T × T buffer (Dao et al. 2022, FlashAttention), forward and
 * backward. One thread owns one query (forward, dQ) or one key (dK, dV) of one head and walks over
 * the others in tiles kept in workgroup memory; the upper triangle is never visited.
 * Rows of the batch are packed: row b owns positions starts[b] … starts[b + 1] − 1.
 * Over 150 lines: the way forward and both ways back walk over the same tiles, and what they share is in pieces.ts.
 */

import { QUAD } from '../half'
import { STEP_STRUCT, type Program } from '../program'
import { attentionThreads, constants, HEADER, masks, pieces, type AttentionSpec } from './pieces'

/** Operations of a workgroup: each thread meets half of the row's positions, `products` dot products or so each. */
const work =
  ({ block, headWidth }: AttentionSpec, products: number): Program['work'] =>
  ({ longest }) =>
    attentionThreads(block) * (longest / 2) * products * 2 * headWidth

/** Workgroups: tiles of queries × heads × rows. */
export function attentionGroups(
  spec: AttentionSpec,
  longest: number,
  rows: number
): [number, number, number] {
  return [Math.max(1, Math.ceil(longest / attentionThreads(spec.block))), spec.heads, Math.max(1, rows)]
}

/** Bindings: 1 starts [B + 1], 2 qkv [N, 3C], 3 out [N, C], 4 lse [N, H]: log Σ exp of the scores. */
export function attentionForward(spec: AttentionSpec): Program {
  const p = pieces(spec)
  const drop = masks(spec, 5)
  const code = `${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> starts: array<i32>;
@group(0) @binding(2) var<storage, read> qkv: array<${p.kept}>;
@group(0) @binding(3) var<storage, read_write> out: array<${p.half ? QUAD : 'f32'}>;
@group(0) @binding(4) var<storage, read_write> lse: array<f32>;
${constants(p)}
${drop.declare}
${p.load('qkv', p.half)}
var<workgroup> keys: array<vec4<f32>, ${p.tile * p.vectors}>;
var<workgroup> values: array<vec4<f32>, ${p.tile * p.vectors}>;
${HEADER(p.threads)}
  ${drop.keys}
  let query = group.x * ${p.threads}u + thread;
  let live = query < count;
  let n = start + select(0u, query, live);
  ${p.each((i) => `let q${i} = load_qkv(n * 3u * C + head * D, ${i}u); var o${i} = vec4<f32>(0.0);`)}
  var highest = -3.4e38;
  var total = 0.0;
  let end = min(count, (group.x + 1u) * ${p.threads}u);
  for (var j0 = 0u; j0 < end; j0 += TILE) {
    for (var i = thread; i < TILE * ${p.vectors}u; i += ${p.threads}u) {
      let j = j0 + i / ${p.vectors}u;
      if (j < end) {
        let at = (start + j) * 3u * C + head * D;
        keys[i] = load_qkv(at + C, i % ${p.vectors}u);
        values[i] = load_qkv(at + 2u * C, i % ${p.vectors}u);
      }
    }
    workgroupBarrier();
    if (live) {
      let last = min(min(TILE, end - j0), select(0u, query + 1u - j0, query + 1u > j0));
      for (var j = 0u; j < last; j++) {
        let score = SCALE * (${p.sum((i) => `dot(q${i}, keys[j * ${p.vectors}u + ${i}u])`)});
        let top = max(highest, score);
        let fade = exp(highest - top);
        let weight = exp(score - top);
        total = total * fade + weight;
        let masked = weight${drop.factor('query', '(j0 + j)')};
        ${p.each((i) => `o${i} = o${i} * fade + masked * values[j * ${p.vectors}u + ${i}u];`)}
        highest = top;
      }
    }
    workgroupBarrier();
  }
  if (!live) { return; }
  let at = n * C + head * D;
  ${p.each((i) => `{ let r = o${i} / total; ${p.store('out', 'at', i, 'r', p.half)} }`)}
  lse[n * H + head] = highest + log(total);
  _ = step.positions;
}`
  return {
    label: `attention H${spec.heads} D${spec.headWidth}`,
    work: work(spec, 2),
    code,
    bindings: ['read', 'read', 'write', 'write', ...drop.binding]
  }
}

/**
 * dQ, and for each query the dot product of its output with the output's gradient.
 * Bindings: 1 starts, 2 qkv, 3 out [N, C], 4 dOut [N, C], 5 lse [N, H], 6 dqkv [N, 3C], 7 dots [N, H].
 */
export function attentionBackwardQuery(spec: AttentionSpec): Program {
  const p = pieces(spec)
  const drop = masks(spec, 8)
  const code = `${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> starts: array<i32>;
@group(0) @binding(2) var<storage, read> qkv: array<${p.kept}>;
@group(0) @binding(3) var<storage, read> result: array<${p.kept}>;
@group(0) @binding(4) var<storage, read> dOut: array<${p.type}>;
@group(0) @binding(5) var<storage, read> lse: array<f32>;
@group(0) @binding(6) var<storage, read_write> dqkv: array<f32>;
@group(0) @binding(7) var<storage, read_write> dots: array<f32>;
${constants(p)}
${drop.declare}
${p.load('qkv', p.half)}
${p.load('result', p.half)}
${p.load('dOut')}
var<workgroup> keys: array<vec4<f32>, ${p.tile * p.vectors}>;
var<workgroup> values: array<vec4<f32>, ${p.tile * p.vectors}>;
${HEADER(p.threads)}
  ${drop.keys}
  let query = group.x * ${p.threads}u + thread;
  let live = query < count;
  let n = start + select(0u, query, live);
  let own = n * C + head * D;
  ${p.each((i) => `let q${i} = load_qkv(n * 3u * C + head * D, ${i}u); let g${i} = load_dOut(own, ${i}u); var d${i} = vec4<f32>(0.0);`)}
  let along = ${p.sum((i) => `dot(g${i}, load_result(own, ${i}u))`)};
  let level = lse[n * H + head];
  let end = min(count, (group.x + 1u) * ${p.threads}u);
  for (var j0 = 0u; j0 < end; j0 += TILE) {
    for (var i = thread; i < TILE * ${p.vectors}u; i += ${p.threads}u) {
      let j = j0 + i / ${p.vectors}u;
      if (j < end) {
        let at = (start + j) * 3u * C + head * D;
        keys[i] = load_qkv(at + C, i % ${p.vectors}u);
        values[i] = load_qkv(at + 2u * C, i % ${p.vectors}u);
      }
    }
    workgroupBarrier();
    if (live) {
      let last = min(min(TILE, end - j0), select(0u, query + 1u - j0, query + 1u > j0));
      for (var j = 0u; j < last; j++) {
        let score = SCALE * (${p.sum((i) => `dot(q${i}, keys[j * ${p.vectors}u + ${i}u])`)});
        let dWeight = ${p.sum((i) => `dot(g${i}, values[j * ${p.vectors}u + ${i}u])`)};
        let dScore = exp(score - level) * (dWeight${drop.factor('query', '(j0 + j)')} - along) * SCALE;
        ${p.each((i) => `d${i} += dScore * keys[j * ${p.vectors}u + ${i}u];`)}
      }
    }
    workgroupBarrier();
  }
  if (!live) { return; }
  let at = n * 3u * C + head * D;
  ${p.each((i) => p.store('dqkv', 'at', i, `d${i}`))}
  dots[n * H + head] = along;
  _ = step.positions;
}`
  return {
    label: `attention backward to queries H${spec.heads} D${spec.headWidth}`,
    work: work(spec, 3),
    code,
    bindings: ['read', 'read', 'read', 'read', 'read', 'write', 'write', ...drop.binding]
  }
}

/**
 * dK and dV. Bindings: 1 starts, 2 qkv, 3 dOut [N, C], 4 lse [N, H], 5 dots [N, H], 6 dqkv [N, 3C].
 */
export function attentionBackwardKey(spec: AttentionSpec): Program {
  const p = pieces(spec)
  const drop = masks(spec, 7)
  const code = `${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> starts: array<i32>;
@group(0) @binding(2) var<storage, read> qkv: array<${p.kept}>;
@group(0) @binding(3) var<storage, read> dOut: array<${p.type}>;
@group(0) @binding(4) var<storage, read> lse: array<f32>;
@group(0) @binding(5) var<storage, read> dots: array<f32>;
@group(0) @binding(6) var<storage, read_write> dqkv: array<f32>;
${constants(p)}
${drop.declare}
${p.load('qkv', p.half)}
${p.load('dOut')}
var<workgroup> queries: array<vec4<f32>, ${p.tile * p.vectors}>;
var<workgroup> gradients: array<vec4<f32>, ${p.tile * p.vectors}>;
${HEADER(p.threads)}
  ${drop.keys}
  let key = group.x * ${p.threads}u + thread;
  let live = key < count;
  let n = start + select(0u, key, live);
  let own = n * 3u * C + head * D;
  ${p.each((i) => `let k${i} = load_qkv(own + C, ${i}u); let v${i} = load_qkv(own + 2u * C, ${i}u); var dk${i} = vec4<f32>(0.0); var dv${i} = vec4<f32>(0.0);`)}
  for (var i0 = group.x * ${p.threads}u; i0 < count; i0 += TILE) {
    for (var i = thread; i < TILE * ${p.vectors}u; i += ${p.threads}u) {
      let row = i0 + i / ${p.vectors}u;
      if (row < count) {
        queries[i] = load_qkv((start + row) * 3u * C + head * D, i % ${p.vectors}u);
        gradients[i] = load_dOut((start + row) * C + head * D, i % ${p.vectors}u);
      }
    }
    workgroupBarrier();
    if (live) {
      let begin = select(0u, key - i0, key > i0);
      let stop = min(TILE, count - i0);
      for (var i = begin; i < stop; i++) {
        let row = (start + i0 + i) * H + head;
        let score = SCALE * (${p.sum((i) => `dot(k${i}, queries[i * ${p.vectors}u + ${i}u])`)});
        let weight = exp(score - lse[row]);
        let dWeight = ${p.sum((i) => `dot(v${i}, gradients[i * ${p.vectors}u + ${i}u])`)};
        let factor = 1.0${drop.factor('(i0 + i)', 'key')};
        let dScore = weight * (dWeight * factor - dots[row]) * SCALE;
        ${p.each((i) => `dk${i} += dScore * queries[i * ${p.vectors}u + ${i}u]; dv${i} += weight * factor * gradients[i * ${p.vectors}u + ${i}u];`)}
      }
    }
    workgroupBarrier();
  }
  if (!live) { return; }
  ${p.each((i) => `${p.store('dqkv', 'own + C', i, `dk${i}`)} ${p.store('dqkv', 'own + 2u * C', i, `dv${i}`)}`)}
  _ = step.positions;
}`
  return {
    label: `attention backward to keys H${spec.heads} D${spec.headWidth}`,
    work: work(spec, 4),
    code,
    bindings: ['read', 'read', 'read', 'read', 'read', 'write', ...drop.binding]
  }
}
