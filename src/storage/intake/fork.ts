/* The importer's process as a child of plain Node. */
import { fork } from 'node:child_process'
import type { ImporterChild } from './supervise'
import type { FromImporter } from './words'

/** @param program importer-process.ts, bundled */
export function forkImporter(program: string): ImporterChild {
  const child = fork(program, [], {
    execArgv: ['--max-old-space-size=1536'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc']
  })
  return {
    post(message) {
      // One that died in between is told as ended.
      if (child.connected) child.send(message, () => undefined)
    },
    listen(heard, ended) {
      child.on('message', (message: FromImporter) => heard(message))
      child.on('error', (error) => ended(error.message))
      child.on('exit', (code, signal) => ended(`exit ${signal ?? code}`))
    },
    kill: () => void child.kill('SIGKILL')
  }
}
