/* The studio's long tasks: share of new items, most probable ones, panels, influences, running text. */

import type { EngineChoice } from '#core/contracts/engine-report'
import type {
  InfluenceReport,
  NoveltyCounts,
  SharePoint,
  StudioEvents,
  StudioRequests
} from '#core/contracts/studio'
import { Failure } from '#core/errors'
import type { ModelFile } from '#core/formats/model-file'
import type { GenerationSettings } from '#core/generation'
import { learningRate } from '#core/schedule'
import type { Batch, TrainingEngine } from '../engines/engine'
import { check, type Task } from '../landscape/pace'
import { refuseLarge } from '../large/text'
import type { OpenedModel } from '../opened-model'
import { itemRows, packRows, windowRows } from '../packing'
import type { TokenRows } from '../packing'
import { engineOptions } from '../run'
import type { PreparedRun } from '../run'
import { evaluationRows } from '../training/evaluate'
import { Breath } from '../turns'
import { asOfStep, borrow, openAt, preparedFor, readKept, type ModelsHost } from './models'
import { MOST_PARAMETERS, traceIn, type TracedStep } from './tracin'

export interface TasksHost extends ModelsHost {
  readonly emit: <K extends keyof StudioEvents>(event: K, value: StudioEvents[K]) => void
}

type Order<K extends keyof StudioRequests> = Parameters<StudioRequests[K]>[0]

/** Milliseconds between two words on how far something is. */
const TELL_MS = 100

function teller(host: TasksHost, taskId: string): (done: number, of: number | null) => void {
  let told = -Infinity
  return (done, of) => {
    const now = performance.now()
    if (now - told < TELL_MS && done !== of) return
    told = now
    host.emit('studio.progress', { taskId, done, of })
  }
}

export async function shares(
  host: TasksHost,
  task: Task,
  { taskId, settings, over }: Order<'studio.shares'>
) {
  const tell = teller(host, taskId)
  const places = 'steps' in over ? over.steps : over.temperatures
  tell(0, places.length)
  const say = (at: number, counts: NoveltyCounts, done: number): void => {
    const point: SharePoint = { at, counts }
    host.emit('studio.share', { taskId, point })
    tell(done, places.length)
  }
  // A small model's items are made between two breaths: nobody could cancel otherwise.
  const breath = new Breath()
  const heed = async (): Promise<void> => {
    await breath.take()
    check(task)
  }
  if ('temperatures' in over) {
    const { model, close } = await borrow(host, over.model)
    try {
      if (model.prepared) refuseLarge(model.prepared.corpus)
      for (const [i, temperature] of over.temperatures.entries()) {
        await heed()
        say(temperature, await countNew(model, { ...settings, temperature }, task), i + 1)
      }
    } finally {
      await close()
    }
    return
  }
  const held: { prepared: PreparedRun | null; model: OpenedModel | null } = { prepared: null, model: null }
  try {
    for (const [i, step] of over.steps.entries()) {
      await heed()
      const file = await readKept(host, over.runId, step)
      const prepared = (held.prepared ??= await preparedFor(host, over.corpus, file))
      if (!prepared) throw new Failure('corpus-not-found', { name: over.corpus.name })
      refuseLarge(prepared.corpus, over.corpus.name)
      const model: OpenedModel =
        (await held.model?.become(over.runId, file, asOfStep(prepared, file))) ??
        (await openAt(host, over.runId, file, prepared))
      held.model = model
      say(step, await countNew(model, settings, task), i + 1)
    }
  } finally {
    await held.model?.close()
  }
}

/** How many items have which status. What cannot be made is no item. */
async function countNew(
  model: OpenedModel,
  settings: GenerationSettings,
  task: Task
): Promise<NoveltyCounts> {
  const counts = { new: 0, held_out: 0, train: 0, unseen: 0 }
  try {
    for await (const items of model.generate(settings, () => task.cancelled)) {
      for (const { status } of items) counts[status]++
    }
  } catch (thrown) {
    if (!(thrown instanceof Failure && thrown.error.code === 'nothing-fits')) throw thrown
  }
  return counts
}

/** @returns whether there is nothing more to find */
export async function search(
  host: TasksHost,
  task: Task,
  { taskId, model: wanted, order }: Order<'studio.search'>
): Promise<boolean> {
  const tell = teller(host, taskId)
  const { model, close } = await borrow(host, wanted)
  let expanded = 0
  try {
    const { count, prefix, constraints } = order
    const searching = model.mostProbable(
      { count, prefix, ...(constraints && { constraints }) },
      {
        cancelled: () => task.cancelled,
        progress: (looked) => tell((expanded = looked), null)
      }
    )
    for (let next = await searching.next(); ; next = await searching.next()) {
      if (next.done) {
        host.emit('studio.found', { taskId, items: [], expanded: next.value.expanded })
        return next.value.exhausted
      }
      host.emit('studio.found', { taskId, items: next.value, expanded })
    }
  } finally {
    await close()
  }
}

export async function compare(host: TasksHost, task: Task, { taskId, panels }: Order<'studio.compare'>) {
  for (const [panel, { model: wanted, settings }] of panels.entries()) {
    check(task)
    const { model, close } = await borrow(host, wanted)
    try {
      for await (const items of model.generate(settings, () => task.cancelled)) {
        host.emit('studio.panel', { taskId, panel, items })
      }
    } finally {
      await close()
    }
    host.emit('studio.progress', { taskId, done: panel + 1, of: panels.length })
  }
}

/** Goes on with running text and tells what is written as it comes. */
export async function goOn(host: TasksHost, task: Task, order: Order<'studio.continue'>): Promise<void> {
  const { taskId, model: wanted, prompt, settings } = order
  const { model, close } = await borrow(host, wanted)
  const { block } = model.file.shape
  const given = model.tokenizer.encode(prompt)
  let told = -Infinity
  let last: { ids: readonly number[]; position: number } = { ids: [], position: 0 }
  const say = (): void => {
    const { ids, position } = last
    const text = model.tokenizer.decode([...given, ...ids], true).slice(prompt.length)
    const slid = given.length + ids.length > block
    host.emit('studio.text', { taskId, text, tokens: ids.length, context: position, block, slid })
  }
  try {
    if (model.kind !== 'text') throw new Failure('no-model')
    const writing = model.generate(
      { ...settings, count: 1, prefix: prompt },
      () => task.cancelled,
      (_, ids, position) => {
        last = { ids, position }
        const now = performance.now()
        if (now - told < TELL_MS / 2) return
        told = now
        say()
      }
    )
    for await (const [item] of writing) {
      if (!item) continue
      const tokens = settings.max_tokens
      const text = item.text.slice(prompt.length)
      const slid = given.length + tokens > block
      host.emit('studio.text', { taskId, text, tokens, context: last.position, block, slid })
    }
  } catch (thrown) {
    // What was written before it was stopped stays.
    if (last.ids.length > 0) say()
    throw thrown
  } finally {
    await close()
  }
}

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
