/*
 * The machinery both borders share: a border is a map from name to signature, and client and
 * server are derived from it, so that a missing, surplus or wrongly typed handler does not compile.
 */

import type { AppError } from '../errors'

/** A border: each request takes one plain-data argument and gives one plain-data answer. */
export type Requests = Record<string, (argument: never) => unknown>

export type Argument<R, K extends keyof R> = R[K] extends (argument: infer A) => unknown ? A : never
export type Answer<R, K extends keyof R> = R[K] extends (argument: never) => infer A ? A : never

/** The server's side: one handler per request, sync or async. Use with `satisfies`. */
export type Handlers<R> = {
  readonly [K in keyof R]: (argument: Argument<R, K>) => Answer<R, K> | Promise<Answer<R, K>>
}

/** The client's side: every request answers exactly once, or throws a Failure. */
export type Call<R> = <K extends keyof R & string>(name: K, argument: Argument<R, K>) => Promise<Answer<R, K>>

/** How an answer travels. */
export type Reply<T = unknown> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError }
