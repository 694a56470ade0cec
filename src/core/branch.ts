/* What a model that is trained on keeps: its shape and its tokenizer. Everything else a branch may change. */

import { Failure } from './errors'
import type { ModelFileRecord } from './formats/model-file'
import type { RunConfig } from './run-config'

const KEPT = ['family', 'layers', 'heads', 'width', 'block', 'tokenizer'] as const

/**
 * Whether these settings can go on with this model.
 * @throws Failure `branch-shape`, naming the first setting that differs
 */
export function checkBranch(config: RunConfig, model: Pick<ModelFileRecord, 'shape' | 'config'>): void {
  const has: Pick<RunConfig, (typeof KEPT)[number]> = { ...model.shape, tokenizer: model.config.tokenizer }
  for (const key of KEPT) {
    if (config[key] !== has[key]) {
      throw new Failure('branch-shape', { key, has: has[key], wanted: config[key] })
    }
  }
}
