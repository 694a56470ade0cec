/* TracIn against the paper's formula in plain loops: a gradient for every line at every checkpoint. */

import { describe, expect, test } from 'vitest'
import { decodeModelFile } from '#core/formats/model-file'
import { learningRate } from '#core/schedule'
import { openTokenizer } from '#core/tokenizer/open'
import { cpuFactory } from '../engines/cpu/index'
import type { TrainingEngine } from '../engines/engine'
import { itemRows, packRows } from '../packing'
import { engineOptions } from '../run'
import { LIST_CONFIG, NAMES, trained } from './studio.fixtures'
import { traceIn, type TracedStep } from './tracin'

/** Σ_k η_k ∇ℓ(θ_k, z) · ∇ℓ(θ_k, item), each ℓ the nats of a whole line. */
async function naive(
  engine: TrainingEngine,
  steps: readonly TracedStep[],
  lines: ReturnType<typeof itemRows>,
  item: ReturnType<typeof packRows>
): Promise<number[]> {
  const scores: number[] = []
  for (let row = 0; row < lines.lengths.length; row++) {
    const batch = packRows(lines, [row])
    let score = 0
    for (const { parameters, learningRate } of steps) {
      const a = await engine.gradient(batch, parameters)
      const b = await engine.gradient(item, parameters)
      for (let i = 0; i < parameters.length; i++) {
        score += learningRate * a.gradient[i]! * batch.lengths[0]! * b.gradient[i]! * item.lengths[0]!
      }
    }
    scores.push(score)
  }
  return scores
}

describe('traceIn', () => {
  test('finds the lines that push hardest, with their exact scores', async () => {
    const { files } = await trained(NAMES.join('\n'), LIST_CONFIG)
    const steps: TracedStep[] = []
    let file = await decodeModelFile(new Uint8Array([...files.values()][0]!))
    for (const [step, bytes] of files) {
      file = await decodeModelFile(new Uint8Array(bytes))
      const rate = learningRate(file.config, Math.max(1, step))
      steps.push({ parameters: file.parameters, learningRate: rate })
    }
    expect(steps.length).toBeGreaterThan(4)
    const tokenizer = openTokenizer(file.tokenizer)
    const lines = itemRows(NAMES, tokenizer, file.shape.block)
    const item = packRows(itemRows(['kamas'], tokenizer, file.shape.block), [0])
    const engine = await cpuFactory().create(file.shape, engineOptions(file.config))
    const expected = await naive(engine, steps, lines, item)
    const told: number[] = []
    const { towards, away } = await traceIn(engine, steps, lines, item, {
      count: 8,
      rows: 32,
      goOn: (done, of) => void told.push(done / of)
    })
    const ranked = expected.map((score, row) => ({ row, score })).sort((a, b) => b.score - a.score)
    expect(towards.map(({ row }) => row)).toEqual(ranked.slice(0, 8).map(({ row }) => row))
    for (const { row, score } of [...towards, ...away]) expect(score).toBeCloseTo(expected[row]!, 6)
    const below = ranked.filter(({ score }) => score < 0).reverse()
    expect(away.map(({ row }) => row)).toEqual(below.slice(0, 8).map(({ row }) => row))
    // The line itself pushes towards itself, and those that share its parts come next.
    expect(NAMES[towards[0]!.row]).toBe('kamas')
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual([...told].sort((a, b) => a - b))
    engine.dispose()
  })

  test('ends where it is told to', async () => {
    const { files } = await trained(NAMES.slice(0, 30).join('\n'), { ...LIST_CONFIG, steps: 10 })
    const file = await decodeModelFile(new Uint8Array([...files.values()][0]!))
    const tokenizer = openTokenizer(file.tokenizer)
    const lines = itemRows(NAMES.slice(0, 30), tokenizer, file.shape.block)
    const engine = await cpuFactory().create(file.shape, engineOptions(file.config))
    const tracing = traceIn(
      engine,
      [{ parameters: file.parameters, learningRate: 1 }],
      lines,
      packRows(lines, [0]),
      { count: 2, rows: 4, goOn: () => Promise.reject(new Error('enough')) }
    )
    await expect(tracing).rejects.toThrow('enough')
    engine.dispose()
  })
})
