/* A check that every folder needs. */

/** Closes a switch over a union: a member that is not handled is a compile error at the call. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}
