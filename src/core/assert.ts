/* The few checks that every folder needs. */

/** Closes a switch over a union: a member that is not handled is a compile error at the call. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`)
}

/** Returns `value`, or throws if it is null or undefined. `what` names the thing for the developer. */
export function assertPresent<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`${what} is missing`)
  return value
}
