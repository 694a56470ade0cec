/*
 * What needs all tokens of a wave: gradients of the matrices, of the embeddings, and the sums of the
 * units' partial gradients of biases and gains. Tasks write disjoint columns; within each the order of the
 * sums is fixed, so the result does not depend on who runs them.
 */

import { GradientTask, Plan, plan, VectorTask, Wave } from './plan'
import { gradientProduct } from './matmul'
import { splat } from './math'

/** Task `index` of wave `wave`; tasks from `gradientTasks` on are those of the vectors, for the last wave. */
export function gradientTask(index: i32, wave: i32, thread: i32): void {
  const p = plan()
  if (index >= p.gradientTasks) {
    sumPartials(p, index - p.gradientTasks)
    return
  }
  const task = changetype<GradientTask>(p.gradientTasksAt + index * offsetof<GradientTask>())
  const tokens = changetype<Wave>(p.wavesAt + wave * offsetof<Wave>())
  const spare = p.scratchAt + thread * p.scratchStep + p.sTile
  if (task.kind < 2) {
    gradientProduct(
      task.x, task.xRow, task.rows, task.dy, task.dyRow, task.columns, tokens.count,
      p.gradientAt + task.targetOff, task.firstPanel, task.endPanel, wave > 0, p.zerosAt, spare
    )
  }
  if (task.kind > 0) lookups(p, tokens, task, wave == 0)
}

/** Adds the gradient of each token's embedding to the rows it was looked up from. */
function lookups(p: Plan, wave: Wave, task: GradientTask, first: bool): void {
  const from = task.firstPanel << 5
  const width = (min(task.endPanel << 3, p.width) << 2) - from
  const row = p.width << 2
  const wte = p.gradientAt + p.wteOff + from
  const wpe = p.gradientAt + p.wpeOff + from
  if (first) {
    if (task.kind == 2) for (let i = 0; i < p.vocab; i++) memory.fill(wte + i * row, 0, width)
    for (let i = 0; i < p.block; i++) memory.fill(wpe + i * row, 0, width)
  }
  for (let i = 0; i < wave.count; i++) {
    const token = (wave.token + i) << 2
    const g = p.inputGradAt + i * p.rowC + from
    addTo(wte + load<i32>(p.inputsAt + token) * row, g, width)
    addTo(wpe + load<i32>(p.positionsAt + token) * row, g, width)
  }
}

// @ts-ignore: decorator
@inline
function addTo(target: usize, g: usize, bytes: i32): void {
  let at = 0
  for (; at + 16 <= bytes; at += 16) v128.store(target + at, f32x4.add(v128.load(target + at), v128.load(g + at)))
  for (; at < bytes; at += 4) store<f32>(target + at, load<f32>(target + at) + load<f32>(g + at))
}

/** Gradient of one bias or gain: the units' partial sums, in the order of the units. */
function sumPartials(p: Plan, index: i32): void {
  const task = changetype<VectorTask>(p.vectorTasksAt + index * offsetof<VectorTask>())
  const last = changetype<Wave>(p.wavesAt + (p.waves - 1) * offsetof<Wave>())
  const target = p.gradientAt + task.arenaOff
  let i = 0
  for (; i + 4 <= task.count; i += 4) {
    let sum = splat(0)
    let at = p.partialsAt + task.vectorOff + (i << 2)
    for (let u = 0; u < last.endUnit; u++, at += p.vectorBytes) sum = f32x4.add(sum, v128.load(at))
    v128.store(target + (i << 2), sum)
  }
  for (; i < task.count; i++) {
    let sum: f32 = 0
    let at = p.partialsAt + task.vectorOff + (i << 2)
    for (let u = 0; u < last.endUnit; u++, at += p.vectorBytes) sum += load<f32>(at)
    store<f32>(target + (i << 2), sum)
  }
}
