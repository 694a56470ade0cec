/*
 * Runs the importer process: one for each job, killed if it is silent for too long or does not stop when
 * asked to. Its progress comes on at most ten times a second.
 */
import { join } from 'node:path'
import { utilityProcess } from 'electron'
import { Failure, fromAppError } from '#core/errors'
import type { Job, JobProgress, Outcome } from '#storage/intake/job'
import type { FromImporter, ToImporter } from './importer-process'

/** Silence after which a parser is taken to hang, and the time it has to stop when asked. */
const SILENCE_MS = 120_000
const PATIENCE_MS = 2000
const PROGRESS_MS = 100

export interface Importer {
  /** @throws Failure `cancelled`; `import-damaged` if the process died or said nothing for two minutes */
  run(job: Job, tell: (progress: JobProgress) => void, signal?: AbortSignal): Promise<readonly Outcome[]>
}

export function createImporter(): Importer {
  return {
    run(job, tell, signal) {
      const process = utilityProcess.fork(join(import.meta.dirname, 'importer.js'), [], {
        serviceName: 'Downhill importer',
        execArgv: ['--max-old-space-size=1536']
      })
      const post = (message: ToImporter): void => process.postMessage(message)
      return new Promise((resolve, reject) => {
        let silence: NodeJS.Timeout | undefined
        let patience: NodeJS.Timeout | undefined
        let told = 0
        const wait = (): void => {
          clearTimeout(silence)
          silence = setTimeout(() => process.kill(), SILENCE_MS)
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
            const now = performance.now()
            if (now - told < PROGRESS_MS && message.progress.done < message.progress.total) return
            told = now
            tell(message.progress)
          } else if ('outcomes' in message) {
            end()
            resolve(message.outcomes)
          } else {
            end()
            reject(fromAppError(message.error))
          }
        })
        process.on('exit', (code) => {
          end()
          reject(
            signal?.aborted ? new Failure('cancelled') : new Failure('import-damaged', {}, `exit ${code}`)
          )
        })
        signal?.addEventListener('abort', cancel)
        wait()
        post({ job })
        if (signal?.aborted) cancel()
      })
    }
  }
}
