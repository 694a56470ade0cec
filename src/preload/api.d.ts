/* What the preload puts on the page: the app border, and the one way from a dropped File to a handle. */

import type { Answer, Argument } from '../core/contracts/handlers'
import type { AppEvents, AppRequests, FileHandle } from '../core/contracts/app'

export interface DownhillApi {
  /** Answers exactly once; rejects with a plain AppError object (errors lose their class on this border). */
  call<K extends keyof AppRequests>(
    name: K,
    argument: Argument<AppRequests, K>
  ): Promise<Answer<AppRequests, K>>
  /** Returns the function that stops listening. */
  on<K extends keyof AppEvents>(event: K, listener: (value: AppEvents[K]) => void): () => void
  /** A handle for a file that was dropped on the page; main learns its path, the page does not. */
  fileFor(file: File): Promise<FileHandle>
}

declare global {
  interface Window {
    readonly downhill: DownhillApi
  }
}
