/*
 * A plane through parameter space that stays on the card: its centre and directions are uploaded once, and a
 * point costs sixteen bytes. The point is made in the buffer that `evaluate` at other parameters uses.
 */

import type { Plan } from './plan'
import type { Dispatch } from './recorder'
import { planeGroups, planeProgram } from './kernels/plane/shader'

export interface PlaneVectors {
  readonly centre: Float32Array
  readonly delta: Float32Array
  readonly eta: Float32Array
}

/** A point to look at, instead of the engine's own parameters. */
export interface PlanePoint {
  readonly plane: GpuPlane
  readonly alpha: number
  readonly beta: number
}

export class GpuPlane {
  private constructor(
    /** Makes the point; goes before the forward pass. */
    readonly dispatch: Dispatch,
    private readonly device: GPUDevice,
    private readonly buffers: readonly GPUBuffer[]
  ) {}

  /** @throws RangeError if a vector is not as long as the model */
  static async open(device: GPUDevice, plan: Plan, { centre, delta, eta }: PlaneVectors): Promise<GpuPlane> {
    const { total } = plan.layout
    const buffers = [
      device.createBuffer({
        label: 'place on a plane',
        size: 16,
        usage: GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST
      })
    ]
    for (const [label, vector] of Object.entries({ centre, delta, eta })) {
      if (vector.length !== total) throw new RangeError(`${vector.length} parameters, not ${total}`)
      const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST
      const buffer = device.createBuffer({ label, size: Math.max(16, total * 4), usage })
      device.queue.writeBuffer(buffer, 0, vector as Float32Array<ArrayBuffer>)
      buffers.push(buffer)
    }
    const groups = [planeGroups(total), 1, 1] as const
    const planned = {
      program: planeProgram(total),
      bindings: [...buffers, plan.buffers.probe()],
      groups: () => groups
    }
    const [dispatch] = await plan.recorder.compile([planned])
    return new GpuPlane(dispatch!, device, buffers)
  }

  /** Says which point the next dispatch makes. */
  move(alpha: number, beta: number): void {
    this.device.queue.writeBuffer(this.buffers[0]!, 0, Float32Array.of(alpha, beta, 0, 0))
  }

  destroy(): void {
    for (const buffer of this.buffers) buffer.destroy()
  }
}
