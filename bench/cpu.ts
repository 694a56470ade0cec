/*
 * Steps per second of the `cpu` engine at the configurations of docs/performance.md, full batches without
 * padding unless the name says `items`. Prints a table; nothing here is a test.
 *
 *   node scripts/bench.js [--threads 1,2] [--only names,micro] [--seconds 3]
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { GptShape } from '../src/core/gpt-shape'
import { createRandom } from '../src/core/random/random'
import { cpuFactory } from '../src/worker/engines/cpu/index'
import type { Batch, OptimizerSettings, TrainingEngine } from '../src/worker/engines/engine'
import { initialise } from '../src/worker/model/initialise'

interface Config {
  readonly name: string
  readonly shape: GptShape
  readonly rows: number
  readonly items: boolean
  readonly optimizer: OptimizerSettings
  /** Steps of one measurement. */
  readonly steps: number
}

const adamw: OptimizerSettings = {
  kind: 'adamw',
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clip: 1
}
const adam: OptimizerSettings = { ...adamw, kind: 'adam', beta1: 0.85, weightDecay: 0, clip: 0 }
const shape = (family: GptShape['family'], sizes: readonly number[]): GptShape => {
  const [layers, heads, width, block, vocab] = sizes as [number, number, number, number, number]
  return { family, layers, heads, width, block, vocab }
}
const MICRO = { shape: shape('microgpt', [1, 4, 16, 16, 27]), rows: 1, optimizer: adam, steps: 1000 }
const NAMES = { shape: shape('gpt2', [4, 4, 64, 16, 27]), rows: 32, optimizer: adamw, steps: 20 }
const SMALL = { shape: shape('gpt2', [4, 4, 128, 64, 65]), rows: 12, optimizer: adamw, steps: 5 }
const CONFIGS: readonly Config[] = [
  { name: 'micro', items: false, ...MICRO },
  { name: 'micro-items', items: true, ...MICRO },
  { name: 'names', items: false, ...NAMES },
  { name: 'names-items', items: true, ...NAMES },
  { name: 'text-small', items: false, ...SMALL }
]

/** F = B·T·(6·N_mm + 12·½·L·C·T), N_mm = 12·L·C² + C·V: floating-point operations of a full batch. */
function operations({ layers: L, width: C, vocab: V, block: T }: GptShape, tokens: number): number {
  return tokens * (6 * (12 * L * C * C + C * V) + 6 * L * C * T)
}

/** Random ids, or names of the bundled list with their end token. */
function batches({ shape, rows, items }: Config, count: number): Batch[] {
  const random = createRandom(1)
  const { block: T, vocab: V } = shape
  const names = readFileSync(join(process.cwd(), 'resources/corpora/names.txt'), 'utf8').trim().split('\n')
  return Array.from({ length: count }, () => {
    const inputs = new Int32Array(rows * T)
    const targets = new Int32Array(rows * T).fill(-1)
    const lengths = new Int32Array(rows)
    for (let row = 0; row < rows; row++) {
      const name = names[random.below(names.length)]!
      const ids = items
        ? [V - 1, ...[...name].map((c) => c.charCodeAt(0) - 97), V - 1]
        : Array.from({ length: T + 1 }, () => random.below(V))
      const n = Math.min(T, ids.length - 1)
      inputs.set(ids.slice(0, n), row * T)
      targets.set(ids.slice(1, n + 1), row * T)
      lengths[row] = n
    }
    return { rows, length: T, inputs, targets, lengths }
  })
}

async function measure(config: Config, threads: number, seconds: number): Promise<string[]> {
  const engine: TrainingEngine = await cpuFactory({ threads }).create(config.shape, {
    ...{ optimizer: config.optimizer, dropout: 0, seed: 1, maxRows: config.rows }
  })
  const random = createRandom(1)
  await engine.write({ parameters: initialise(config.shape, () => random.normal()) })
  const data = batches(config, 64)
  let step = 0
  const times: number[] = []
  let tokens = 0
  const end = performance.now() + seconds * 1000
  while (performance.now() < end || times.length < 3) {
    // Time for V8 to put its optimised code in place.
    await new Promise((resolve) => setTimeout(resolve, 5))
    const start = performance.now()
    tokens = 0
    for (let i = 0; i < config.steps; i++) {
      const batch = data[step++ % data.length]!
      engine.step(batch, { step, learningRate: 1e-3 }) as void
      tokens += batch.lengths.reduce((sum, n) => sum + n, 0)
    }
    times.push((performance.now() - start) / config.steps)
  }
  const used = engine.describe().threads
  engine.dispose()
  times.sort((a, b) => a - b)
  const [best, median] = [times[0]!, times[times.length >> 1]!]
  const perStep = tokens / config.steps
  return [
    config.name,
    String(used),
    median.toFixed(median < 1 ? 4 : 2),
    best.toFixed(best < 1 ? 4 : 2),
    Math.round((perStep / best) * 1000).toLocaleString('en'),
    (operations(config.shape, perStep) / best / 1e6).toFixed(1)
  ]
}

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '1,2' },
    only: { type: 'string', default: CONFIGS.map(({ name }) => name).join(',') },
    seconds: { type: 'string', default: '3' }
  }
})
const head = ['config', 'threads', 'ms/step median', 'best', 'tokens/s (best)', 'GFLOP/s (best)']
const line = (cells: readonly string[]): string => cells.map((cell) => cell.padEnd(16)).join('')
console.log(line(head))
for (const config of CONFIGS.filter(({ name }) => values.only.split(',').includes(name))) {
  for (const threads of values.threads.split(',').map(Number)) {
    console.log(line(await measure(config, threads, Number(values.seconds))))
  }
}
// Worker threads of engines are gone; nothing else may keep the program.
process.exit()
