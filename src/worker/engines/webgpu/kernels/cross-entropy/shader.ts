/*
 * Softmax cross-entropy fused with its gradient: one workgroup per position reads the logits once
 * for the maximum and once for the sum, leaves the nats of the target, and overwrites the logits
 * with d loss / d logits. Nothing one-hot is built and no probabilities are kept.
 */

import { FOLDED_ROW, STEP_STRUCT, type Program } from '../program'
import { reduction } from '../reduction'

const THREADS = 64

/**
 * `backward` false leaves the logits alone (evaluation). A target of −1 counts nothing.
 * Bindings: 1 targets [N], 2 logits [N, stride], 3 nats [N].
 */
export function crossEntropy(vocab: number, stride: number, backward: boolean, subgroups = false): Program {
  const reduce = reduction(THREADS, subgroups, true)
  const code = `${reduce.enable}${STEP_STRUCT}
@group(0) @binding(1) var<storage, read> targets: array<i32>;
@group(0) @binding(2) var<storage, ${backward ? 'read_write' : 'read'}> logits: array<f32>;
@group(0) @binding(3) var<storage, read_write> nats: array<f32>;
const V = ${vocab}u;
${reduce.declare}
@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) thread: u32${reduce.parameters}) {
  ${reduce.begin}
  let row = ${FOLDED_ROW};
  let live = row < step.positions;
  let start = select(0u, row, live) * ${stride}u;
  var highest = -3.4e38;
  for (var v = thread; v < V; v += ${THREADS}u) { highest = max(highest, logits[start + v]); }
  highest = maxAll(highest, thread);
  var total = 0.0;
  for (var v = thread; v < V; v += ${THREADS}u) { total += exp(logits[start + v] - highest); }
  total = sumAll(total, thread);
  let wanted = select(-1, targets[select(0u, row, live)], live);
  var mine = 0.0;
  if (live && wanted >= 0) { mine = log(total) + highest - logits[start + u32(max(wanted, 0))]; }
  // Everyone has read the target's logit before anyone overwrites it.
  storageBarrier();
  workgroupBarrier();
  if (!live) { return; }
  if (thread == 0u) { nats[row] = mine; }
  ${
    backward
      ? `let scale = select(0.0, step.lossScale, wanted >= 0);
  for (var v = thread; v < ${stride}u; v += ${THREADS}u) {
    var d = 0.0;
    if (v < V) { d = (exp(logits[start + v] - highest) / total - select(0.0, 1.0, i32(v) == wanted)) * scale; }
    logits[start + v] = d;
  }`
      : ''
  }
}`
  return {
    label: `cross-entropy ${vocab}${backward ? ' with gradient' : ''}`,
    code,
    bindings: ['read', backward ? 'write' : 'read', 'write']
  }
}
