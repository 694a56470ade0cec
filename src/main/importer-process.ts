/*
 * The importer's entrance, in a process of its own: files from outside are parsed here, so that one that hangs or
 * kills its parser takes nothing with it, and large texts are streamed through here. One job, then it ends.
 */
import type { LargeAnswers, LargeOrder, LargeProgress } from '#core/contracts/large'
import { type AppError, toAppError } from '#core/errors'
import { type Job, type JobProgress, type Outcome, runJob } from '#storage/intake/job'
import { prepareLarge } from '#storage/large/prepare'
import { libraryPaths } from '#storage/paths'

/** A large text by its place in the library, and what is wanted of it. */
export interface LargeJob {
  readonly root: string
  readonly id: string
  readonly text: string
  readonly sha256: string
  readonly order: LargeOrder
}

export type ToImporter = { readonly job: Job } | { readonly large: LargeJob } | { readonly cancel: true }
export type FromImporter =
  | { readonly progress: JobProgress | LargeProgress }
  | { readonly answer: LargeAnswers[keyof LargeAnswers] }
  | { readonly outcomes: readonly Outcome[] }
  | { readonly error: AppError }

const { parentPort } = process
const stop = new AbortController()
const say = (message: FromImporter): void => parentPort.postMessage(message)

parentPort.on('message', ({ data }: { data: ToImporter }) => {
  if ('cancel' in data) stop.abort()
  else if ('large' in data) {
    const { root, order, ...place } = data.large
    const tell = (progress: LargeProgress): void => say({ progress })
    prepareLarge({ paths: libraryPaths(root), ...place }, order, { tell, signal: stop.signal }).then(
      (answer) => say({ answer }),
      (thrown: unknown) => say({ error: toAppError(thrown) })
    )
  } else {
    runJob(data.job, (progress) => say({ progress }), stop.signal).then(
      (outcomes) => {
        for (const outcome of outcomes)
          if ('error' in outcome) console.error(outcome.error.code, outcome.error.cause ?? '')
        say({ outcomes })
      },
      (thrown: unknown) => say({ error: toAppError(thrown) })
    )
  }
})
