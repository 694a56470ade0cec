/*
 * Reading from the card: copies into staging buffers that are kept and used again, one per read
 * under way. Sizes are rounded up so that a handful of buffers serves every read.
 */

export class Readback {
  readonly #device: GPUDevice
  readonly #free: GPUBuffer[] = []
  readonly #all: GPUBuffer[] = []

  constructor(device: GPUDevice) {
    this.#device = device
  }

  /** A copy of `count` 32-bit floats of a buffer, after everything submitted so far. */
  async floats(source: GPUBuffer, count: number, first = 0): Promise<Float32Array> {
    const staging = this.copy(source, count, first)
    return this.map(staging, count)
  }

  /** Queues the copy now; `map` delivers it. */
  copy(source: GPUBuffer, count: number, first = 0): GPUBuffer {
    const staging = this.#take(count * 4)
    const encoder = this.#device.createCommandEncoder()
    encoder.copyBufferToBuffer(source, first * 4, staging, 0, count * 4)
    this.#device.queue.submit([encoder.finish()])
    return staging
  }

  async map(staging: GPUBuffer, count: number): Promise<Float32Array> {
    await staging.mapAsync(GPUMapMode.READ, 0, count * 4)
    const values = new Float32Array(staging.getMappedRange(0, count * 4).slice(0))
    staging.unmap()
    this.#free.push(staging)
    return values
  }

  #take(bytes: number): GPUBuffer {
    const fits = this.#free.findIndex((buffer) => buffer.size >= bytes)
    if (fits >= 0) return this.#free.splice(fits, 1)[0]!
    const size = Math.max(256, 2 ** Math.ceil(Math.log2(bytes)))
    const buffer = this.#device.createBuffer({
      label: 'read back',
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST
    })
    this.#all.push(buffer)
    return buffer
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy()
  }
}
