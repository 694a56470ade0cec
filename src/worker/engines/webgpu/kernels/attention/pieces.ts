/*
 * What the attention shaders over a batch (shader.ts) are put together from: what decides their text, and the pieces
 * of it that forward and backward have in common.
 */

import { dropoutCode, type DropoutSettings } from '../dropout/shader'
import { HALF, QUAD } from '../half'

export interface AttentionSpec {
  readonly heads: number
  /** D = C / H */
  readonly headWidth: number
  /** Most positions of a row. */
  readonly block: number
  /** Whether rows of q, k and v can be read four floats at a time. */
  readonly aligned: boolean
  /** qkv and the output are stored as 16-bit floats; `aligned`, and D a multiple of four, then. */
  readonly half?: boolean
  /** Drops attention weights; the three shaders then have one more binding at the end: the site (uniform). */
  readonly dropout?: DropoutSettings
}

/** Queries (or keys) per workgroup: the block, or 64. */
export function attentionThreads(block: number): number {
  return Math.min(64, Math.max(8, 2 ** Math.ceil(Math.log2(block))))
}

/** The pieces of text that the three shaders share; D/4 vectors are unrolled into named variables. */
export function pieces(spec: AttentionSpec) {
  const { heads, headWidth: D } = spec
  const vectors = Math.ceil(D / 4)
  const vec = spec.aligned && D % 4 === 0
  const threads = attentionThreads(spec.block)
  // Two tiles of D floats a row stay within 8 KiB, half of what every device offers.
  const tile = Math.max(1, Math.min(threads, Math.floor(8192 / (2 * vectors * 16))))
  const each = (code: (i: number) => string): string =>
    Array.from({ length: vectors }, (_, i) => code(i)).join('\n')
  const load = (array: string, half = false): string =>
    half
      ? `fn load_${array}(base: u32, i: u32) -> vec4<f32> { return unpacked(${array}[base / 4u + i]); }`
      : vec
        ? `fn load_${array}(base: u32, i: u32) -> vec4<f32> { return ${array}[base / 4u + i]; }`
        : `fn load_${array}(base: u32, i: u32) -> vec4<f32> {
  var v = vec4<f32>(0.0);
  for (var c = 0u; c < 4u; c++) { if (4u * i + c < D) { v[c] = ${array}[base + 4u * i + c]; } }
  return v;
}`
  const store = (array: string, base: string, i: number, value: string, half = false): string =>
    half
      ? `${array}[${base} / 4u + ${i}u] = packed(${value});`
      : Array.from(
          { length: Math.min(4, D - 4 * i) },
          (_, c) => `${array}[${base} + ${4 * i + c}u] = ${value}[${c}];`
        ).join(' ')
  const sum = (terms: (i: number) => string): string =>
    Array.from({ length: vectors }, (_, i) => terms(i)).join(' + ')
  const type = vec ? 'vec4<f32>' : 'f32'
  // Of qkv and of the output: of what the forward pass leaves for the backward pass.
  const kept = spec.half ? QUAD : type
  const half = spec.half === true
  return { heads, D, vectors, type, kept, half, threads, tile, each, load, store, sum }
}

/** The constants that all three begin with. */
export const constants = (p: ReturnType<typeof pieces>): string => `
const D = ${p.D}u;
const C = ${p.D * p.heads}u;
const H = ${p.heads}u;
const SCALE = ${1 / Math.sqrt(p.D)};
const TILE = ${p.tile}u;
${p.half ? HALF : ''}`

/** Declares the site of the masks, and how a weight is masked: before `query` and `key` are known as positions of a row. */
export const masks = ({ dropout }: AttentionSpec, binding: number) => ({
  declare: dropout
    ? `struct Site { site: u32 }
@group(0) @binding(${binding}) var<uniform> mask: Site;
${dropoutCode(dropout)}`
    : '',
  keys: dropout ? 'let keys_ = dropKeys(mask.site);' : '',
  factor: (query: string, key: string): string =>
    dropout ? ` * kept(((group.z * H + head) * step.length + ${query}) * step.length + ${key}, keys_)` : '',
  binding: dropout ? (['uniform'] as const) : []
})

/** The entry, up to the row of the batch that a workgroup has. */
export const HEADER = (threads: number): string => `
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let head = group.y;
  let start = u32(starts[group.z]);
  let count = u32(starts[group.z + 1u]) - start;`
