/*
 * Dropout masks made where they are needed: the generator of ../../../../dropout.ts in WGSL, and the
 * kernel that masks a gradient on its way into a branch. The definition and the sites stand there.
 */

import { dropoutThreshold } from '../../../dropout'
import { FOLDED_ROW, STEP_STRUCT, type Program } from '../program'

export interface DropoutSettings {
  /** Share dropped, above 0 and below 1. */
  readonly rate: number
  readonly seed: number
}

/** `dropKeys(site)` once per thread, then `kept(index, keys)`: 0 or 1 / (1 − rate). */
export function dropoutCode({ rate, seed }: DropoutSettings): string {
  return `
fn scramble(word: u32) -> u32 {
  var x = word;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}
fn dropKeys(site: u32) -> vec2<u32> {
  let first = scramble(scramble(scramble(${seed >>> 0}u + 0x9e3779b9u) ^ step.step) + site);
  return vec2<u32>(first, scramble(first + 0x9e3779b9u));
}
fn kept(index: u32, keys: vec2<u32>) -> f32 {
  let word = scramble(scramble(index ^ keys.x) + keys.y);
  return select(0.0, ${1 / (1 - rate)}, word >= ${dropoutThreshold(rate)}u);
}`
}

const THREADS = 64

/** out = x · mask. Bindings: 1 settings (uniform: site), 2 padded index of each position [N], 3 x [N, C], 4 out. */
export function dropoutProgram(settings: DropoutSettings, width: number): Program {
  const code = `${STEP_STRUCT}
struct Settings { site: u32 }
@group(0) @binding(1) var<uniform> settings: Settings;
@group(0) @binding(2) var<storage, read> padded: array<i32>;
@group(0) @binding(3) var<storage, read> x: array<f32>;
@group(0) @binding(4) var<storage, read_write> out: array<f32>;
const C = ${width}u;
${dropoutCode(settings)}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = ${FOLDED_ROW};
  if (row >= step.positions) { return; }
  let keys = dropKeys(settings.site);
  for (var c = thread; c < C; c += ${THREADS}u) {
    out[row * C + c] = x[row * C + c] * kept(u32(padded[row]) * C + c, keys);
  }
}`
  return { label: `dropout ${width}`, code, bindings: ['uniform', 'read', 'read', 'write'] }
}
