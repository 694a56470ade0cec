/*
 * The forward pass for one new position of several rows: the training kernels, with attention
 * reading a cache instead of a batch.
 */

import { attentionDecode } from './kernels/attention/decode'
import { embed } from './kernels/embedding/shader'
import { matmulConstants, matmulGroups, matmulProgram } from './kernels/matmul/shader'
import { foldRows, STEP_BYTES } from './kernels/program'
import { attentionSpec, headOffset, headSpec, Linear, norm } from './layers'
import { logitStride } from './buffers'
import type { Plan } from './plan'
import { Recorder, Sketch, type Dispatch } from './recorder'

export interface DecodePlan {
  /** Most rows. */
  readonly capacity: number
  readonly scalars: GPUBuffer
  readonly ids: GPUBuffer
  readonly places: GPUBuffer
  readonly logits: GPUBuffer
  /** Per layer [rows, block, 2C]: keys and values. */
  readonly caches: readonly GPUBuffer[]
  /** As large as a cache, for moving rows. */
  readonly spare: GPUBuffer
  readonly dispatches: readonly Dispatch[]
  destroy(): void
}

export async function planDecode(device: GPUDevice, plan: Plan, rows: number): Promise<DecodePlan> {
  const { shape, layout } = plan
  // Caches are read in another way than a batch, and are small: always 32 bits.
  const context = { ...plan.context, half: false }
  const { width: C, block, vocab, layers } = shape
  const { parameters } = plan.buffers
  const gpt2 = shape.family === 'gpt2'
  const made: GPUBuffer[] = []
  const create = (label: string, bytes: number, usage: number): GPUBuffer => {
    const buffer = device.createBuffer({ label, size: Math.max(16, Math.ceil(bytes / 16) * 16), usage })
    made.push(buffer)
    return buffer
  }
  const floats = (label: string, count: number): GPUBuffer =>
    create(label, count * 4, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC)
  const scalars = create('decode scalars', STEP_BYTES, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST)
  const ids = floats('decode ids', rows)
  const places = floats('decode places', rows)
  const [input, embedded, normed, attended, middle] = Array.from({ length: 5 }, (_, i) =>
    floats(`decode ${i}`, rows * C)
  )
  const [stats, qkv] = [floats('decode stats', rows * 2), floats('decode qkv', rows * 3 * C)]
  const [hidden, activated] = [
    floats('decode hidden', rows * 4 * C),
    floats('decode activated', rows * 4 * C)
  ]
  const logits = floats('decode logits', rows * logitStride(vocab))
  const caches = Array.from({ length: layers }, (_, l) => floats(`decode cache ${l}`, rows * block * 2 * C))
  const spare = floats('decode spare', rows * block * 2 * C)

  const sketch = new Sketch()
  const tables = context.uniform([layout.get('wte.weight').offset, layout.get('wpe.weight').offset, 0, 0])
  sketch.add(embed(C), [tables, ids, places, parameters, gpt2 ? input! : embedded!], (sizes) =>
    foldRows(sizes.positions)
  )
  if (!gpt2) norm(sketch, context, parameters, '', embedded!, input!, stats)
  caches.forEach((cache, l) => {
    norm(sketch, context, parameters, `h.${l}.ln_1`, input!, normed!, stats)
    new Linear(context, `h.${l}.attn.c_attn`).forward(sketch, parameters, normed!, qkv, 'none')
    sketch.add(attentionDecode(attentionSpec(context)), [qkv, cache, attended!], (sizes) => [
      sizes.rows,
      shape.heads,
      1
    ])
    new Linear(context, `h.${l}.attn.c_proj`).forward(
      sketch,
      parameters,
      attended!,
      middle!,
      'residual',
      input
    )
    norm(sketch, context, parameters, `h.${l}.ln_2`, middle!, normed!, stats)
    new Linear(context, `h.${l}.mlp.c_fc`).forward(sketch, parameters, normed!, activated, 'activate', hidden)
    new Linear(context, `h.${l}.mlp.c_proj`).forward(
      sketch,
      parameters,
      activated,
      input!,
      'residual',
      middle
    )
  })
  if (gpt2) norm(sketch, context, parameters, 'ln_f', input!, normed!, stats)
  const head = headSpec(context, 'nt')
  sketch.add(
    matmulProgram(head),
    [
      context.uniform(matmulConstants(head, { b: headOffset(context) })),
      ...[gpt2 ? normed! : input!, parameters, logits]
    ],
    (sizes) => matmulGroups(head, sizes.positions)
  )
  const dispatches = await new Recorder(device, scalars).compile(sketch.planned)
  return {
    capacity: rows,
    scalars,
    ids,
    places,
    logits,
    caches,
    spare,
    dispatches,
    destroy: () => {
      for (const buffer of made) buffer.destroy()
    }
  }
}
