/* What a run leaves behind: the model file that holds all it takes to go on with the very same losses. */

import { Failure } from '#core/errors'
import type { ModelFile, TrainingRecord } from '#core/formats/model-file'
import type { RunConfig } from '#core/run-config'
import type { EngineDescription } from '#core/contracts/engine-report'
import type { EngineState } from './engines/engine'
import type { PreparedRun } from './prepare'
import { heldOutBits } from './training/evaluate'

/** Where a run stands besides its arrays; `random` and `position` are those of the batches. */
export type Standing = Pick<
  TrainingRecord,
  'step' | 'train_loss' | 'val_loss' | 'landscape_loss' | 'certificate' | 'random' | 'position'
>

/**
 * The model file of a run.
 * @param state a copy that the file may keep
 * @throws Failure `loss-not-finite` if a parameter is not a number: such a model is never written.
 */
export function toModelFile(
  { corpusRef, shape, split, tokenizer, heldOut }: PreparedRun,
  config: RunConfig,
  engine: EngineDescription,
  standing: Standing,
  state: EngineState
): ModelFile {
  if (!state.parameters.every(Number.isFinite)) throw new Failure('loss-not-finite', { step: standing.step })
  const training: TrainingRecord = {
    ...standing,
    val_bits_per_char: standing.val_loss === null ? null : heldOutBits(standing.val_loss, heldOut),
    corpus: corpusRef,
    split,
    engine: `${engine.engine}: ${engine.device}`
  }
  return { config, shape, tokenizer: tokenizer.data, training, ...state }
}
