/*
 * Counts what one step asks of a graphics device, by standing between the caller and the methods of every
 * GPU object while it runs. Counts are exact and do not depend on the driver; time is not taken meanwhile.
 */

export interface GpuCalls {
  readonly dispatches: number
  readonly submits: number
  /** queue.writeBuffer, and buffers that are made with their contents. */
  readonly uploads: number
  /** Buffers and bind groups. */
  readonly created: number
}

type Methods = Record<string, (...args: unknown[]) => unknown>
type Count = { -readonly [K in keyof GpuCalls]: number }

/** The calls made while `work` runs; nobody else may use a GPU meanwhile. */
export async function countCalls(work: () => Promise<void>): Promise<GpuCalls> {
  const count: Count = { dispatches: 0, submits: 0, uploads: 0, created: 0 }
  const restore: (() => void)[] = []
  const watch = (prototype: object, name: string, seen: (argument: unknown) => void): void => {
    const methods = prototype as Methods
    const original = methods[name]!
    methods[name] = function (this: unknown, ...args: unknown[]) {
      seen(args[0])
      return original.apply(this, args)
    }
    restore.push(() => (methods[name] = original))
  }
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => count.dispatches++)
  watch(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', () => count.dispatches++)
  watch(GPUQueue.prototype, 'submit', () => count.submits++)
  watch(GPUQueue.prototype, 'writeBuffer', () => count.uploads++)
  watch(GPUDevice.prototype, 'createBindGroup', () => count.created++)
  watch(GPUDevice.prototype, 'createBuffer', (descriptor) => {
    count.created++
    if ((descriptor as GPUBufferDescriptor).mappedAtCreation) count.uploads++
  })
  try {
    await work()
  } finally {
    for (const undo of restore) undo()
  }
  return count
}
