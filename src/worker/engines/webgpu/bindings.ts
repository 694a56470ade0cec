/*
 * What kernels are bound to besides a model's own buffers: the sections of an uploaded batch, and small constants.
 */

import type { BatchLayout, Section } from './batch'
import type { Binding } from './recorder'

/** The batch upload's sections as bindings. */
export type BatchSections = { readonly [K in Exclude<keyof BatchLayout, 'words'>]: Binding }

/** Where each section stands in the buffer of the upload. */
export function sectionsOf(layout: BatchLayout, buffer: GPUBuffer): BatchSections {
  const bind = ({ offset, length }: Section): Binding => ({
    buffer,
    offset: offset * 4,
    size: Math.max(4, length * 4)
  })
  return {
    ids: bind(layout.ids),
    targets: bind(layout.targets),
    places: bind(layout.places),
    starts: bind(layout.starts),
    padded: bind(layout.padded),
    tokenOrder: bind(layout.tokenOrder),
    tokenStarts: bind(layout.tokenStarts),
    placeOrder: bind(layout.placeOrder),
    placeStarts: bind(layout.placeStarts)
  }
}

/** Small uniform buffers with constant content, one per distinct content. */
export class Constants {
  readonly #device: GPUDevice
  readonly #made = new Map<string, GPUBuffer>()

  constructor(device: GPUDevice) {
    this.#device = device
  }

  get(words: readonly number[]): GPUBuffer {
    const key = words.join()
    const known = this.#made.get(key)
    if (known) return known
    const buffer = this.#device.createBuffer({
      label: `constants ${key}`,
      size: Math.ceil(words.length / 4) * 16,
      usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST
    })
    this.#device.queue.writeBuffer(buffer, 0, new Uint32Array(words))
    this.#made.set(key, buffer)
    return buffer
  }

  destroy(): void {
    for (const buffer of this.#made.values()) buffer.destroy()
  }
}
