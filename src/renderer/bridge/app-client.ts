/*
 * The window's side of the app border: `window.downhill` as typed calls that throw Failures.
 * Errors lose their class on the context bridge; here they get it back.
 */

import type { AppEvents, AppRequests, FileHandle } from '#core/contracts/app'
import type { Answer, Argument } from '#core/contracts/handlers'
import type { AppError } from '#core/errors'
import { Failure, fromAppError } from '#core/errors'

/** What was thrown on the far side of a border, as a Failure. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  return isAppError(thrown) ? fromAppError(thrown) : new Failure('internal', undefined, thrown)
}

function isAppError(value: unknown): value is AppError {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string'
}

/**
 * Asks main and waits for its one answer.
 * @throws Failure with the code that main gave.
 */
export async function callApp<K extends keyof AppRequests>(
  name: K,
  argument: Argument<AppRequests, K>
): Promise<Answer<AppRequests, K>> {
  try {
    return await window.downhill.call(name, argument)
  } catch (thrown) {
    throw asFailure(thrown)
  }
}

/** Listens to what main says unasked; returns the function that stops listening. */
export function onApp<K extends keyof AppEvents>(
  event: K,
  listener: (value: AppEvents[K]) => void
): () => void {
  return window.downhill.on(event, listener)
}

/**
 * A handle for a dropped file.
 * @throws Failure for folders and for files that are neither text nor model.
 */
export async function fileFor(file: File): Promise<FileHandle> {
  try {
    return await window.downhill.fileFor(file)
  } catch (thrown) {
    throw asFailure(thrown)
  }
}
