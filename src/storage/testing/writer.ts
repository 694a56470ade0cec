/*
 * The process that kill.slow.test.ts kills: it trains nothing, but writes what a run writes, as fast as it
 * can, and says after each checkpoint that it is safe. Arguments: data folder, run id, `naive` for the
 * control that overwrites one file in place and must be caught by the same test.
 */
import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openLibrary } from '#storage/library'

const [root = '', id = '', kind] = process.argv.slice(2)

/** The bytes a checkpoint of this step has: megabytes that repeat the step. */
const contentOf = (step: number, megabytes: number): Float64Array =>
  new Float64Array(megabytes << 17).fill(step)

if (kind === 'naive') {
  const path = join(root, 'naive.bin')
  mkdirSync(root, { recursive: true })
  for (let step = 1; ; step++) {
    await writeFile(path, contentOf(step, 8))
    process.stdout.write(`${step}\n`)
  }
}

const { runs } = await openLibrary({ root })
const { checkpoints } = await runs.find(id)
for (let step = (checkpoints.at(-1) ?? 0) + 1; ; step++) {
  await runs.appendMetrics(id, { first: step, train: Float64Array.of(step), val: [] })
  await runs.writeCheckpoint(
    id,
    step,
    contentOf(step, 1).buffer as ArrayBuffer,
    step % 5 === 0 ? 100 - step : null
  )
  await runs.update(id, { step })
  process.stdout.write(`${step}\n`)
}
