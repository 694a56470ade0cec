/* The importer's entrance, in a process of its own: files from outside are parsed here, so that one that hangs or kills its parser takes nothing with it. One job, then it ends. */
import { type AppError, toAppError } from '#core/errors'
import { type Job, type JobProgress, type Outcome, runJob } from '#storage/intake/job'

export type ToImporter = { readonly job: Job } | { readonly cancel: true }
export type FromImporter =
  | { readonly progress: JobProgress }
  | { readonly outcomes: readonly Outcome[] }
  | { readonly error: AppError }

const { parentPort } = process
const stop = new AbortController()
const say = (message: FromImporter): void => parentPort.postMessage(message)

parentPort.on('message', ({ data }: { data: ToImporter }) => {
  if ('cancel' in data) stop.abort()
  else {
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
