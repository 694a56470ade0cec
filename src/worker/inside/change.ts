/*
 * Switching parts off and turning dials, so that fast engines can be asked too: nearly every part can be silenced by
 * zeroing the weights that carry its output on. Only what flows past a part (a residual connection) has no weights;
 * it is left to the plain pass.
 */

import { Failure } from '#core/errors'
import type { GptShape, ParameterLayout } from '#core/gpt-shape'
import type { ModelChange, PartOff } from '#core/inside'

export interface Changed {
  readonly parameters: Float32Array
  /** What weights cannot express. */
  readonly rest: readonly PartOff[]
}

/** @throws Failure `bad-request` for parts, tokens or dials that the model does not have */
function checkChange(shape: GptShape, { off, nudge }: ModelChange): void {
  const within = (value: number, below: number): boolean =>
    Number.isInteger(value) && value >= 0 && value < below
  for (const part of off) {
    const layer = part.part === 'positions' || within(part.layer, shape.layers)
    const head = part.part !== 'head' || within(part.head, shape.heads)
    if (!layer || !head) throw new Failure('bad-request')
  }
  if (!nudge) return
  if (!within(nudge.token, shape.vocab) || !within(nudge.dial, shape.width)) throw new Failure('bad-request')
  if (!Number.isFinite(nudge.value)) throw new Failure('bad-request')
}

/**
 * These weights under the change; the very same array where nothing changes.
 * @throws Failure `bad-request`
 */
export function changed(
  shape: GptShape,
  layout: ParameterLayout,
  parameters: Float32Array,
  change: ModelChange
): Changed {
  checkChange(shape, change)
  const rest = change.off.filter(({ part }) => part.endsWith('-residual'))
  if (rest.length === change.off.length && !change.nudge) return { parameters, rest }
  const copy = parameters.slice()
  const silence = (name: string, from = 0, size?: number): void => {
    if (!layout.has(name)) return
    const tensor = layout.get(name)
    copy.fill(0, tensor.offset + from, tensor.offset + from + (size ?? tensor.size))
  }
  const { width: C, heads } = shape
  const D = C / heads
  for (const off of change.off) {
    if (off.part === 'positions') silence('wpe.weight')
    // Rows of the projection: what this head's numbers would have been multiplied by.
    else if (off.part === 'head') silence(`h.${off.layer}.attn.c_proj.weight`, off.head * D * C, D * C)
    else if (off.part === 'attention' || off.part === 'feed-forward') {
      const name = `h.${off.layer}.${off.part === 'attention' ? 'attn' : 'mlp'}.c_proj`
      silence(`${name}.weight`)
      silence(`${name}.bias`)
    }
  }
  const { nudge } = change
  if (nudge) copy[layout.get('wte.weight').offset + nudge.token * C + nudge.dial] = nudge.value
  return { parameters: copy, rest }
}
