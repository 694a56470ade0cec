/* The studio's requests: short ones are answered in a turn of the model's engine, long ones are tasks. */

import type { Handlers } from '#core/contracts/handlers'
import type { StudioModel, StudioRequests } from '#core/contracts/studio'
import { Failure, toAppError } from '#core/errors'
import type { GeneratedItem } from '#core/generation'
import type { Task } from '../landscape/pace'
import { Tasks } from '../landscape/tasks'
import { tokensSeen } from '../decoding'
import { PARITY_GENERATION } from '../microgpt/parity'
import { examine } from './examine'
import { influences } from './influences'
import { borrow, ownerOf, present } from './models'
import { nextTokens } from './next-tokens'
import { shares } from './shares'
import { compare, goOn, search, type TasksHost } from './tasks'

/** Texts of one `studio.examine`. */
const MOST_EXAMINED = 256

export interface StudioPart {
  readonly handlers: Handlers<StudioRequests>
  cancel(taskId: string): void
  /** Cancels what works on this model's engine and waits until it has stopped. */
  release(owner: object): Promise<void>
}

export function createStudio(host: TasksHost): StudioPart {
  /** Tasks by whose engine they use; those that made an engine of their own stand under null. */
  const byOwner = new Map<object | null, Tasks>()

  const begin = (
    taskId: string,
    models: readonly StudioModel[],
    work: (task: Task) => Promise<boolean | void>
  ): void => {
    const owner = models.map((model) => ownerOf(host, model)).find((found) => found !== null) ?? null
    let tasks = byOwner.get(owner)
    if (!tasks) byOwner.set(owner, (tasks = new Tasks()))
    void tasks.run(taskId, work).then(
      (exhausted) =>
        host.emit('studio.ended', { taskId, error: null, ...(exhausted === true && { exhausted }) }),
      (thrown: unknown) => host.emit('studio.ended', { taskId, error: toAppError(thrown) })
    )
  }

  const handlers: Handlers<StudioRequests> = {
    'studio.examine': ({ model, texts }) => {
      if (texts.length > MOST_EXAMINED) throw new Failure('bad-request', { at: 'texts' })
      return examine(present(host, model).corpus, texts)
    },
    'studio.next': ({ model, ...order }) => {
      const { engine, turns, tokenizer, kind, step } = present(host, model)
      return turns.take(() => nextTokens(engine, tokenizer, kind, { ...order, step }))
    },
    'studio.tokens': ({ model, text }) => {
      const { tokenizer } = present(host, model)
      const ids = [...tokenizer.encode(text)]
      return { ids, texts: ids.map((id) => tokenizer.token(id)) }
    },
    'studio.context': ({ model, text }) => {
      const { engine, tokenizer } = present(host, model)
      const { block } = engine.shape
      const ids = tokenizer.encode(text)
      const seen = ids.length <= block ? ids.length : tokensSeen(ids.length, block)
      const hidden = tokenizer.decode(ids.subarray(0, ids.length - seen), true)
      return { tokens: ids.length, block, unseen: hidden.length }
    },
    'studio.retraced': async ({ model: wanted }) => {
      const { model, close } = await borrow(host, wanted)
      try {
        const { config, training } = model.file
        if (config.random !== 'python' || !training.certificate) throw new Failure('no-model')
        const items: GeneratedItem[] = []
        for await (const some of model.generate(PARITY_GENERATION, () => false)) items.push(...some)
        const texts = items.map(({ text }) => text)
        const reports = await examine(model.prepared?.corpus ?? null, texts)
        return items.map((item, i) => ({ ...item, ...reports[i]! }))
      } finally {
        await close()
      }
    },
    'studio.shares': (order) => {
      const models = 'model' in order.over ? [order.over.model] : []
      begin(order.taskId, models, (task) => shares(host, task, order))
    },
    'studio.search': (order) => begin(order.taskId, [order.model], (task) => search(host, task, order)),
    'studio.compare': (order) => {
      const models = order.panels.map(({ model }) => model)
      begin(order.taskId, models, (task) => compare(host, task, order))
    },
    'studio.influences': (order) => begin(order.taskId, [], (task) => influences(host, task, order)),
    'studio.continue': (order) => begin(order.taskId, [order.model], (task) => goOn(host, task, order))
  }

  return {
    handlers,
    cancel: (taskId) => byOwner.forEach((tasks) => tasks.cancel(taskId)),
    release: async (owner) => {
      await byOwner.get(owner)?.cancelAll()
      byOwner.delete(owner)
    }
  }
}
