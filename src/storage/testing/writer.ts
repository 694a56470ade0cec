/*
 * The process that kill.slow.test.ts kills: it trains nothing, but writes what a run and its user write, as fast
 * as it can, and says after each round what is safe. It loads, says `ready` and waits for a line with the data
 * folder, the run's id and `naive` for the control, which overwrites one file in place and must be caught.
 */
import { mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openLibrary } from '#storage/library'
import { keptLine, textOf } from './kept-line'

/** The bytes a checkpoint of this step has: numbers that repeat the step. */
const contentOf = (step: number, bytes: number): Float64Array => new Float64Array(bytes / 8).fill(step)

const say = (word: string | number): void => void process.stdout.write(`${word}\n`)

createInterface(process.stdin).once('line', (line) => {
  const [root, id, kind] = JSON.parse(line) as [string, string, string?]
  void (kind === 'naive' ? overwrite(root) : write(root, id))
})
say('ready')

async function overwrite(root: string): Promise<void> {
  mkdirSync(root, { recursive: true })
  for (let step = 1; ; step++) {
    await writeFile(join(root, 'naive.bin'), contentOf(step, 8 << 20))
    say(step)
  }
}

async function write(root: string, id: string): Promise<void> {
  say('opening')
  const { runs, settings, shortlists, corpora } = await openLibrary({ root, owner: true })
  const { checkpoints } = await runs.find(id)
  await runs.update(id, { state: 'training' })
  say('open')
  let last: string | null = null
  for (let step = (checkpoints.at(-1) ?? 0) + 1; ; step++) {
    // One of the smaller things in turn, before the checkpoint: after a kill it goes on behind that.
    if (step % 3 === 0) await settings.changeApp({ tour: { station: 0, done: [String(step)] } })
    if (step % 3 === 1) await shortlists.write('names', keptLine(step))
    if (step % 3 === 2) {
      const { id: text } = await corpora.addText('Text', textOf(step))
      if (last !== null) await corpora.remove(last)
      last = text
    }
    await runs.appendMetrics(id, { first: step, train: Float64Array.of(step), val: [] })
    const bytes = contentOf(step, 128 << 10).buffer as ArrayBuffer
    await runs.writeCheckpoint(id, step, bytes, step % 5 === 0 ? 1e6 - step : null)
    await runs.update(id, { step })
    say(step)
  }
}
