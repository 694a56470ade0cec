/*
 * What is timed: real steps of one model. For the settings of a run these are batches of its own corpus, so
 * that a list's short items cost what they will cost; for the speed curve full batches of random tokens.
 *
 * Dimensions: L layers, H heads, C width, T block, V vocabulary, B rows.
 */

import type { GptShape } from '#core/gpt-shape'
import { createBatches } from '../batches'
import { fullBatch, OPTIMIZER } from '../benchmark'
import type { Batch, EngineOptions } from '../engines/engine'
import { engineOptions } from '../run'
import type { PreparedRun } from '../run'
import type { RunConfig } from '#core/run-config'

/** Steps of one model, ready to be timed on any engine. */
export interface Work {
  /** The same for the same work, in this session and in later ones. */
  readonly key: string
  readonly shape: GptShape
  readonly options: EngineOptions
  /** Taken in turn. */
  readonly batches: readonly Batch[]
}

/** Batches that are timed in turn: enough that their mean length is that of the corpus. */
const BATCHES = 8

/** The first steps of this run; its own batches stay where they are. */
export function workOfRun({ shape, config, corpus, tokenizer }: PreparedRun): Work {
  // Never CPython's order: the lengths are the same, and its stream belongs to the run.
  const source = createBatches(corpus, tokenizer, { ...config, random: 'downhill' })
  const batches = Array.from({ length: BATCHES }, () => source.next())
  return workOf(shape, engineOptions(config), batches)
}

/** The same for running text that is not at hand: its windows are all full, whatever stands in them. */
export function workOfText(shape: GptShape, config: RunConfig): Work {
  return workOf(shape, engineOptions(config), [fullBatch(shape, config.batch)])
}

/** A full batch of random tokens through a model of this shape. */
export function fullWork(shape: GptShape, rows: number): Work {
  const options = { optimizer: OPTIMIZER, dropout: 0, seed: 1, maxRows: rows }
  return workOf(shape, options, [fullBatch(shape, rows)])
}

function workOf(shape: GptShape, options: EngineOptions, batches: readonly Batch[]): Work {
  return { key: keyOf(shape, options, batches), shape, options, batches }
}

/** What the time of a step depends on; how full the rows are to a tenth, since corpora differ in it. */
function keyOf(shape: GptShape, { dropout }: EngineOptions, batches: readonly Batch[]): string {
  const { family, layers, heads, width, block, vocab } = shape
  const rows = batches[0]?.rows ?? 0
  let tokens = 0
  for (const { lengths } of batches) for (const length of lengths) tokens += length
  const full = (tokens / (rows * block * batches.length)).toFixed(1)
  const sizes = `L${layers} H${heads} C${width} T${block} V${vocab} B${rows}`
  return `${family} ${sizes}, ${full} full${dropout > 0 ? ', dropout' : ''}`
}
