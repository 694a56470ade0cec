/*
 * What a landscape is drawn around: the live run, the opened model or a run on disk, all with the same face.
 * The live run lends its engine by turns; the others get one of their own, so that nothing that is opened
 * or started meanwhile can take it away.
 */

import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import type { ModelFile } from '#core/formats/model-file'
import { learningRate } from '#core/schedule'
import type { EngineFactory, TrainingEngine } from '../engines/engine'
import type { LiveRun } from '../live-run'
import { engineOptions } from '../run'
import type { PreparedRun } from '../run'
import { Turns } from '../turns'
import { landscapeBatch, type FixedBatch } from './batch'
import type { TrailPoint } from './trail'
import type { Footing } from './walker'

/** A step of the path; `loss` is what was logged for it, null where nothing was. */
export interface GroundPoint extends TrailPoint {
  readonly loss: number | null
}

export interface Ground extends Footing {
  readonly name: string
  readonly turns: Turns
  /** The model at the end of the path, without its moments. */
  readonly file: ModelFile
  readonly prepared: PreparedRun
  /** The path by step, its last point the model itself; empty where there is no run. */
  readonly points: readonly GroundPoint[]
  /** The rate of a step; null where there is no run. */
  readonly rateAt: ((step: number) => number) | null
  /** Whose trail goes on; null where nothing trains. */
  readonly live: LiveRun | null
  /** Frees an engine of its own, after whoever uses it now. */
  close(): Promise<void>
}

/** The live run as it stands now. Takes a turn. */
export async function groundOfRun(live: LiveRun, name: string): Promise<Ground> {
  const { run } = live
  const file = await run.turns.take(async () => {
    if (!live.usable) throw new Failure('no-model')
    const file = await run.modelFile()
    // What it has just been is remembered as if it had been due, so that the path ends at the centre.
    run.trail?.add(run.step, file.parameters)
    return file
  })
  const { step } = file.training
  const earlier = (run.trail?.points ?? []).filter((point) => point.step < step)
  const last = { step, parameters: file.parameters, loss: file.training.landscape_loss ?? null }
  return {
    name,
    live,
    file: withoutMoments(file),
    turns: run.turns,
    fixed: run.fixedBatch,
    get prepared() {
      return run.prepared
    },
    get engine() {
      // Not the run's fault: it has ended, or another one has taken its place.
      if (!live.usable) throw new Failure('landscape-closed')
      return run.engine
    },
    points: [...earlier.map((point) => ({ ...point, loss: null })), last],
    rateAt: (step) => learningRate(run.config, Math.max(1, step)),
    close: () => Promise.resolve()
  }
}

/** A model from a file, or the last of a run's checkpoints with `points` before it. */
export async function groundOfFile(
  name: string,
  file: ModelFile,
  prepared: PreparedRun,
  factory: EngineFactory,
  points: readonly GroundPoint[] = []
): Promise<Ground> {
  const engine = await factory.create(file.shape, engineOptions(file.config))
  return ownGround({ name, file: withoutMoments(file), prepared, engine, points })
}

function ownGround(parts: {
  readonly name: string
  readonly file: ModelFile
  readonly prepared: PreparedRun
  readonly engine: TrainingEngine
  readonly points: readonly GroundPoint[]
}): Ground {
  const { file, prepared, engine } = parts
  const turns = new Turns()
  const fixed: FixedBatch = landscapeBatch(prepared.corpus, prepared.tokenizer, prepared.config)
  return {
    ...parts,
    ...{ turns, fixed, live: null },
    rateAt: parts.points.length > 0 ? (step) => learningRate(file.config, Math.max(1, step)) : null,
    close: () => turns.take(() => engine.dispose())
  }
}

/** A checkpoint as a point of a path. */
export function pointOfFile({ training, parameters }: ModelFile): GroundPoint {
  return { step: training.step, parameters, loss: training.landscape_loss ?? null }
}

function withoutMoments(file: ModelFile): ModelFile {
  return { ...file, m: null, v: null }
}

/** Bytes of a saved run's checkpoints that are held at a time, and how many at least. */
const BYTES = 256 * 2 ** 20
const LEAST = 4

/** Which of these checkpoints are fetched: all if they fit, else evenly chosen ones, the `wanted` among them. */
export function chooseSteps(steps: readonly number[], total: number, wanted: readonly number[]): number[] {
  const sorted = [...new Set(steps)].sort((a, b) => a - b)
  const most = Math.max(LEAST, Math.floor(BYTES / (4 * total)))
  if (sorted.length <= most) return sorted
  const even = Array.from({ length: most }, (_, i) => Math.round((i * (sorted.length - 1)) / (most - 1))).map(
    (index) => sorted[index]!
  )
  return [...new Set([...even, ...sorted.filter((step) => wanted.includes(step))])].sort((a, b) => a - b)
}

/** @throws Failure `corpus-not-found` if a model names no corpus that could be fetched */
export function corpusOf({ training }: ModelFile): CorpusRef {
  if (!training.corpus) throw new Failure('corpus-not-found', { name: '' })
  return training.corpus
}
