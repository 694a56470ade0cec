/* The window's way into the log. That something cannot be logged is nobody's concern. */

import type { LogLevel } from '#core/contracts/desk'
import type { AppError } from '#core/errors'
import { callApp } from './app-client'

export function logError(
  error: AppError,
  { level = 'error', from = 'window' }: { level?: LogLevel; from?: 'window' | 'worker' } = {}
): void {
  void callApp('log.write', { level, from, error }).catch(() => undefined)
}
