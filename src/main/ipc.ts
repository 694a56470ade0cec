/*
 * The one place where messages from the page arrive. Each is checked for its sender and its argument, and
 * answered exactly once, with a value or an AppError in which the user's home folder reads `~`.
 */
import { homedir } from 'node:os'
import { ipcMain } from 'electron'
import type { AppRequests, FileHandle } from '#core/contracts/app'
import type { Handlers, Reply } from '#core/contracts/handlers'
import { type AppError, Failure, toAppError } from '#core/errors'
import { Mismatch, record, text } from '#storage/checks'
import type { Files } from './files'
import type { PageEvents } from './page-events'
import { report } from './report'
import { isTrusted, type SenderFrame } from './sender'
import { VALIDATORS } from './validate'

export interface Ipc {
  /** Resolves once no request is being worked on. */
  idle(): Promise<void>
}

/** Registers every request of the contract, the drop of a file, and the page's "I listen". */
export function registerIpc(handlers: Handlers<AppRequests>, files: Files, events: PageEvents): Ipc {
  const pending = new Set<Promise<unknown>>()
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    pending.add(work)
    const done = (): void => void pending.delete(work)
    work.then(done, done)
    return work
  }
  for (const name of Object.keys(VALIDATORS) as (keyof AppRequests)[]) {
    ipcMain.handle(`downhill/${name}`, (event, ...args: unknown[]) =>
      tracked(answer(event.senderFrame, args, (argument) => callHandler(handlers, name, argument)))
    )
  }
  // The preload asks Electron for a dropped file's path; the page itself only gets the handle.
  ipcMain.handle('downhill/file', (event, ...args: unknown[]) =>
    answer(event.senderFrame, args, (argument) => mintDropped(files, argument))
  )
  ipcMain.on('downhill/listen', (event, name: unknown) => {
    if (isTrusted(event.senderFrame) && typeof name === 'string') events.listening(name)
  })
  return {
    async idle() {
      while (pending.size > 0) await Promise.allSettled([...pending])
    }
  }
}

/**
 * The reply to one message. @throws for a sender that is not our page, which gets no reply of ours
 */
export async function answer(
  frame: SenderFrame | null,
  args: readonly unknown[],
  handle: (argument: unknown) => unknown
): Promise<Reply> {
  if (!isTrusted(frame)) {
    report('refused', { level: 'warn', facts: { reason: 'sender' } })
    throw new Error('untrusted sender')
  }
  try {
    if (args.length !== 1) throw new Failure('bad-request', { at: 'arguments', expected: 'one' })
    return { ok: true, value: await handle(args[0]) }
  } catch (thrown) {
    const error = toAppError(thrown instanceof Mismatch ? badRequest(thrown) : thrown)
    if (error.code === 'internal') report('unexpected', { thrown })
    return { ok: false, error: withoutHome(error) }
  }
}

function badRequest({ at, expected }: Mismatch): Failure {
  return new Failure('bad-request', { at, expected })
}

function callHandler<K extends keyof AppRequests>(
  handlers: Handlers<AppRequests>,
  name: K,
  argument: unknown
): unknown {
  return handlers[name](VALIDATORS[name](argument, name))
}

const droppedFile = record({ path: text(32_767, /^[^\0]*$/), name: text(1000) })

/** What is dragged out of a browser or a mail has a name but no place on disk. */
function mintDropped(files: Files, argument: unknown): Promise<FileHandle> {
  const { path, name } = droppedFile(argument, 'file')
  if (path === '') throw new Failure('file-missing', { name })
  return files.mint(path, true)
}

/** A path with `~` for the user's home folder. */
export function withTilde(path: string, home: string = homedir()): string {
  return home.length < 2 ? path : path.replaceAll(home, '~')
}

/** Paths in details and causes without the user's name in them. */
export function withoutHome(error: AppError, home: string = homedir()): AppError {
  if (home.length < 2) return error
  const hide = (value: string): string => withTilde(value, home)
  const detail = Object.entries(error.detail ?? {}).map(([key, value]) => [
    key,
    typeof value === 'string' ? hide(value) : value
  ])
  return {
    code: error.code,
    ...(error.detail && { detail: Object.fromEntries(detail) as NonNullable<AppError['detail']> }),
    ...(error.cause !== undefined && { cause: hide(error.cause) })
  }
}
