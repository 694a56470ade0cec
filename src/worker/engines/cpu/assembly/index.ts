/*
 * The calls that TypeScript makes. One call is one whole step: nothing crosses the border in between and
 * nothing is allocated. Memory is planned by ../memory.ts and handed over at address PLAN.
 */

import { plan, Unit, Wave } from './plan'
import { DECODE, GRADIENTS, NORMS, PACK, phase, UNITS, UPDATE } from './pool'
import { clipFactor } from './optimizer'
import { Session } from './decode'
import { exp4 } from './math'

export { dismiss, serve } from './pool'

/** Lays out the parameters at thetaAt: for the forward pass alone, or for both. */
export function pack(backward: i32): void {
  const p = plan()
  if (backward) phase(PACK, 0, p.packTotal + 1, 0, 0)
  else {
    phase(PACK, 0, p.packForward, 0, 0)
    phase(PACK, p.packTotal, p.packTotal + 1, 0, 0)
  }
}

/** The batch through the packed model: losses per token, and with `backward` the gradient of the mean loss. */
export function run(): void {
  const p = plan()
  for (let w = 0; w < p.waves; w++) {
    const wave = changetype<Wave>(p.wavesAt + w * offsetof<Wave>())
    phase(UNITS, wave.firstUnit, wave.endUnit, 0, 0)
    if (!p.backward) continue
    const tasks = w + 1 == p.waves ? p.gradientTasks + p.vectorTasks : p.gradientTasks
    phase(GRADIENTS, 0, tasks, w, 0)
  }
}

/** Clips the gradient and updates parameters and moments. */
export function update(): void {
  const p = plan()
  if (p.clip > 0) phase(NORMS, 0, p.blocks, 0, 0)
  phase(UPDATE, 0, p.blocks, 0, clipFactor())
}

/** Nats of the whole batch, added up in the order of its tokens. */
export function nats(): f64 {
  const p = plan()
  let sum: f64 = 0
  for (let i = 0; i < p.tokens; i++) sum += load<f64>(p.lossesAt + (i << 3))
  return sum
}

/** One optimizer step; returns the mean loss before it. */
export function step(): f64 {
  pack(1)
  run()
  update()
  return nats() / <f64>max(1, plan().predicted)
}

/** Feeds a token to every row of a decode session. */
export function decode(session: usize): void {
  const s = changetype<Session>(session)
  phase(DECODE, 0, (s.rows + s.chunk - 1) / s.chunk, <i32>session, 0)
}

// For tests of single kernels.
export { product, gradientProduct, packColumns, packRows, columnSums } from './matmul'
export { gelu, relu } from './activation'
export { layerNorm, layerNormBack, rmsNorm, rmsNormBack } from './norm'
export { crossEntropy } from './loss'
export { dropRow } from './dropout'
export { attend, attendBack } from './attention'

/** exp4 over n floats, n a multiple of 4. */
export function exponentials(x: usize, y: usize, n: i32): void {
  for (let i = 0; i < n; i += 4) v128.store(y + (i << 2), exp4(v128.load(x + (i << 2))))
}
