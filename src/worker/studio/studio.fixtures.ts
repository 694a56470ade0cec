/* Small trained runs with all their checkpoints, for the studio's tests: lists and running text on the CPU's engine. */

import type { CorpusRef } from '#core/contracts/worker'
import { PRESETS } from '#core/run-config'
import type { RunConfig } from '#core/run-config'
import { sha256Hex } from '#core/sha256'
import { cpuFactory } from '../engines/cpu/index'
import { prepareRun, Run } from '../run'

const BEGINNINGS = 'al be co da el fi ga ho il ja ka lo ma no ol pe ra sa ta vi'.split(' ')
const ENDINGS = ['na', 'ro', 'len', 'mas', 'ri']

/** A hundred made-up names in which every beginning meets every ending. */
export const NAMES = BEGINNINGS.flatMap((a) => ENDINGS.map((b) => a + b))

/** Running text of three words in an order that a small model learns part of. */
export const PROSE = Array.from({ length: 400 }, (_, i) => (i % 3 ? 'the sea ' : 'and a hill ')).join('')

export const LIST_CONFIG: RunConfig = {
  ...PRESETS.names,
  ...{ layers: 1, heads: 2, width: 16, block: 8, batch: 8, steps: 160, warmup: 0, eval_every: 40 }
}

export const TEXT_CONFIG: RunConfig = { ...LIST_CONFIG, kind: 'text', steps: 60 }

export interface Trained {
  readonly corpus: CorpusRef
  readonly config: RunConfig
  readonly text: string
  /** Model files by step. */
  readonly files: ReadonlyMap<number, ArrayBuffer>
}

export async function trained(text: string, config: RunConfig): Promise<Trained> {
  const corpus = { id: 'own', name: 'Own', sha256: await sha256Hex(text) }
  const run = await Run.open(await prepareRun({ text, corpus, config }), cpuFactory())
  const files = new Map<number, ArrayBuffer>()
  await run.train({ onCheckpoint: ({ step, bytes }) => void files.set(step, bytes.slice().buffer) })
  run.dispose()
  return { corpus, config, text, files }
}
