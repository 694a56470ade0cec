/* Runs the importer's process: one for each job, or several where a file takes one with it. */
import { join } from 'node:path'
import { utilityProcess } from 'electron'
import type { LargeAnswers, LargeOrder, LargeProgress } from '#core/contracts/large'
import { Failure, fromAppError } from '#core/errors'
import type { Job, JobProgress, Outcome } from '#storage/intake/job'
import { converse, type ImporterChild, supervise } from '#storage/intake/supervise'
import type { FromImporter } from '#storage/intake/words'
import type { LargePlace } from '#storage/large/prepare'

export interface Importer {
  /** @throws Failure `cancelled`; files that cannot be read are outcomes, those that ended their reader too */
  run(job: Job, tell: (progress: JobProgress) => void, signal?: AbortSignal): Promise<readonly Outcome[]>
  /** Computes something of a large text. @throws Failure as `prepareLarge`; `import-gave-up` if its process died */
  prepare(
    place: LargePlace,
    order: LargeOrder,
    tell: (progress: LargeProgress) => void,
    signal?: AbortSignal
  ): Promise<LargeAnswers[keyof LargeAnswers]>
  /** Ends what writes into the library, now and from now on, with this failure. */
  stop(why: Failure): void
}

export function createImporter(): Importer {
  const stopped = new AbortController()
  async function untilStopped<T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>
  ): Promise<T> {
    try {
      return await work(AbortSignal.any([stopped.signal, ...(signal ? [signal] : [])]))
    } catch (thrown) {
      throw stopped.signal.aborted ? stopped.signal.reason : thrown
    }
  }
  return {
    run: (job, tell, given) =>
      job.do === 'look'
        ? supervise(job, start, tell, given)
        : untilStopped(given, (signal) => supervise(job, start, tell, signal)),
    prepare: ({ paths: { root }, id, text, sha256 }, order, tell, given) =>
      untilStopped(given, async (signal) => {
        const large = { root, id, text, sha256, order }
        const told = (progress: JobProgress | LargeProgress): void => tell(progress as LargeProgress)
        const result = await converse({ large }, start(), told, () => undefined, signal)
        if ('error' in result) throw fromAppError(result.error)
        if ('died' in result) {
          throw signal.aborted ? new Failure('cancelled') : new Failure('import-gave-up', {}, result.died)
        }
        if (!('answer' in result.end)) throw new Failure('internal')
        return result.end.answer
      }),
    stop: (why) => stopped.abort(why)
  }
}

function start(): ImporterChild {
  const child = utilityProcess.fork(join(import.meta.dirname, 'importer.js'), [], {
    serviceName: 'Downhill importer',
    execArgv: ['--max-old-space-size=1536']
  })
  return {
    post: (message) => child.postMessage(message),
    listen(heard, ended) {
      child.on('message', (message: FromImporter) => heard(message))
      child.on('exit', (code) => ended(`exit ${code}`))
    },
    kill: () => child.kill()
  }
}
