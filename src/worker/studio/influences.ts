/*
 * Which training lines made the model write a text, by TracIn: gathers the checkpoints, the lines used so far and an
 * engine to look with. The sums are tracin.ts's. Only models of at most MOST_PARAMETERS.
 */

import type { EngineChoice } from '#core/contracts/engine-report'
import type { InfluenceReport } from '#core/contracts/studio'
import { Failure } from '#core/errors'
import type { ModelFile } from '#core/formats/model-file'
import { learningRate } from '#core/schedule'
import type { Batch, TrainingEngine } from '../engines/engine'
import { check, type Task } from '../landscape/pace'
import { refuseLarge } from '../large/text'
import { itemRows, packRows, windowRows } from '../packing'
import type { TokenRows } from '../packing'
import { engineOptions } from '../run'
import type { PreparedRun } from '../run'
import { evaluationRows } from '../training/evaluate'
import { Breath } from '../turns'
import { asOfStep, preparedFor, readKept } from './models'
import { teller, type Order, type TasksHost } from './tasks'
import { MOST_PARAMETERS, traceIn, type TracedStep } from './tracin'

/** An engine that looks at parameters given to it; its own stay zero. */
async function lookingEngine(
  host: TasksHost,
  file: ModelFile,
  choice: EngineChoice
): Promise<TrainingEngine> {
  const factory = await host.factoryFor(choice, file.shape)
  return factory.create(file.shape, engineOptions(file.config))
}

export async function influences(host: TasksHost, task: Task, order: Order<'studio.influences'>) {
  const { taskId, runId, steps, corpus, text, count } = order
  const tell = teller(host, taskId)
  const traced: TracedStep[] = []
  let file: ModelFile | null = null
  for (const step of steps) {
    check(task)
    file = await readKept(host, runId, step)
    const { parameters, config } = file
    if (parameters.length > MOST_PARAMETERS) {
      throw new Failure('influence-too-large', { parameters: parameters.length, most: MOST_PARAMETERS })
    }
    traced.push({ parameters, learningRate: learningRate(config, Math.max(1, step)) })
  }
  if (!file) throw new Failure('no-model')
  const prepared = await preparedFor(host, corpus, file)
  if (!prepared) throw new Failure('corpus-not-found', { name: corpus.name })
  const { lines, textOf, item } = materialOf(asOfStep(prepared, file), text)
  // The CPU's: rounding of the card's would drown small differences.
  const engine = await lookingEngine(host, file, 'cpu')
  const breath = new Breath()
  try {
    const { towards, away } = await traceIn(engine, traced, lines, item, {
      count,
      rows: evaluationRows(prepared.config),
      goOn: async (done, of) => {
        tell(done, of)
        if (breath.due) await breath.take()
        check(task)
      }
    })
    const say = ({ row, score }: { row: number; score: number }) => ({ text: textOf(row), score })
    const report: InfluenceReport = {
      towards: towards.map(say),
      away: away.map(say),
      lines: lines.lengths.length,
      steps
    }
    host.emit('studio.influence', { taskId, report })
  } finally {
    engine.dispose()
  }
}

/** The training lines that were used up to the model's step, and the text, as rows. */
function materialOf(
  { corpus, tokenizer, config, batches }: PreparedRun,
  text: string
): { lines: TokenRows; textOf: (row: number) => string; item: Batch } {
  refuseLarge(corpus)
  const { block } = config
  const all = (rows: TokenRows): Batch =>
    packRows(
      rows,
      Array.from(rows.lengths, (_, row) => row)
    )
  if (corpus.kind === 'list') {
    const used = corpus.train.filter((line) => batches.reached(line))
    const lines = itemRows(used, tokenizer, block)
    return { lines, textOf: (row) => used[row]!, item: all(itemRows([text], tokenizer, block)) }
  }
  const lines = windowRows(tokenizer.encode(corpus.train.join('')), block)
  const textOf = (row: number): string => {
    const start = lines.starts[row]!
    return tokenizer.decode(lines.ids.subarray(start, start + lines.lengths[row]! + 1))
  }
  const rows = windowRows(tokenizer.encode(text), block)
  return { lines, textOf, item: all(rows) }
}
