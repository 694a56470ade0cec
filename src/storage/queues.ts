/* One waiting line per key: jobs of the same key run one after another, those of different keys side by side. */

export type InTurn = <T>(key: string, job: () => Promise<T>) => Promise<T>

/** A set of lines. A failed job fails its own caller only; an empty line takes no memory. */
export function createQueues(): InTurn {
  const last = new Map<string, Promise<unknown>>()
  return (key, job) => {
    const before = last.get(key) ?? Promise.resolve()
    const result = before.then(job, job)
    last.set(key, result)
    const leave = (): void => {
      if (last.get(key) === result) last.delete(key)
    }
    result.then(leave, leave)
    return result
  }
}
