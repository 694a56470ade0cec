/*
 * How many items are new, over temperatures of one model or over the checkpoints of one run: each point is told as
 * soon as it is counted. Checkpoints share one engine, whose weights are changed from step to step.
 */

import type { NoveltyCounts, SharePoint } from '#core/contracts/studio'
import { Failure } from '#core/errors'
import type { GenerationSettings } from '#core/generation'
import { check, type Task } from '../landscape/pace'
import { refuseLarge } from '../large/text'
import type { OpenedModel } from '../opened-model'
import type { PreparedRun } from '../run'
import { Breath } from '../turns'
import { asOfStep, borrow, openAt, preparedFor, readKept } from './models'
import { teller, type Order, type TasksHost } from './tasks'

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
      let model = await held.model?.become(over.runId, file, asOfStep(prepared, file))
      if (!model) {
        await held.model?.close()
        held.model = null
        model = await openAt(host, over.runId, file, prepared)
      }
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
