/* A small run for the landscape's tests: real arithmetic on the cpu engine, a list with a held-out part. */

import type { CorpusRef } from '#core/contracts/worker'
import { PRESETS, type RunConfig } from '#core/run-config'
import { sha256Hex } from '#core/sha256'

export const TEXT = Array.from({ length: 140 }, (_, i) =>
  [...`${i * 7919 + 13}`].map((digit) => 'abcdefghij'[Number(digit)]).join('')
).join('\n')

export const CORPUS: CorpusRef = { id: 'c', name: 'C', sha256: await sha256Hex(TEXT) }

export const CONFIG: RunConfig = {
  ...PRESETS.names,
  ...{ layers: 1, heads: 2, width: 8, block: 8, batch: 8, steps: 60, warmup: 6, eval_every: 60 },
  learning_rate: 0.02,
  held_out: 0.5
}
