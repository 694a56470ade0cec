/*
 * What `train` and `resume` share: a prepared run is trained, watched and kept. Results are written
 * also when training is interrupted; a failure leaves the losses up to it and no model.
 * Over 150 lines: the training itself is short, the sentences about its beginning and its end are not.
 */

import { atomicWrite } from '#storage/atomic-write'
import type { EngineChoice, EngineFeature } from '#core/contracts/engine-report'
import { codePoints } from '#core/corpus-text'
import type { RunRecovery } from '#core/contracts/worker'
import type { CountingLosses } from '#core/corpus-types'
import type { TrainingRecord } from '#core/formats/model-file'
import { parameterCount } from '#core/gpt-shape'
import { wordingOf } from '#core/wording/errors'
import { Run, type PreparedRun, type TrainEnd } from '#worker/run'
import { engineFor } from './engine'
import type { LossTable } from './losses'
import { duration, showProgress } from './progress'
import type { Recorder } from './recorder'
import type { Terminal } from './terminal'

export interface Wishes {
  readonly engine: EngineChoice
  /** What the engine may use beyond plain arithmetic. */
  readonly features: readonly EngineFeature[]
  readonly quiet: boolean
  /** Full paths, already found writable. */
  readonly out: string | null
  readonly losses: string | null
}

const count = (n: number): string => n.toLocaleString('en-US')
/** `1 item`, `2 items`. */
const some = (n: number, thing: string): string => `${count(n)} ${thing}${n === 1 ? '' : 's'}`

/**
 * Trains to the end or until interrupted, and writes what is wished.
 * @param table may hold the losses of earlier steps
 * @param recorder keeps checkpoints and losses in a library
 * @returns 0, or 1 if it was interrupted
 * @throws Failure of the engine or the disk
 */
export async function trainAndKeep(
  terminal: Terminal,
  prepared: PreparedRun,
  wishes: Wishes,
  table: LossTable,
  recorder: Recorder | null
): Promise<number> {
  const note = (line: string): void => (wishes.quiet ? undefined : terminal.note(line))
  // The chosen one last: it decides what `navigator` offers.
  const fallback = await engineFor('cpu', prepared.shape, wishes.features)
  const factory = await engineFor(wishes.engine, prepared.shape, wishes.features)
  const run = await Run.open(prepared, factory, { fallback })
  run.onRecovered = (recovery) => note(setBack(recovery))
  const interrupt = listenForInterrupt()
  try {
    describe(note, run, wishes.features)
    const show = wishes.quiet ? () => undefined : showProgress(terminal, run.steps)
    const began = performance.now()
    const end = await run
      .train({
        onSteps: (numbers) => {
          table.add(numbers)
          recorder?.steps(numbers)
          show(numbers)
        },
        shouldStop: () => interrupt.asked && 'stop',
        ...(recorder && { onCheckpoint: (checkpoint) => recorder.checkpoint(checkpoint) })
      })
      .catch(async (thrown: unknown) => {
        if (wishes.losses) await atomicWrite(wishes.losses, table.toCsv())
        await recorder?.end('failed', run)
        throw thrown
      })
    if (wishes.losses) await atomicWrite(wishes.losses, table.toCsv())
    if (wishes.out) await atomicWrite(wishes.out, await run.capture())
    await recorder?.end(end === 'finished' ? 'finished' : 'stopped', run)
    conclude(note, run, end, (performance.now() - began) / 1000)
    if (end === 'finished') return 0
    terminal.note(`Stopped at step ${count(run.step)} of ${count(run.steps)}: what was asked for is saved.`)
    return 1
  } finally {
    interrupt.dispose()
    run.dispose()
  }
}

/** The first Ctrl-C ends training after the step; the second ends the program. */
export function listenForInterrupt(): { readonly asked: boolean; dispose(): void } {
  const state = { asked: false, dispose: () => undefined as void }
  const ask = (): void => {
    state.asked = true
    state.dispose()
  }
  const signals = ['SIGINT', 'SIGTERM'] as const
  state.dispose = () => signals.forEach((signal) => process.off(signal, ask))
  for (const signal of signals) process.on(signal, ask)
  return state
}

function describe(note: (line: string) => void, run: Run, wanted: readonly EngineFeature[]): void {
  const { prepared, engine, step, steps, bitExact } = run
  const { corpus, tokenizer, shape, config } = prepared
  const amount = (part: 'train' | 'heldOut'): string =>
    corpus.kind === 'list'
      ? some(corpus[part].length, 'item')
      : some(corpus.large?.[part] ?? codePoints(corpus[part].join('')), 'character')
  const heldOut = corpus.heldOut.length > 0 ? `${amount('heldOut')} held out` : 'nothing held out'
  note(`Corpus: ${amount('train')} to train on, ${heldOut}, ${count(tokenizer.vocab)} tokens.`)
  const { layers, heads, width, block } = shape
  note(
    `Model: ${shape.family}, ${some(layers, 'layer')}, ${some(heads, 'head')}, ${width} wide, block ${block}, ` +
      `${some(parameterCount(shape), 'parameter')}.`
  )
  const { device, threads, features } = engine.describe()
  const details = [device, threads > 1 && `${threads} threads`, ...features].filter(Boolean)
  note(`Engine: ${engine.kind}, ${details.join(', ')}.`)
  const missing = wanted.filter((feature) => !features.includes(feature))
  if (missing.length > 0) note(`This engine computes without ${missing.join(' and ')} here.`)
  if (bitExact === false && prepared.from) note(notBitExact(prepared.from.training))
  note(
    `Steps ${count(step + 1)} to ${count(steps)}, ${some(config.batch, corpus.kind === 'list' ? 'item' : 'window')} each.`
  )
}

/** A run goes on in another way than it began. */
function notBitExact({ engine, features = [] }: TrainingRecord): string {
  const before = features.length > 0 ? `${engine} with ${features.join(' and ')}` : engine
  return `Not bit-exact: until now this run was computed by ${before}, and the losses to come differ in their last bits.`
}

/** A graphics card was lost: what happened, and from where on what the run goes on. */
function setBack({ error, lostAt, step, engine, fellBack }: RunRecovery): string {
  const { title } = wordingOf({ ...error, detail: { step: lostAt } })
  const where = fellBack ? `on ${engine.device}` : 'on a new device'
  return `${title} Nothing is lost: the run goes on from step ${count(step)} ${where}.`
}

function conclude(note: (line: string) => void, run: Run, end: TrainEnd, seconds: number): void {
  const { step, trainLoss, valLoss, valBits, certificate, prepared } = run
  const losses = [
    trainLoss !== null && `training loss ${trainLoss.toFixed(3)}`,
    valLoss !== null && `held-out loss ${valLoss.toFixed(3)}`
  ].filter(Boolean)
  const verb = end === 'finished' ? 'Done' : 'Left'
  note(`${verb} after ${count(step)} steps in ${duration(seconds)}: ${losses.join(', ')}.`)
  if (valBits !== null) {
    const letters = prepared.tokenizer.data.kind === 'characters'
    if (!letters) note(`That is ${valBits.toFixed(3)} bits per character.`)
    note(comparison(valBits * Math.LN2, prepared.counting))
  }
  if (certificate) {
    const { matches, largestDifference, losses, names, namesEqual } = certificate
    note(
      `${matches ? 'Matches' : 'Does not match'} the Python reference: largest difference ` +
        `${largestDifference.toExponential(1)} over ${losses} losses, ${namesEqual} of ${names} names equal.`
    )
  }
}

/** The best model that only counts and is beaten by this loss per character, or the first that is not. */
function comparison(loss: number, counting: CountingLosses): string {
  const { uniform, letters, pairs, triples, fours } = counting
  const models = [
    ['guessing evenly', uniform],
    ['letter frequencies', letters],
    ['counting pairs', pairs],
    ['counting triples', triples],
    ['counting fours', fours]
  ] as const
  const beaten = models.filter(([, nats]) => loss < nats).at(-1)
  if (!beaten) return `It does not beat guessing evenly yet (${uniform.toFixed(3)}).`
  return `It beats ${beaten[0]} (${beaten[1].toFixed(3)}).`
}
