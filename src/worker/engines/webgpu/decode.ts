/*
 * Generation on the graphics card: one new token for every row per call, with keys and values kept
 * in a cache there. Rows are independent; a row's logits do not depend on how many others there are.
 */

import type { GpuDevice } from '../device'
import type { DecodeSession } from '../engine'
import { logitStride } from './buffers'
import { packStep, STEP_BYTES } from './kernels/program'
import { planDecode, type DecodePlan } from './decode-plan'
import type { Plan } from './plan'
import type { Readback } from './readback'
import { replay } from './recorder'

export class GpuDecodeSession implements DecodeSession {
  rows: number
  position = 0
  readonly #gpu: GpuDevice
  readonly #plan: Plan
  readonly #readback: Readback
  #decode: Promise<DecodePlan>
  #capacity: number
  readonly #scalars = new ArrayBuffer(STEP_BYTES)
  /** Which row of the cache each row of the caller lives in, when `keep` has chosen some. */
  #chosen: Int32Array | null = null

  constructor(gpu: GpuDevice, plan: Plan, readback: Readback, rows: number) {
    this.#gpu = gpu
    this.#plan = plan
    this.#readback = readback
    this.rows = rows
    this.#capacity = rows
    this.#decode = planDecode(gpu.device, plan, rows)
  }

  async advance(tokens: Int32Array): Promise<Float32Array> {
    const { block } = this.#plan.shape
    if (this.position >= block) throw new RangeError(`the model sees ${block} tokens at once`)
    return this.#gpu.guard(() => this.#advance(tokens))
  }

  async #advance(tokens: Int32Array): Promise<Float32Array> {
    const decode = await this.#decode
    this.#move(decode)
    const { device } = this.#gpu
    const { rows, position } = this
    const { vocab } = this.#plan.shape
    packStep(
      {
        positions: rows,
        rows,
        length: 1,
        lossScale: 0,
        learningRate: 0,
        correction1: 1,
        correction2: 1,
        step: 0,
        ringSlot: 0,
        position
      },
      this.#scalars
    )
    device.queue.writeBuffer(decode.scalars, 0, this.#scalars)
    device.queue.writeBuffer(decode.ids, 0, tokens as Int32Array<ArrayBuffer>, 0, rows)
    device.queue.writeBuffer(decode.places, 0, new Int32Array(rows).fill(position))
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    replay(pass, decode.dispatches, { positions: rows, rows, longest: 1 })
    pass.end()
    device.queue.submit([encoder.finish()])
    const stride = logitStride(vocab)
    const padded = await this.#readback.floats(decode.logits, rows * stride)
    this.position++
    const logits = new Float32Array(rows * vocab)
    for (let r = 0; r < rows; r++) logits.set(padded.subarray(r * stride, r * stride + vocab), r * vocab)
    return logits
  }

  keep(rows: Int32Array): void {
    if (rows.length > this.#capacity) throw new RangeError('more rows than the session was opened for')
    this.#chosen = this.#chosen ? rows.map((row) => this.#chosen![row]!) : rows.slice()
    this.rows = rows.length
  }

  reset(rows: number): void {
    this.#chosen = null
    this.position = 0
    this.rows = rows
    this.#capacity = Math.max(this.#capacity, rows)
    this.#decode = this.#decode.then((decode) => {
      if (rows <= decode.capacity) return decode
      decode.destroy()
      return planDecode(this.#gpu.device, this.#plan, rows)
    })
  }

  dispose(): void {
    void this.#decode.then(
      (decode) => decode.destroy(),
      () => undefined
    )
  }

  /** Copies the chosen rows of every cache to the front, through the spare. */
  #move(decode: DecodePlan): void {
    const chosen = this.#chosen
    if (!chosen) return
    this.#chosen = null
    const encoder = this.#gpu.device.createCommandEncoder()
    const { width, block } = this.#plan.shape
    const rowBytes = block * 2 * width * 4
    const used = this.position * 2 * width * 4
    if (used === 0) return
    for (const cache of decode.caches) {
      chosen.forEach((from, to) =>
        encoder.copyBufferToBuffer(cache, from * rowBytes, decode.spare, to * rowBytes, used)
      )
      for (let row = 0; row < chosen.length; row++) {
        encoder.copyBufferToBuffer(decode.spare, row * rowBytes, cache, row * rowBytes, used)
      }
    }
    this.#gpu.device.queue.submit([encoder.finish()])
  }
}
