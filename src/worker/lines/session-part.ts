/* The requests about surprising lines. The lines of the last scoring stay, whatever becomes of its model. */

import type { Handlers } from '#core/contracts/handlers'
import type { SurprisingEvents, SurprisingRequests, SurprisingSummary } from '#core/contracts/surprising'
import { Failure, toAppError } from '#core/errors'
import { check, type Task } from '../landscape/pace'
import { Tasks } from '../landscape/tasks'
import { heldText, refuseLarge } from '../large/text'
import { borrow, type ModelsHost } from '../studio/models'
import { scoreLines, type LineScores } from './line-scores'

/** Lines of one page. */
const MOST_LINES = 200
/** Milliseconds between two words on how far it is. */
const TELL_MS = 100

export interface SurprisingHost extends ModelsHost {
  readonly emit: <K extends keyof SurprisingEvents>(event: K, value: SurprisingEvents[K]) => void
}

export interface SurprisingPart {
  readonly handlers: Handlers<SurprisingRequests>
  cancel(taskId: string): void
  /** Cancels what works on the opened model and waits until it has stopped. */
  release(): Promise<void>
}

export function createSurprising(host: SurprisingHost): SurprisingPart {
  const tasks = new Tasks()
  let last: LineScores | null = null

  const score = async (
    task: Task,
    order: Parameters<SurprisingRequests['surprising.score']>[0]
  ): Promise<SurprisingSummary> => {
    const { model, close } = await borrow(host, order.model)
    try {
      const { prepared, engine, turns, file } = model
      const ref = prepared?.corpusRef
      if (!prepared || !ref) throw new Failure('corpus-not-found', { name: file.training.corpus?.name ?? '' })
      refuseLarge(prepared.corpus, ref.name)
      const text = prepared.corpus.kind === 'list' ? heldText(await host.loadCorpus(ref)) : null
      let told = -Infinity
      const scores = await scoreLines(engine, prepared, {
        ...{ turns, text, step: file.training.step },
        goOn: () => check(task),
        progress: (done, of) => {
          const now = performance.now()
          if (now - told < TELL_MS && done < of) return
          told = now
          host.emit('surprising.progress', { taskId: order.taskId, done, of })
        }
      })
      last = scores
      return scores.summary()
    } finally {
      await close()
    }
  }
  const scored = (): LineScores => {
    if (!last) throw new Failure('no-model')
    return last
  }

  return {
    handlers: {
      'surprising.score': (order) => {
        const { taskId } = order
        const before = tasks.cancelAll()
        const end = (error: unknown, summary: SurprisingSummary | null): void =>
          host.emit('surprising.ended', { taskId, error: error === null ? null : toAppError(error), summary })
        void tasks
          .run(taskId, async (task) => {
            await before
            check(task)
            return score(task, order)
          })
          .then(
            (summary) => end(null, summary),
            (thrown: unknown) => end(thrown, null)
          )
      },
      'surprising.lines': ({ order, from, count }) => {
        if (count > MOST_LINES) throw new Failure('bad-request', { at: 'count' })
        return scored().page(order, from, count)
      },
      'surprising.find': ({ order, number }) => scored().find(order, number)
    },
    cancel: (taskId) => tasks.cancel(taskId),
    release: () => tasks.cancelAll()
  }
}
