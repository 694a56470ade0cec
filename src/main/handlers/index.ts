/* All requests of the contract; a missing or surplus one does not compile. */
import type { AppRequests } from '#core/contracts/app'
import type { Handlers } from '#core/contracts/handlers'
import { appHandlers } from './app'
import type { Context } from './context'
import { corporaHandlers } from './corpora'
import { deskHandlers } from './desk'
import { fileHandlers } from './files'
import { importHandlers } from './imports'
import { runHandlers } from './runs'
import { shortlistHandlers } from './shortlists'

export function createHandlers(context: Context): Handlers<AppRequests> {
  return {
    ...appHandlers(context),
    ...corporaHandlers(context),
    ...deskHandlers(context),
    ...fileHandlers(context),
    ...importHandlers(context),
    ...runHandlers(context),
    ...shortlistHandlers(context)
  } satisfies Handlers<AppRequests>
}
