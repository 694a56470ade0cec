/*
 * Runs the importer process: one for each job, killed if it is silent for too long or does not stop when
 * asked to. Its progress comes on at most ten times a second.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { utilityProcess } from 'electron'
import type { LargeAnswers, LargeOrder, LargeProgress } from '#core/contracts/large'
import { Failure, fromAppError } from '#core/errors'
import type { Job, JobProgress, Outcome } from '#storage/intake/job'
import type { LargePlace } from '#storage/large/prepare'
import type { FromImporter, ToImporter } from './importer-process'

/** Silence after which a parser is taken to hang: this long, and more for what is read in one piece, at a megabyte a second. */
const SILENCE_MS = 20_000
const SLOWEST_BYTES_PER_MS = 1000
const MOST_SILENCE_MS = 180_000
/** The time it has to stop when asked. */
const PATIENCE_MS = 2000
const PROGRESS_MS = 100

export interface Importer {
  /** @throws Failure `cancelled`; `import-damaged` if the process died or said nothing for too long */
  run(job: Job, tell: (progress: JobProgress) => void, signal?: AbortSignal): Promise<readonly Outcome[]>
  /** Computes something of a large text. @throws Failure as `prepareLarge`; `import-damaged` as above */
  prepare(
    place: LargePlace,
    order: LargeOrder,
    tell: (progress: LargeProgress) => void,
    signal?: AbortSignal
  ): Promise<LargeAnswers[keyof LargeAnswers]>
}

type End = Exclude<FromImporter, { readonly progress: unknown } | { readonly error: unknown }>

export function createImporter(): Importer {
  return {
    async run(job, tell, signal) {
      const end = await inProcess({ job }, (progress) => tell(progress as JobProgress), signal)
      if (!('outcomes' in end)) throw new Failure('internal')
      return end.outcomes
    },
    async prepare({ paths: { root }, id, text, sha256 }, order, tell, signal) {
      const large = { root, id, text, sha256, order }
      const end = await inProcess({ large }, (progress) => tell(progress as LargeProgress), signal)
      if (!('answer' in end)) throw new Failure('internal')
      return end.answer
    }
  }
}

/** How long this job's largest file may keep its parser silent, in milliseconds. */
function longestSilence({ items }: Job): number {
  const sizes = items.map(({ path }) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return Math.min(MOST_SILENCE_MS, SILENCE_MS + Math.max(0, ...sizes) / SLOWEST_BYTES_PER_MS)
}

/** One process for one message. */
function inProcess(
  work: ToImporter,
  tell: (progress: JobProgress | LargeProgress) => void,
  signal?: AbortSignal
): Promise<End> {
  const process = utilityProcess.fork(join(import.meta.dirname, 'importer.js'), [], {
    serviceName: 'Downhill importer',
    execArgv: ['--max-old-space-size=1536']
  })
  const post = (message: ToImporter): void => process.postMessage(message)
  return new Promise((resolve, reject) => {
    let silence: NodeJS.Timeout | undefined
    let patience: NodeJS.Timeout | undefined
    let told = 0
    const most = 'job' in work ? longestSilence(work.job) : MOST_SILENCE_MS
    const wait = (): void => {
      clearTimeout(silence)
      silence = setTimeout(() => process.kill(), most)
    }
    const cancel = (): void => {
      post({ cancel: true })
      patience = setTimeout(() => process.kill(), PATIENCE_MS)
    }
    const end = (): void => {
      clearTimeout(silence)
      clearTimeout(patience)
      signal?.removeEventListener('abort', cancel)
      process.kill()
    }
    process.on('message', (message: FromImporter) => {
      wait()
      if ('progress' in message) {
        const { progress } = message
        const now = performance.now()
        if (now - told < PROGRESS_MS && progress.done < ('of' in progress ? progress.of : progress.total))
          return
        told = now
        tell(progress)
      } else {
        end()
        if ('error' in message) reject(fromAppError(message.error))
        else resolve(message)
      }
    })
    process.on('exit', (code) => {
      end()
      reject(signal?.aborted ? new Failure('cancelled') : new Failure('import-damaged', {}, `exit ${code}`))
    })
    signal?.addEventListener('abort', cancel)
    wait()
    post(work)
    if (signal?.aborted) cancel()
  })
}
