/*
 * Runs one kernel on given numbers and reads every buffer back: the bridge between a shader and its
 * reference. Buffers start poisoned with NaN where the test gives only a size, so that an element
 * nobody wrote cannot pass.
 */

import {
  packStep,
  STEP_BYTES,
  type Program,
  type StepScalars
} from '../worker/engines/webgpu/kernels/program'
import { Recorder, replay, Sketch } from '../worker/engines/webgpu/recorder'
import { Readback } from '../worker/engines/webgpu/readback'

/** A binding: numbers to upload, or how many floats to poison. */
export type KernelBuffer = Float32Array | Int32Array | Uint32Array | number

const SCALARS: StepScalars = {
  positions: 0,
  rows: 1,
  length: 1,
  lossScale: 1,
  learningRate: 0,
  correction1: 1,
  correction2: 1,
  step: 1,
  ringSlot: 0,
  position: 0
}

/** The contents of bindings 1, 2, … after one dispatch, as floats. */
export async function runKernel(
  device: GPUDevice,
  program: Program,
  buffers: readonly KernelBuffer[],
  scalars: Partial<StepScalars>,
  groups: readonly [number, number, number]
): Promise<Float32Array[]> {
  const bytes = new ArrayBuffer(STEP_BYTES)
  packStep({ ...SCALARS, ...scalars }, bytes)
  const uniform = upload(device, new Uint32Array(bytes), GPUBufferUsage.UNIFORM)
  const bound = buffers.map((buffer, i) => {
    const values = typeof buffer === 'number' ? new Float32Array(buffer).fill(NaN) : buffer
    return upload(
      device,
      values,
      program.bindings[i] === 'uniform' ? GPUBufferUsage.UNIFORM : GPUBufferUsage.STORAGE
    )
  })
  const sketch = new Sketch()
  sketch.add(program, bound, () => groups)
  const dispatches = await new Recorder(device, uniform).compile(sketch.planned)
  const encoder = device.createCommandEncoder()
  const pass = encoder.beginComputePass()
  replay(pass, dispatches, { positions: 0, rows: 0, longest: 0 })
  pass.end()
  device.queue.submit([encoder.finish()])
  const readback = new Readback(device)
  return Promise.all(bound.map((buffer) => readback.floats(buffer, buffer.size / 4)))
}

function upload(
  device: GPUDevice,
  values: Float32Array | Int32Array | Uint32Array,
  usage: number
): GPUBuffer {
  const padded = Math.max(16, Math.ceil(values.byteLength / 16) * 16)
  const buffer = device.createBuffer({
    size: padded,
    usage: usage | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    mappedAtCreation: true
  })
  const bytes = new Uint8Array(buffer.getMappedRange())
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  buffer.unmap()
  return buffer
}

export { relativeDistance } from '../worker/engines/self-test'
