/* Threads that help with the phases of a step, over the engine's shared memory. */

export interface Threads {
  /** Threads that compute, this one included. */
  readonly count: number
  end(): void
}

export function startThreads(_memory: WebAssembly.Memory, _pool: number, _wanted: number): Promise<Threads> {
  return Promise.resolve({ count: 1, end: () => undefined })
}
