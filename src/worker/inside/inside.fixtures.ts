/* Small models of both families to look into: really trained ones, and random ones on any engine. */

import { parameterLayout, type Family, type GptShape } from '#core/gpt-shape'
import { PRESETS, type RunConfig } from '#core/run-config'
import { cpuFactory } from '../engines/cpu/index'
import { engineAt, parametersOf } from '../engines/engines.fixtures'
import type { TrainingEngine } from '../engines/engine'
import { CONFIG, CORPUS, TEXT } from '../landscape/landscape.fixtures'
import { prepareRun, Run, type PreparedRun } from '../run'
import { letters } from '../testing.fixtures'
import { Turns } from '../turns'
import { subjectOfRun, type Subject, type Weights } from './subject'

export const CPU = cpuFactory({ threads: 1 })
export const FAMILIES = ['gpt2', 'microgpt'] as const

/** Not too small: every part must matter. */
export const shapeOf = (family: Family): GptShape => ({
  ...{ family, layers: 2, heads: 2, width: 6, block: 7, vocab: 11 }
})

/** A model of random weights with a tokenizer of ten letters and no corpus. */
export async function randomSubject(family: Family, engine?: TrainingEngine): Promise<[Subject, Weights]> {
  const shape = shapeOf(family)
  const parameters = parametersOf(shape)
  const tokenizer = letters('abcdefghij')
  const own = engine ?? (await engineAt(CPU, shape))
  const weights = { step: 0, parameters, m: null, v: null }
  const subject: Subject = {
    ...{ name: 'random', config: { ...PRESETS.names, family }, kind: 'list', shape, tokenizer, engine: own },
    layout: parameterLayout(shape),
    prepared: null,
    turns: new Turns(),
    weights: () => Promise.resolve(weights)
  }
  return [subject, weights]
}

/** A run of the landscape's little corpus, trained for some steps. */
export async function trainedRun(
  change: Partial<RunConfig> = {},
  steps = 12
): Promise<{ run: Run; prepared: PreparedRun; subject: Subject }> {
  const config = { ...CONFIG, layers: 2, ...change, steps }
  const prepared = await prepareRun({ text: TEXT, corpus: CORPUS, config })
  const run = await Run.open(prepared, CPU)
  await run.train()
  return { run, prepared, subject: subjectOfRun({ run } as Parameters<typeof subjectOfRun>[0]) }
}
