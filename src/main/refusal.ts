/*
 * Downhill cannot use its data folder: it says which and why, and offers to start on another one. Without Electron,
 * so that every way through it is tested; index.ts hands in the system's dialogs.
 */
import { type AppError, Failure } from '#core/errors'
import { minute } from '#core/wording/entry'
import { words } from './wording'

export interface RefusalOptions {
  readonly folder: string
  /** Shows a box with these buttons; the number of the one that was pressed. */
  readonly ask: (box: { message: string; detail: string; buttons: readonly string[] }) => Promise<number>
  /** The system's dialog for a folder; null if cancelled. */
  readonly choose: () => Promise<string | null>
  /** Starts Downhill anew on a folder, and ends this start. */
  readonly restart: (folder: string) => void
  readonly quit: () => void
}

/** By the other computer's clock. */
function sinceOf({ detail }: AppError): string | null {
  const since = detail?.['since']
  return typeof since === 'string' ? minute(since) : null
}

/** @param why what opening the folder failed with, if it got so far */
export async function refuse(options: RefusalOptions, why?: unknown): Promise<void> {
  const { folder, ask, choose, restart, quit } = options
  const error: AppError | null = why instanceof Failure ? why.error : null
  const { title, inUse, inUseThere, full, notWritable, another, quit: leave } = words().noDataFolder
  const detail =
    error?.code === 'library-in-use'
      ? typeof error.detail?.['host'] === 'string'
        ? inUseThere(folder, error.detail['host'], sinceOf(error))
        : inUse(folder, Number(error.detail?.['pid']))
      : error?.code === 'disk-full'
        ? full(folder)
        : notWritable(folder)
  const buttons = [another, leave]
  for (;;) {
    if ((await ask({ message: title, detail, buttons })) !== 0) return quit()
    const other = await choose()
    if (other !== null) return restart(other)
  }
}
