/*
 * An import from outside its process. A file that hangs its reader or kills the process costs only itself: it is told as
 * given up, and the others go on in a new process. A process that says nothing for very long is killed from here, as
 * the last resort behind its own watch (pulse.ts).
 */
import { basename } from 'node:path'
import type { LargeProgress } from '#core/contracts/large'
import { type AppError, Failure, fromAppError, toAppError } from '#core/errors'
import type { Job, JobProgress, Outcome } from './job'
import type { FromImporter, ImporterEnd, ToImporter } from './words'

/** A process that runs the importer. */
export interface ImporterChild {
  post(message: ToImporter): void
  /** Hears every message, and once that the process is over, with how it ended. */
  listen(heard: (message: FromImporter) => void, ended: (how: string) => void): void
  /** At once; does nothing to one that is over. */
  kill(): void
}

/** Ticks without a word after which it is killed. Ticks, not a time: one that was asleep with the machine has not been silent. */
const MOST_SILENT_TICKS = 20
const TICK_MS = 15_000
/** The time it has to stop when asked. */
const PATIENCE_MS = 2000
const PROGRESS_MS = 100

/** What a process came to. `died`: how it ended, and the file that it had open, if one. */
type Result =
  | { readonly end: ImporterEnd }
  | { readonly error: AppError }
  | { readonly died: string; readonly at: number | null }

type Tell = (progress: JobProgress | LargeProgress) => void

/**
 * Runs a job in as many processes as it takes.
 * @param tell progress, at most ten times a second, never backwards
 * @throws Failure `cancelled`; `internal` for a process that dies without a file
 */
export async function supervise(
  job: Job,
  start: () => ImporterChild,
  tell: (progress: JobProgress) => void,
  signal?: AbortSignal
): Promise<readonly Outcome[]> {
  const known = new Map<number, Outcome>()
  let furthest: JobProgress = { index: 0, done: 0, total: 0 }
  const forwards = (progress: JobProgress): void => {
    const back = progress.index - furthest.index || progress.done - furthest.done
    if (back < 0) return
    tell((furthest = progress))
  }
  for (;;) {
    const settled = (index: number, outcome: Outcome): unknown => known.set(index, outcome)
    const told = forwards as Tell
    const result = await converse({ job, known: [...known] }, start(), told, settled, signal)
    if ('error' in result) throw fromAppError(result.error)
    if ('end' in result) {
      if (!('outcomes' in result.end)) throw new Failure('internal')
      return result.end.outcomes
    }
    if (signal?.aborted) throw new Failure('cancelled')
    const { at, died } = result
    const path = at === null ? undefined : job.items[at]?.path
    if (at === null || path === undefined) throw new Failure('internal', {}, died)
    const name = basename(path).slice(0, 200)
    known.set(at, { error: toAppError(new Failure('import-gave-up', { name }, died)) })
  }
}

/** One message, one process, until it has answered or is over. */
export function converse(
  work: ToImporter,
  child: ImporterChild,
  tell: Tell,
  settled: (index: number, outcome: Outcome) => void,
  signal?: AbortSignal
): Promise<Result> {
  return new Promise((resolve) => {
    let silent = 0
    let told = -Infinity
    let latest: Parameters<Tell>[0] | undefined
    let waiting: NodeJS.Timeout | undefined
    const flush = (): void => {
      clearTimeout(waiting)
      waiting = undefined
      told = performance.now()
      if (latest) tell(latest)
    }
    let at: number | null = null
    let patience: NodeJS.Timeout | undefined
    const ticking = setInterval(() => {
      if (++silent > MOST_SILENT_TICKS) child.kill()
    }, TICK_MS)
    const cancel = (): void => {
      child.post({ cancel: true })
      patience = setTimeout(() => child.kill(), PATIENCE_MS)
    }
    const end = (result: Result): void => {
      clearInterval(ticking)
      clearTimeout(patience)
      clearTimeout(waiting)
      signal?.removeEventListener('abort', cancel)
      child.kill()
      resolve(result)
    }
    child.listen(
      (message) => {
        silent = 0
        if ('begin' in message) {
          at = message.begin
          child.post({ go: true })
        } else if ('settled' in message) {
          at = null
          settled(message.settled, message.outcome)
        } else if ('progress' in message) {
          latest = message.progress
          const total = 'of' in latest ? latest.of : latest.total
          const since = performance.now() - told
          if (since >= PROGRESS_MS || (total > 0 && latest.done >= total)) flush()
          // The last one before a silence is the one that tells what takes so long.
          else waiting ??= setTimeout(flush, PROGRESS_MS - since)
        } else end('error' in message ? { error: message.error } : { end: message })
      },
      (how) => end({ died: how, at })
    )
    signal?.addEventListener('abort', cancel)
    child.post(work)
    if (signal?.aborted) cancel()
  })
}
