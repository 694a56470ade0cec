/*
 * The importer's entrance, in a process of its own: files from outside are parsed here, so that one that hangs or
 * kills its parser takes nothing with it, and large texts are streamed through here. One job, then it ends. It runs in
 * Electron's utility process and in Node's.
 */
import type { LargeProgress } from '#core/contracts/large'
import { toAppError } from '#core/errors'
import { nodeDisk } from '../disk'
import { prepareLarge } from '../large/prepare'
import { libraryPaths } from '../paths'
import { type JobHooks, type JobProgress, runJob } from './job'
import { startWatch } from './pulse'
import type { FromImporter, LargeJob, ToImporter } from './words'

interface ParentPort {
  on(event: 'message', heard: (event: { readonly data: ToImporter }) => void): void
  postMessage(message: FromImporter): void
}

const { parentPort } = process as { readonly parentPort?: ParentPort }
const stop = new AbortController()
const say = (message: FromImporter): void => {
  if (parentPort) parentPort.postMessage(message)
  else process.send?.(message)
}
const tell = (progress: JobProgress | LargeProgress): void => say({ progress })

let go: (() => void) | undefined

async function read({ job, known }: Extract<ToImporter, { readonly job: unknown }>): Promise<void> {
  await startWatch()
  const hooks: JobHooks = {
    begin: (index) =>
      new Promise((resolve) => {
        go = resolve
        say({ begin: index })
      }),
    settled(index, outcome) {
      if ('error' in outcome) console.error(outcome.error.code, outcome.error.cause ?? '')
      say({ settled: index, outcome })
    },
    known: new Map(known)
  }
  say({ outcomes: await runJob(job, tell, stop.signal, nodeDisk, hooks) })
}

async function prepare({ root, order, ...place }: LargeJob): Promise<void> {
  const hooks = { tell, signal: stop.signal }
  say({ answer: await prepareLarge({ paths: libraryPaths(root), ...place }, order, hooks) })
}

function hear(message: ToImporter): void {
  if ('go' in message) go?.()
  else if ('cancel' in message) {
    stop.abort()
    // A file that was announced is not opened any more: its turn comes at once, and finds the signal.
    go?.()
  } else {
    const work = 'job' in message ? read(message) : prepare(message.large)
    work.catch((thrown: unknown) => say({ error: toAppError(thrown) }))
  }
}

if (parentPort) parentPort.on('message', ({ data }) => hear(data))
else {
  process.on('message', (message: ToImporter) => hear(message))
  process.on('disconnect', () => process.exit())
}
