/* What a run leaves behind: the model file that holds all it takes to go on with the very same losses. */

import { Failure } from '#core/errors'
import type { ModelFile, TrainingRecord } from '#core/formats/model-file'
import type { RunConfig } from '#core/run-config'
import type { EngineDescription } from '#core/contracts/engine-report'
import type { PreparedRun } from './prepare'
import type { SafeCopy } from './safe-copy'
import { heldOutBits } from './training/evaluate'

/** What only the run itself can say of a copy: losses that are not due, and what was certified. */
export type Standing = Pick<TrainingRecord, 'val_loss' | 'landscape_loss' | 'certificate'>

/** What a file says of the engine that trained it. */
function engineRecord({
  engine,
  device,
  features
}: EngineDescription): Pick<TrainingRecord, 'engine' | 'features'> {
  return { engine: `${engine}: ${device}`, features }
}

/**
 * Whether a run that goes on from this record on this engine repeats bit for bit what it would have been.
 * The number of threads makes no difference, the version of a driver might and is not known.
 */
export function isBitExact(before: TrainingRecord, engine: EngineDescription): boolean {
  const now = engineRecord(engine)
  const sorted = ({ features = [] }: Pick<TrainingRecord, 'features'>): string => features.toSorted().join()
  return before.engine === now.engine && sorted(before) === sorted(now)
}

/**
 * The model file of a run.
 * @param copy arrays that the file may keep, and where the run stood; absent moments are zero
 * @throws Failure `loss-not-finite` if a parameter is not a number: such a model is never written.
 */
export function toModelFile(
  { corpusRef, shape, split, tokenizer, heldOut }: PreparedRun,
  config: RunConfig,
  engine: EngineDescription,
  { step, data, trainLoss, state }: SafeCopy,
  standing: Standing
): ModelFile {
  const zeros = (): Float32Array => new Float32Array(state.parameters.length)
  const { parameters, m = zeros(), v = zeros() } = state
  if (!parameters.every(Number.isFinite)) throw new Failure('loss-not-finite', { step })
  const training: TrainingRecord = {
    ...data,
    ...standing,
    step,
    train_loss: trainLoss,
    val_bits_per_char: standing.val_loss === null ? null : heldOutBits(standing.val_loss, heldOut),
    corpus: corpusRef,
    split,
    ...engineRecord(engine)
  }
  return { config, shape, tokenizer: tokenizer.data, training, parameters, m, v }
}
