/*
 * LayerNorm (Ba, Kiros & Hinton 2016) with gain and bias, and RMSNorm (Zhang & Sennrich 2019)
 * without, forward and backward. One workgroup handles one row going forward and a fixed share of
 * rows going backward, where it keeps the sums for gain and bias; sums run in a fixed order.
 * Over 150 lines: two shaders, most of it their text.
 */

import { FOLDED_ROW, STEP_STRUCT, type Program } from '../program'
import { HALF, QUAD } from '../half'
import { reduction } from '../reduction'

export interface NormSpec {
  /** C */
  readonly width: number
  /** LayerNorm with gain and bias, or RMSNorm with neither. */
  readonly kind: 'layer' | 'rms'
  /** Adds by subgroups. */
  readonly subgroups?: boolean
  /** Forward: the output is stored as 16-bit floats; the width is then a multiple of four. */
  readonly half?: boolean
}

/** ε of both norms, as in GPT-2 and microgpt. */
export const NORM_EPSILON = 1e-5

const THREADS = 64

/** Workgroups of the backward pass: each takes every GROUPS-th row. */
export const NORM_BACKWARD_GROUPS = 64

/** Bindings: 1 offsets (gain, bias), 2 x [N, C], 3 parameters, 4 out [N, C], 5 stats [N, 2]: mean and 1/σ. */
export function normForward({ width, kind, subgroups = false, half = false }: NormSpec): Program {
  const reduce = reduction(THREADS, subgroups)
  const layer = kind === 'layer'
  const code = `${reduce.enable}${STEP_STRUCT}
struct Offsets { gain: u32, bias: u32 }
@group(0) @binding(1) var<uniform> offset: Offsets;
@group(0) @binding(2) var<storage, read> x: array<f32>;
@group(0) @binding(3) var<storage, read> parameters: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<${half ? QUAD : 'f32'}>;
@group(0) @binding(5) var<storage, read_write> stats: array<f32>;
const C = ${width}u;
${half ? HALF : ''}
${reduce.declare}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32${reduce.parameters}) {
  ${reduce.begin}
  let row = ${FOLDED_ROW};
  let live = row < step.positions;
  let start = select(0u, row, live) * C;
  var mean = 0.0;
  ${
    layer
      ? `var total = 0.0;
  for (var c = thread; c < C; c += ${THREADS}u) { total += x[start + c]; }
  mean = sumAll(total, thread) / f32(C);`
      : ''
  }
  var squares = 0.0;
  for (var c = thread; c < C; c += ${THREADS}u) { let d = x[start + c] - mean; squares += d * d; }
  let inverse = inverseSqrt(sumAll(squares, thread) / f32(C) + ${NORM_EPSILON});
  if (!live) { return; }
  ${half ? quads(layer) : singles(layer)}
  if (thread == 0u) { stats[2u * row] = mean; stats[2u * row + 1u] = inverse; }
${layer ? '' : '  _ = offset.gain; _ = parameters[0];\n'}}`
  return {
    label: `${kind} norm ${width}`,
    code,
    bindings: ['uniform', 'read', 'read', 'write', 'write']
  }
}

const singles = (layer: boolean): string => `for (var c = thread; c < C; c += ${THREADS}u) {
    let normal = (x[start + c] - mean) * inverse;
    out[start + c] = ${layer ? 'normal * parameters[offset.gain + c] + parameters[offset.bias + c]' : 'normal'};
  }`

const quads = (layer: boolean): string => `for (var c = 4u * thread; c < C; c += ${4 * THREADS}u) {
    var v = vec4<f32>(0.0);
    for (var i = 0u; i < 4u; i++) {
      let normal = (x[start + c + i] - mean) * inverse;
      v[i] = ${layer ? 'normal * parameters[offset.gain + c + i] + parameters[offset.bias + c + i]' : 'normal'};
    }
    out[(start + c) / 4u] = packed(v);
  }`

/**
 * dx (+)= the norm's backward of dy. With x̂ the normalised row and g = dy·gain:
 * dx = (g − mean(g) − x̂·mean(g·x̂)) / σ; without the centring term for RMSNorm.
 * `accumulate` adds to dx (the residual stream), otherwise dx is replaced.
 * Bindings: 1 offsets, 2 dy, 3 x, 4 stats, 5 parameters, 6 dx, 7 partial sums [GROUPS, 2C] (gain, bias).
 */
export function normBackward({ width, kind, subgroups = false }: NormSpec, accumulate: boolean): Program {
  const reduce = reduction(THREADS, subgroups)
  const layer = kind === 'layer'
  const perThread = Math.ceil(width / THREADS)
  const code = `${reduce.enable}${STEP_STRUCT}
struct Offsets { gain: u32, bias: u32 }
@group(0) @binding(1) var<uniform> offset: Offsets;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read> stats: array<f32>;
@group(0) @binding(5) var<storage, read> parameters: array<f32>;
@group(0) @binding(6) var<storage, read_write> dx: array<f32>;
@group(0) @binding(7) var<storage, read_write> sums: array<f32>;
const C = ${width}u;
${reduce.declare}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32${reduce.parameters}) {
  ${reduce.begin}
  var gainSum: array<f32, ${perThread}>;
  var biasSum: array<f32, ${perThread}>;
  for (var row = group.x; row < step.positions; row += ${NORM_BACKWARD_GROUPS}u) {
    let start = row * C;
    let mean = stats[2u * row];
    let inverse = stats[2u * row + 1u];
    var sumG = 0.0;
    var sumGX = 0.0;
    var i = 0u;
    for (var c = thread; c < C; c += ${THREADS}u) {
      let normal = (x[start + c] - mean) * inverse;
      let d = dy[start + c];
      let g = d${layer ? ' * parameters[offset.gain + c]' : ''};
      sumG += g;
      sumGX += g * normal;
      ${layer ? 'gainSum[i] += d * normal; biasSum[i] += d;' : ''}
      i++;
    }
    ${layer ? 'let meanG = sumAll(sumG, thread) / f32(C);' : 'let meanG = 0.0;'}
    let meanGX = sumAll(sumGX, thread) / f32(C);
    for (var c = thread; c < C; c += ${THREADS}u) {
      let normal = (x[start + c] - mean) * inverse;
      let g = dy[start + c]${layer ? ' * parameters[offset.gain + c]' : ''};
      let d = (g - meanG - normal * meanGX) * inverse;
      dx[start + c] = ${accumulate ? 'dx[start + c] + d' : 'd'};
    }
  }
  ${
    layer
      ? `var j = 0u;
  for (var c = thread; c < C; c += ${THREADS}u) {
    sums[group.x * 2u * C + c] = gainSum[j];
    sums[group.x * 2u * C + C + c] = biasSum[j];
    j++;
  }`
      : '_ = offset.gain; _ = parameters[0]; _ = sums[0]; _ = gainSum[0]; _ = biasSum[0];'
  }
}`
  return {
    label: `${kind} norm backward ${width}`,
    code,
    bindings: ['uniform', 'read', 'read', 'read', 'read', 'write', 'write']
  }
}
