/* The model's parameters in the order in which the tiles read them: weights in panels, vectors padded. */

import { PackTask, Plan, plan, VectorTask } from './plan'
import { packColumns, packRows } from './matmul'

/** Lays out matrix `index` of the table; the entry after the last is all biases and gains. */
export function packTask(index: i32): void {
  const p = plan()
  if (index >= p.packTotal) {
    packVectors(p)
    return
  }
  const task = changetype<PackTask>(p.packTasksAt + index * offsetof<PackTask>())
  const source = p.thetaAt + task.sourceOff
  const row = <usize>task.columns << 2
  if (task.turned) packRows(source, row, task.rows, task.columns, task.target)
  else packColumns(source, row, task.rows, task.columns, task.target)
}

function packVectors(p: Plan): void {
  for (let i = 0; i < p.vectorTasks; i++) {
    const task = changetype<VectorTask>(p.vectorTasksAt + i * offsetof<VectorTask>())
    memory.copy(p.vectorsAt + task.vectorOff, p.thetaAt + task.arenaOff, task.count << 2)
  }
}
