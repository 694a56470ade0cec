/*
 * The table of docs/performance.md for the `cpu` engine: full batches of random tokens, batches of real
 * names (padding is skipped), and the whole 1,000-step microgpt job. Prints; nothing here is a test.
 *
 *   node scripts/bench.js cpu [--threads 1,2] [--only names,micro-job] [--seconds 3]
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DEFAULT_GENERATION } from '../src/core/generation'
import { PRESETS } from '../src/core/run-config'
import { createRandom } from '../src/core/random/random'
import { characterTokenizer } from '../src/core/tokenizer/characters'
import { BENCHMARKS, flopsPerStep, fullBatch, timeSteps } from '../src/worker/benchmark'
import { cpuFactory } from '../src/worker/engines/cpu/index'
import type { Batch } from '../src/worker/engines/engine'
import { initialise } from '../src/worker/model/initialise'
import { generate } from '../src/worker/sampler'

const OPTIONS = {
  optimizer: { ...PRESETS.names, kind: 'adamw', weightDecay: 0 },
  dropout: 0,
  seed: 1
} as const
const V = 27
const T = 16
const names = readFileSync(join(process.cwd(), 'resources/corpora/names.txt'), 'utf8').trim().split('\n')
const random = createRandom(1)

/** A batch of names drawn at random, each between two end tokens. */
function nameBatch(rows: number): Batch {
  const inputs = new Int32Array(rows * T)
  const targets = new Int32Array(rows * T).fill(-1)
  const lengths = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const letters = [...names[random.below(names.length)]!].map((letter) => letter.charCodeAt(0) - 97)
    const n = Math.min(T, letters.length + 1)
    inputs.set([V - 1, ...letters].slice(0, n), row * T)
    targets.set([...letters, V - 1].slice(0, n), row * T)
    lengths[row] = n
  }
  return { rows, length: T, inputs, targets, lengths }
}

/** Milliseconds of training in the microgpt preset's 1,000 steps of one name each, best and median of `rounds`. */
async function microgptJob(rounds: number): Promise<{ best: number; median: number }> {
  const { beta1, beta2, epsilon, learning_rate: rate } = PRESETS.microgpt
  const { shape } = BENCHMARKS.find(({ name }) => name === 'micro')!
  const batches = Array.from({ length: 1000 }, () => nameBatch(1))
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const engine = await cpuFactory({ threads: 1 }).create(shape, {
      optimizer: { kind: 'adam', beta1, beta2, epsilon, weightDecay: 0, clip: 0 },
      ...{ dropout: 0, seed: 1, maxRows: 1 }
    })
    await engine.write({ parameters: initialise(shape, () => random.normal()) })
    const start = performance.now()
    batches.forEach(
      (batch, i) => void engine.step(batch, { step: i + 1, learningRate: rate * (1 - i / 1000) })
    )
    await engine.takeLosses()
    times.push(performance.now() - start)
    engine.dispose()
  }
  times.sort((a, b) => a - b)
  return { best: times[0]!, median: times[times.length >> 1]! }
}

/** Seconds for 1,000 items of an untrained `names` model: about 15 tokens each, twice a trained one's. */
async function generation(threads: number): Promise<{ seconds: number; tokens: number }> {
  const { shape } = BENCHMARKS.find(({ name }) => name === 'names')!
  const engine = await cpuFactory({ threads }).create(shape, { ...OPTIONS, maxRows: 1 })
  await engine.write({ parameters: initialise(shape, () => random.normal()) })
  const tokenizer = characterTokenizer([...'abcdefghijklmnopqrstuvwxyz'])
  const settings = { ...DEFAULT_GENERATION, count: 1000 }
  const once = async (): Promise<{ seconds: number; tokens: number }> => {
    const start = performance.now()
    let tokens = 0
    for await (const items of generate(engine, tokenizer, 'list', settings)) {
      for (const { text } of items) tokens += text.length + 1
    }
    return { seconds: (performance.now() - start) / 1000, tokens }
  }
  const runs = [await once(), await once(), await once()]
  engine.dispose()
  return runs.reduce((best, run) => (run.seconds < best.seconds ? run : best))
}

/** Points of the loss landscape per second: 64 names, evaluated at other parameters each time. */
async function landscape(threads: number): Promise<number> {
  const { shape } = BENCHMARKS.find(({ name }) => name === 'names')!
  const engine = await cpuFactory({ threads }).create(shape, { ...OPTIONS, maxRows: 64 })
  const parameters = initialise(shape, () => random.normal())
  const batch = nameBatch(64)
  let best = 0
  for (let round = 0; round < 5; round++) {
    const start = performance.now()
    for (let i = 0; i < 50; i++) await engine.evaluate(batch, parameters)
    best = Math.max(best, 50_000 / (performance.now() - start))
  }
  engine.dispose()
  return best
}

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '1,2' },
    only: { type: 'string', default: 'micro-job,micro,names,names-items,text-small,generate,landscape' },
    seconds: { type: 'string', default: '3' }
  }
})
const print = (...cells: (string | number)[]): void =>
  console.log(cells.map((cell) => String(cell).padEnd(14)).join(''))
const digits = (ms: number): string => ms.toFixed(ms < 1 ? 4 : 2)

print('config', 'threads', 'ms median', 'ms best', 'tokens/s', 'GFLOP/s')
for (const name of values.only.split(',')) {
  if (name === 'micro-job') {
    const { best, median } = await microgptJob(10)
    print('micro-job', 1, digits(median), digits(best), '', '')
    continue
  }
  if (name === 'generate' || name === 'landscape') {
    for (const threads of values.threads.split(',').map(Number)) {
      if (name === 'landscape')
        print(name, threads, '', '', `${Math.round(await landscape(threads))} points/s`)
      else {
        const { seconds, tokens } = await generation(threads)
        print(name, threads, '', '', Math.round(tokens / seconds), `${Math.round(1000 / seconds)} items/s`)
      }
    }
    continue
  }
  const { shape, rows } = BENCHMARKS.find((config) => config.name === name.replace('-items', ''))!
  const batch = name.endsWith('-items') ? nameBatch(rows) : fullBatch(shape, rows)
  const tokens = batch.lengths.reduce((sum, n) => sum + n, 0)
  for (const threads of values.threads.split(',').map(Number)) {
    if (threads > 1 && name === 'micro') continue
    const timing = await timeSteps(cpuFactory({ threads }), shape, batch, Number(values.seconds) * 1000)
    const gflops =
      (flopsPerStep(shape, rows, shape.block) * tokens) / (rows * shape.block) / timing.msPerStepBest / 1e6
    const rate = Math.round((tokens / timing.msPerStepBest) * 1000)
    print(
      name,
      timing.threads,
      digits(timing.msPerStep),
      digits(timing.msPerStepBest),
      rate,
      gflops.toFixed(1)
    )
  }
}
