/*
 * Token and position embedding, forward and backward. The gradient of a token's row is summed by
 * the one workgroup that owns the row, in the order of the batch: no atomics, the same bits each time.
 * The host sorts the positions by token for it (see packBatch in ../../batch.ts).
 */

import { DROPOUT_SITES } from '../../../dropout'
import { dropoutCode, type DropoutSettings } from '../dropout/shader'
import { FOLDED_ROW, STEP_STRUCT, type Program } from '../program'

const THREADS = 64

/**
 * out[n] = wte[id[n]] + wpe[place[n]], some of it dropped while training.
 * Bindings: 1 offsets (wte, wpe), 2 ids [N], 3 places [N], 4 parameters, 5 out [N, C],
 * 6 padded index of each position [N] (with dropout).
 */
export function embed(width: number, dropout?: DropoutSettings): Program {
  const code = `${STEP_STRUCT}
struct Offsets { wte: u32, wpe: u32 }
@group(0) @binding(1) var<uniform> offset: Offsets;
@group(0) @binding(2) var<storage, read> ids: array<i32>;
@group(0) @binding(3) var<storage, read> places: array<i32>;
@group(0) @binding(4) var<storage, read> parameters: array<f32>;
@group(0) @binding(5) var<storage, read_write> out: array<f32>;
const C = ${width}u;
${dropout ? `@group(0) @binding(6) var<storage, read> padded: array<i32>;${dropoutCode(dropout)}` : ''}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = ${FOLDED_ROW};
  if (row >= step.positions) { return; }
  let token = offset.wte + u32(ids[row]) * C;
  let place = offset.wpe + u32(places[row]) * C;
  ${dropout ? `let keys = dropKeys(${DROPOUT_SITES.embedding}u);` : ''}
  for (var c = thread; c < C; c += ${THREADS}u) {
    out[row * C + c] = (parameters[token + c] + parameters[place + c])${dropped(dropout, 'row')};
  }
}`
  return {
    label: `embedding ${width}`,
    code,
    bindings: ['uniform', 'read', 'read', 'read', 'write', ...(dropout ? (['read'] as const) : [])]
  }
}

/** The factor of a masked element, where there is dropout. */
function dropped(dropout: DropoutSettings | undefined, row: string): string {
  return dropout ? ` * kept(u32(padded[${row}]) * C + c, keys)` : ''
}

/**
 * gradient[row · C + c] (+)= Σ dx over the positions listed for the row.
 * Row r owns order[starts[r]] … order[starts[r + 1] − 1].
 * Bindings: 1 settings (offset, rows, accumulate 0|1), 2 starts [rows + 1], 3 order, 4 dx [N, C], 5 gradient,
 * 6 padded index of each position [N] (with dropout).
 */
export function embedGradient(width: number, dropout?: DropoutSettings): Program {
  const code = `${STEP_STRUCT}
struct Settings { offset: u32, rows: u32, accumulate: u32 }
@group(0) @binding(1) var<uniform> settings: Settings;
@group(0) @binding(2) var<storage, read> starts: array<i32>;
@group(0) @binding(3) var<storage, read> order: array<i32>;
@group(0) @binding(4) var<storage, read> dx: array<f32>;
@group(0) @binding(5) var<storage, read_write> gradient: array<f32>;
const C = ${width}u;
${dropout ? `@group(0) @binding(6) var<storage, read> padded: array<i32>;${dropoutCode(dropout)}` : ''}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32) {
  let row = ${FOLDED_ROW};
  if (row >= settings.rows) { return; }
  ${dropout ? `let keys = dropKeys(${DROPOUT_SITES.embedding}u);` : ''}
  let first = starts[row];
  let end = starts[row + 1u];
  for (var c = thread; c < C; c += ${THREADS}u) {
    var total = 0.0;
    for (var i = first; i < end; i++) {
      let n = u32(order[i]);
      total += dx[n * C + c]${dropped(dropout, 'n')};
    }
    let at = settings.offset + row * C + c;
    if (settings.accumulate == 1u) { total += gradient[at]; }
    gradient[at] = total;
  }
  _ = step.positions;
}`
  return {
    label: `embedding gradient ${width}`,
    code,
    bindings: ['uniform', 'read', 'read', 'read', 'write', ...(dropout ? (['read'] as const) : [])]
  }
}
