/*
 * Tiled matrix product in the three orders that training needs, with fused epilogues:
 *   nn  out[n, o] = Σk a[n, k] · b[k, o]     forward, X·W
 *   nt  out[n, k] = Σo a[n, o] · b[k, o]     backward to the input, dY·Wᵀ; also the tied head, X·Eᵀ
 *   tn  out[k, o] = Σn a[n, k] · b[n, o]     weight gradient, Xᵀ·dY, split over n in a fixed order
 * 256 threads compute a (16·tm) × (16·tn) tile of the output through workgroup memory, 16 deep.
 * Rows are loaded four floats at a time where the row length allows it.
 * Over 150 lines because the three orders share one text; the reference is reference.ts.
 */

import { dropoutCode, type DropoutSettings } from '../dropout/shader'
import { HALF, QUAD } from '../half'
import { STEP_STRUCT, type Program } from '../program'

export type MatmulOrder = 'nn' | 'nt' | 'tn'

/** What happens to a finished tile. `gelu` stores the pre-activation too (binding `aux`, write). */
export type Epilogue =
  /** out = sum + bias (if the layer has one) */
  | 'none'
  /** out = aux + sum + bias: the residual connection; aux is read */
  | 'residual'
  /** aux = sum + bias; out = activation(aux): aux is written */
  | 'activate'
  /** out = sum · activation′(aux); post = activation(aux): aux is read, post is written */
  | 'activate-backward'

export interface MatmulSpec {
  readonly order: MatmulOrder
  /** Columns of the output: o (nn), k (nt, tn: o). */
  readonly columns: number
  /** The inner dimension (nn, nt), or the rows of the output (tn). */
  readonly inner: number
  /** Floats from one row to the next: of a, of b and of the output. */
  readonly strideA: number
  readonly strideB: number
  readonly strideOut: number
  /** Whether every offset is a multiple of four floats, so that rows can be read four at a time. */
  readonly aligned: boolean
  readonly epilogue: Epilogue
  readonly activation: 'gelu' | 'relu'
  readonly bias: boolean
  /** tn: shares of the sum over n, each written to its own slice of the output. */
  readonly splits: number
  /** tn: add to what is there; only with one share. */
  readonly accumulate?: boolean
  /** tn: also sum the columns of b (the bias gradient) behind the matrix. */
  readonly columnSums: boolean
  /** residual: what is added is dropped in part. */
  readonly dropout?: DropoutSettings
  /** Which arrays hold 16-bit floats; rows are then multiples of four. `out` only with `none` and `activate`. */
  readonly half?: Partial<Record<'a' | 'out' | 'aux' | 'post', boolean>>
  /** Output rows and columns per thread: tile = 16·tm × 16·tn. */
  readonly tm: number
  readonly tn: number
}

/** Depth of a tile in the inner dimension. */
const TILE_K = 16

/** Where the arrays of a product begin, in floats, and which dropout site it is; all 0 unless given. */
export type MatmulPlace = Partial<Record<'a' | 'b' | 'out' | 'bias' | 'site', number>>

/**
 * The content of binding 1. Sizes stand here and not in the text: compiling this kernel takes longest of all,
 * and so its pipelines serve every layer, and models of every size.
 */
export function matmulConstants(spec: MatmulSpec, place: MatmulPlace = {}): number[] {
  const { a = 0, b = 0, out = 0, bias = 0, site = 0 } = place
  const { columns, inner, strideA, strideB, strideOut, splits } = spec
  return [a, b, out, bias, site, columns, inner, strideA, strideB, strideOut, splits, 0]
}

/**
 * Bindings: 1 `matmulConstants` (uniform), 2 a, 3 b, 4 out, then those that the spec asks for: bias, aux,
 * post (activate-backward), padded index [N] (dropout).
 */
export function matmulProgram(spec: MatmulSpec): Program {
  const { order, tm, tn } = spec
  const tileM = 16 * tm
  const tileN = 16 * tn
  const rowsInner = order === 'tn'
  if (spec.accumulate && (!rowsInner || spec.splits > 1 || spec.columnSums))
    throw new Error('cannot accumulate')
  const { half = {} } = spec
  const inQuads = half.out || half.aux || half.post
  const element = (packs: boolean | undefined): string => (packs ? QUAD : 'f32')
  const vecA = spec.aligned && spec.strideA % 4 === 0
  const vecB = spec.aligned && spec.strideB % 4 === 0
  const hasAux = spec.epilogue !== 'none'
  const auxWrites = spec.epilogue === 'activate'
  const hasPost = spec.epilogue === 'activate-backward'
  let binding = 4
  const next = (): number => ++binding
  const biasBinding = spec.bias ? next() : 0
  const auxBinding = hasAux ? next() : 0
  const postBinding = hasPost ? next() : 0
  const paddedBinding = spec.dropout ? next() : 0

  const code = `${STEP_STRUCT}
struct Constants {
  a: u32, b: u32, out: u32, bias: u32, site: u32,
  columns: u32, inner: u32, strideA: u32, strideB: u32, strideOut: u32, splits: u32,
}
@group(0) @binding(1) var<uniform> given: Constants;
@group(0) @binding(2) var<storage, read> a: array<${half.a ? QUAD : vecA ? 'vec4<f32>' : 'f32'}>;
@group(0) @binding(3) var<storage, read> b: array<${vecB ? 'vec4<f32>' : 'f32'}>;
@group(0) @binding(4) var<storage, read_write> out: array<${element(half.out)}>;
${spec.bias ? `@group(0) @binding(${biasBinding}) var<storage, read> bias: array<f32>;` : ''}
${hasAux ? `@group(0) @binding(${auxBinding}) var<storage, ${auxWrites ? 'read_write' : 'read'}> aux: array<${element(half.aux)}>;` : ''}
${hasPost ? `@group(0) @binding(${postBinding}) var<storage, read_write> post: array<${element(half.post)}>;` : ''}
${spec.dropout ? `@group(0) @binding(${paddedBinding}) var<storage, read> padded: array<i32>;${dropoutCode(spec.dropout)}` : ''}
${spec.epilogue.startsWith('activate') ? activationCode(spec.activation) : ''}
${Object.values(half).includes(true) ? HALF : ''}
${loader('A', vecA, half.a)}
${loader('B', vecB)}
var<workgroup> tileA: array<vec4<f32>, ${(TILE_K * tileM) / 4}>;
var<workgroup> tileB: array<vec4<f32>, ${(TILE_K * tileN) / 4}>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let rowBase = group.y * ${tileM}u;
  let columnBase = group.x * ${tileN}u;
  let tx = thread % 16u;
  let ty = thread / 16u;
  ${spec.dropout ? 'let keys = dropKeys(given.site);' : ''}
  let rows = ${rowsInner ? 'given.inner' : 'step.positions'};
  ${
    rowsInner
      ? `let share = ((step.positions + given.splits * ${TILE_K}u - 1u) / (given.splits * ${TILE_K}u)) * ${TILE_K}u;
  let innerStart = min(group.z * share, step.positions);
  let innerEnd = min(innerStart + share, step.positions);`
      : `let innerStart = 0u;
  let innerEnd = given.inner;`
  }
  ${each(tm, (i) => each(tn / 4, (j) => `var sum${i}_${j} = vec4<f32>(0.0);`))}
  ${spec.columnSums ? each(tn / 4, (j) => `var columnSum${j} = vec4<f32>(0.0);`) : ''}
  for (var k0 = innerStart; k0 < innerEnd; k0 += ${TILE_K}u) {
    ${fill('A', order === 'tn', tileM, 'rowBase', 'rows')}
    ${fill('B', order !== 'nt', tileN, 'columnBase', 'given.columns')}
    workgroupBarrier();
    for (var k = 0u; k < ${TILE_K}u; k++) {
      ${each(tm / 4, (i) => `let a${i} = tileA[k * ${tileM / 4}u + ty * ${tm / 4}u + ${i}u];`)}
      ${each(tn / 4, (j) => `let b${j} = tileB[k * ${tileN / 4}u + tx * ${tn / 4}u + ${j}u];`)}
      ${each(tm, (i) => each(tn / 4, (j) => `sum${i}_${j} += a${i >> 2}[${i & 3}] * b${j};`))}
      ${spec.columnSums ? each(tn / 4, (j) => `columnSum${j} += b${j};`) : ''}
    }
    workgroupBarrier();
  }
  ${rowsInner ? `let slice = given.out + group.z * (given.inner * given.columns${spec.columnSums ? ' + given.columns' : ''});` : ''}
  ${each(tm, (i) => each(tn / 4, (j) => (inQuads ? storeQuad(spec, `ty * ${tm}u + ${i}u`, `tx * ${tn}u + ${j * 4}u`, `sum${i}_${j}`) : each(4, (c) => store(spec, `ty * ${tm}u + ${i}u`, `tx * ${tn}u + ${j * 4 + c}u`, `sum${i}_${j}[${c}]`)))))}
  ${
    spec.columnSums
      ? `if (group.y == 0u && ty == 0u) {
    ${each(tn / 4, (j) => each(4, (c) => `{ let column = columnBase + tx * ${tn}u + ${j * 4 + c}u; if (column < given.columns) { out[slice + given.inner * given.columns + column] = columnSum${j}[${c}]; } }`))}
  }`
      : ''
  }
}`
  const bindings: Program['bindings'][number][] = ['uniform', 'read', 'read', 'write']
  if (spec.bias) bindings.push('read')
  if (hasAux) bindings.push(auxWrites ? 'write' : 'read')
  if (hasPost) bindings.push('write')
  if (spec.dropout) bindings.push('read')
  const depth = (positions: number): number => (rowsInner ? positions / spec.splits : spec.inner)
  const work: Program['work'] = ({ positions }) => 2 * tileM * tileN * depth(positions)
  return { label: `matmul ${order} ${spec.inner}×${spec.columns} ${spec.epilogue}`, code, bindings, work }
}

/** Workgroups for an output of `rows` rows (nn, nt) or of spec.inner rows (tn). */
export function matmulGroups(spec: MatmulSpec, positions: number): [number, number, number] {
  const rows = spec.order === 'tn' ? spec.inner : positions
  return [
    Math.ceil(spec.columns / (16 * spec.tn)),
    Math.max(1, Math.ceil(rows / (16 * spec.tm))),
    spec.order === 'tn' ? spec.splits : 1
  ]
}

/** Repeats code for 0…n−1. */
function each(n: number, code: (i: number) => string): string {
  return Array.from({ length: n }, (_, i) => code(i)).join('\n')
}

/** Four neighbours of one row; beyond `limit` columns they are zero. */
function loader(name: 'A' | 'B', vec: boolean, half = false): string {
  const array = name.toLowerCase()
  const start = `let at = given.${array} + row * given.stride${name} + column;`
  if (!vec) {
    return `fn load${name}(row: u32, column: u32, limit: u32) -> vec4<f32> {
  ${start}
  var v = vec4<f32>(0.0);
  if (column < limit) { v.x = ${array}[at]; }
  if (column + 1u < limit) { v.y = ${array}[at + 1u]; }
  if (column + 2u < limit) { v.z = ${array}[at + 2u]; }
  if (column + 3u < limit) { v.w = ${array}[at + 3u]; }
  return v;
}`
  }
  return `fn load${name}(row: u32, column: u32, limit: u32) -> vec4<f32> {
  if (column >= limit) { return vec4<f32>(0.0); }
  ${start}
  let v = ${half ? `unpacked(${array}[at / 4u])` : `${array}[at / 4u]`};
  if (column + 4u <= limit) { return v; }
  return select(vec4<f32>(0.0), v, vec4<u32>(column, column + 1u, column + 2u, column + 3u) < vec4<u32>(limit));
}`
}

/**
 * Fills a tile [TILE_K][width] in workgroup memory. `direct`: the source's rows run along the inner
 * dimension (tile rows copied as they are); otherwise they run along the outer one and are turned.
 */
function fill(name: string, direct: boolean, width: number, base: string, limit: string): string {
  const loads = (TILE_K * width) / 4 / 256
  return each(Math.max(1, Math.ceil(loads)), (l) => {
    const index = `thread + ${l * 256}u`
    const body = direct
      ? `let k = i / ${width / 4}u;
      let w = i % ${width / 4}u;
      var v = vec4<f32>(0.0);
      if (k0 + k < innerEnd) { v = load${name}(k0 + k, ${base} + w * 4u, ${limit}); }
      tile${name}[k * ${width / 4}u + w] = v;`
      : `let w = i / ${TILE_K / 4}u;
      let k = (i % ${TILE_K / 4}u) * 4u;
      var v = vec4<f32>(0.0);
      if (${base} + w < ${limit}) { v = load${name}(${base} + w, k0 + k, innerEnd); }
      ${each(4, (c) => `tile${name}[(k + ${c}u) * ${width / 4}u + w / 4u][w % 4u] = v[${c}];`)}`
    return `{ let i = ${index};
    ${loads < 1 ? `if (i < ${(TILE_K * width) / 4}u) {` : '{'}
      ${body}
    } }`
  })
}

function store(spec: MatmulSpec, row: string, column: string, value: string): string {
  const place =
    spec.order === 'tn'
      ? 'slice + row * given.columns + column'
      : `given.out + row * given.strideOut + column`
  const sum = spec.bias ? `${value} + bias[given.bias + column]` : value
  const write = {
    none: `out[at] = ${spec.accumulate ? 'out[at] + ' : ''}${sum};`,
    residual: `out[at] = aux[at] + ${spec.dropout ? `(${sum}) * kept(u32(padded[row]) * given.columns + column, keys)` : sum};`,
    activate: `let pre = ${sum}; aux[at] = pre; out[at] = activation(pre);`,
    'activate-backward': `let pre = aux[at]; out[at] = ${value} * activationSlope(pre); post[at] = activation(pre);`
  }[spec.epilogue]
  return `{ let row = rowBase + ${row}; let column = columnBase + ${column};
    if (row < rows && column < given.columns) { let at = ${place}; ${write} } }`
}

/** Four neighbours of a row at once, where some of the arrays hold 16-bit floats. */
function storeQuad(spec: MatmulSpec, row: string, column: string, value: string): string {
  const { half = {}, bias } = spec
  const of = (f: string): string => `vec4<f32>(${[0, 1, 2, 3].map((c) => `${f}(pre[${c}])`).join(', ')})`
  const put = (array: 'out' | 'aux' | 'post', what: string): string =>
    half[array]
      ? `${array}[at / 4u] = packed(${what});`
      : `{ let w = ${what}; ${each(4, (c) => `${array}[at + ${c}u] = w[${c}];`)} }`
  const pre = half.aux
    ? 'unpacked(aux[at / 4u])'
    : 'vec4<f32>(aux[at], aux[at + 1u], aux[at + 2u], aux[at + 3u])'
  const biases = [0, 1, 2, 3].map((c) => `bias[given.bias + column + ${c}u]`).join(', ')
  const sum = bias ? `${value} + vec4<f32>(${biases})` : value
  const write = {
    none: put('out', sum),
    residual: '',
    activate: `let pre = ${sum}; ${put('aux', 'pre')} ${put('out', of('activation'))}`,
    'activate-backward': `let pre = ${pre}; ${put('out', `${value} * ${of('activationSlope')}`)} ${put('post', of('activation'))}`
  }[spec.epilogue]
  return `{ let row = rowBase + ${row}; let column = columnBase + ${column};
    if (row < rows && column < given.columns) { let at = given.out + row * given.strideOut + column; ${write} } }`
}

/** GELU in its tanh form (Hendrycks & Gimpel 2016) with its derivative, or ReLU. */
function activationCode(kind: 'gelu' | 'relu'): string {
  if (kind === 'relu') {
    return `fn activation(x: f32) -> f32 { return max(x, 0.0); }
fn activationSlope(x: f32) -> f32 { return select(0.0, 1.0, x > 0.0); }`
  }
  // tanh saturates long before ±10; the clamp keeps exp inside f32 on every driver.
  return `const ROOT_2_OVER_PI = 0.7978845608028654;
fn inner(x: f32) -> f32 { return tanh(clamp(ROOT_2_OVER_PI * (x + 0.044715 * x * x * x), -10.0, 10.0)); }
fn activation(x: f32) -> f32 { return 0.5 * x * (1.0 + inner(x)); }
fn activationSlope(x: f32) -> f32 {
  let t = inner(x);
  return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * ROOT_2_OVER_PI * (1.0 + 0.134145 * x * x);
}`
}
