/* Heads, neurons, health and comparisons on models that were really trained, against loops and engines. */

import { describe, expect, test } from 'vitest'
import { DEFAULT_GENERATION } from '#core/generation'
import { UNCHANGED } from '#core/inside'
import { learningRate } from '#core/schedule'
import { furthest } from '../engines/engines.fixtures'
import { referenceFactory } from '../engines/reference/index'
import { batchLoss } from '../landscape/batch'
import { engineOptions } from '../run'
import { compare } from './compare'
import { heads } from './heads'
import { health, lastUpdate } from './health'
import { CPU, FAMILIES, randomSubject, trainedRun } from './inside.fixtures'
import { batchOf, firstRows, measuredOn } from './measured'
import { neuron, neurons } from './neurons'
import { tokensOf } from './subject'
import { Voice } from './voice'

const task = () => ({ cancelled: false, progress: () => undefined })
const settings = { ...DEFAULT_GENERATION, count: 6 }

describe.each(FAMILIES)('%s, trained', (family) => {
  test('heads are scored as plain loops score them, and missed as the engine misses them', async () => {
    const { subject } = await trainedRun({ family })
    const weights = await subject.weights()
    const report = await heads(subject, weights, task())
    const reference = await referenceFactory('cpu').create(subject.shape, engineOptions(subject.config))
    await reference.write({ parameters: weights.parameters })
    const { rows } = measuredOn(subject)
    const naive = { previous: 0, first: 0, same: 0 }
    let asked = 0
    for (const { ids } of rows) {
      const { taps } = await reference.forward(ids, { taps: ['attention'] })
      const T = ids.length
      for (let i = 1; i < T; i++) {
        const share = (j: number): number => taps.attention![1]![(1 * T + i) * T + j]! // layer 1, head 1
        asked++
        naive.previous += share(i - 1)
        naive.first += share(0)
        for (let j = 0; j < T; j++) if (ids[j] === ids[i]) naive.same += share(j)
      }
    }
    const score = report.heads.find(({ layer, head }) => layer === 1 && head === 1)!
    for (const kind of ['previous', 'first', 'same'] as const) {
      expect(score[kind]).toBeCloseTo(naive[kind] / asked, 5)
      expect(report.chance[kind]).toBeGreaterThan(0)
    }
    // The loss without this head, by the reference engine's own switch.
    let nats = 0
    let tokens = 0
    for (const { ids, targets } of rows) {
      const { logits } = await reference.forward(ids, { ablations: [{ part: 'head', layer: 1, head: 1 }] })
      const V = subject.shape.vocab
      for (const [t, target] of targets.entries()) {
        const row = [...logits.subarray(t * V, (t + 1) * V)]
        nats += Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[target]!
        tokens++
      }
    }
    expect(tokens).toBe(report.tokens)
    expect(report.loss! + score.increase!).toBeCloseTo(nats / tokens, 5)
    expect(report).toMatchObject({ step: 12, on: 'held_out' })
    reference.dispose()
  })

  test('neurons: values of the text are the reference engine’s, counts and contexts those of loops', async () => {
    const { subject } = await trainedRun({ family })
    const weights = await subject.weights()
    const text = tokensOf(subject, 'abcab')
    const report = await neurons(subject, weights, text, UNCHANGED, 1)
    const reference = await referenceFactory('cpu').create(subject.shape, engineOptions(subject.config))
    await reference.write({ parameters: weights.parameters })
    const { taps } = await reference.forward(text.ids, { taps: ['hidden', 'activated'] })
    expect(furthest(report.hidden, taps.hidden![1]!)).toBeLessThan(1e-5)
    expect(furthest(report.activated, taps.activated![1]!)).toBeLessThan(1e-5)
    const N = 4 * subject.shape.width
    const index = report.largest.indexOf(Math.max(...report.largest))
    const values: number[] = []
    const before: number[] = []
    for (const { ids } of measuredOn(subject).rows) {
      const seen = await reference.forward(ids, { taps: ['hidden', 'activated'] })
      for (let t = 0; t < ids.length; t++) {
        values.push(seen.taps.activated![1]![t * N + index]!)
        before.push(seen.taps.hidden![1]![t * N + index]!)
      }
    }
    expect(report.tokens).toBe(values.length)
    expect(report.largest[index]).toBeCloseTo(Math.max(...values), 5)
    expect(report.mean[index]).toBeCloseTo(values.reduce((sum, x) => sum + x, 0) / values.length, 5)
    expect(report.active[index]).toBeCloseTo(values.filter((x) => x > 0).length / values.length, 5)
    const one = await neuron(subject, weights, 1, index)
    expect(one.counts.reduce((sum, n) => sum + n, 0)).toBe(values.length)
    expect([one.low, one.high].map((x) => x.toFixed(4))).toEqual(
      [Math.min(...before), Math.max(...before)].map((x) => x.toFixed(4))
    )
    expect(one.contexts[0]!.activation).toBeCloseTo(Math.max(...values), 5)
    const falling = one.contexts.map(({ activation }) => activation)
    expect(falling).toEqual([...falling].sort((a, b) => b - a))
    expect(one.raises[0]!.value).toBeGreaterThan(one.lowers[0]!.value)
    reference.dispose()
  })

  test('what a neuron writes is what the logits gain by it, without the last division', async () => {
    const [subject, weights] = await randomSubject(family)
    const report = await neuron(subject, weights, 1, 5)
    const { width: C, vocab: V } = subject.shape
    const view = (name: string): Float32Array => {
      const { offset, size } = subject.layout.get(name)
      return weights.parameters.subarray(offset, offset + size)
    }
    const out = view('h.1.mlp.c_proj.weight').subarray(5 * C, 6 * C)
    const mean = family === 'gpt2' ? out.reduce((sum, x) => sum + x, 0) / C : 0
    const head = view(family === 'gpt2' ? 'wte.weight' : 'lm_head.weight')
    const gain = family === 'gpt2' ? view('ln_f.weight') : new Float32Array(C).fill(1)
    const writes = Array.from({ length: V }, (_, v) =>
      out.reduce((sum, x, c) => sum + (x - mean) * gain[c]! * head[v * C + c]!, 0)
    )
    expect(report.raises[0]!.value).toBeCloseTo(Math.max(...writes), 5)
    expect(report.lowers[0]!.value).toBeCloseTo(Math.min(...writes), 5)
    subject.engine.dispose()
  })

  test('health: gradients are the engine’s, updates those that were really made', async () => {
    const { run, subject } = await trainedRun({ family })
    const before = (await subject.engine.read()).parameters
    run.change({ steps: 13 })
    await run.train()
    const weights = await subject.weights()
    const report = await health(subject, weights)
    expect(report.step).toBe(13)
    expect(report.learningRate).toBe(learningRate(run.config, 13))
    expect(report.loss).toBeCloseTo(await batchLoss(subject.engine, batchOf(subject)!), 4)
    const norm = (values: ArrayLike<number>): number => Math.hypot(...Array.from(values))
    for (const tensor of subject.layout.tensors) {
      const part = (of: Float32Array): Float32Array => of.subarray(tensor.offset, tensor.offset + tensor.size)
      const moved = part(weights.parameters).map((value, i) => value - part(before)[i]!)
      const told = report.tensors.find(({ name }) => name === tensor.name)!
      expect(told.weights).toBeCloseTo(norm(part(weights.parameters)), 4)
      expect(Math.abs(lastUpdate(subject, weights, tensor)! / norm(moved) - 1)).toBeLessThan(1e-3)
      expect(told.finite).toBe(true)
    }
    expect(report.gradient).toBeCloseTo(norm(report.tensors.map(({ gradient }) => gradient!)), 4)
    expect(report.layers).toHaveLength(2)
    for (const layer of report.layers) {
      expect(layer.spread).toBeGreaterThan(0)
      expect(layer.neurons).toBe(32)
      expect(layer.gradient).toBeGreaterThan(0)
    }
    const fresh = await health(subject, { ...weights, step: 0 })
    expect(fresh.tensors.every(({ ratio }) => ratio === null)).toBe(true)
  })

  test('units that nothing moves are counted as dead, numbers that are none are named', async () => {
    const [subject, weights] = await randomSubject(family)
    const parameters = weights.parameters.slice()
    const { offset } = subject.layout.get('h.1.mlp.c_fc.weight')
    const N = 24
    for (let c = 0; c < 6; c++) for (let n = 0; n < 4; n++) parameters[offset + c * N + n] = 0
    if (family === 'gpt2') {
      const bias = subject.layout.get('h.1.mlp.c_fc.bias').offset
      for (let n = 0; n < 4; n++) parameters[bias + n] = -5
    }
    const report = await health(subject, { ...weights, parameters })
    const alive = await health(subject, weights)
    expect(report.layers[1]!.dead).toBeGreaterThanOrEqual(alive.layers[1]!.dead + 3)
    expect([report.loss, report.gradient, report.on]).toEqual([null, null, 'random'])
    parameters[offset] = NaN
    const broken = await health(subject, { ...weights, parameters })
    expect(broken.tensors.filter(({ finite }) => !finite).map(({ name }) => name)).toEqual([
      'h.1.mlp.c_fc.weight'
    ])
    expect(broken.layers.map(({ finite }) => finite)).toEqual([true, false])
    subject.engine.dispose()
  })

  test('a change is heard and measured; the model itself stays as it was', async () => {
    const { subject } = await trainedRun({ family }, 40)
    const weights = await subject.weights()
    const kept = weights.parameters.slice()
    const voice = new Voice(() => Promise.resolve(CPU))
    const nothing = await compare(subject, weights, UNCHANGED, settings, voice, task())
    expect(nothing.after).toEqual(nothing.before)
    expect(nothing.loss!.after).toBe(nothing.loss!.before)
    expect(nothing.before).toHaveLength(6)
    const off = [0, 1].map((layer) => ({ part: 'feed-forward', layer }) as const)
    const without = await compare(subject, weights, { off }, settings, voice, task())
    expect(without.before).toEqual(nothing.before)
    expect(without.after).not.toEqual(without.before)
    expect(without.loss!.after).not.toBeCloseTo(without.loss!.before, 3)
    const residual = [{ part: 'attention-residual', layer: 0 } as const]
    const cut = await compare(subject, weights, { off: residual }, settings, voice, task())
    expect(cut.before).toEqual(nothing.before)
    expect(cut.loss!.tokens).toBeLessThanOrEqual(without.loss!.tokens)
    // The plain pass and the engine measure the same thing.
    expect(cut.loss!.before).toBeCloseTo(without.loss!.before, 5)
    expect(cut.loss!.after).not.toBeCloseTo(cut.loss!.before, 3)
    expect(weights.parameters).toEqual(kept)
    expect((await subject.engine.read()).parameters).toEqual(kept)
    await expect(
      compare(subject, weights, { off }, settings, voice, { ...task(), cancelled: true })
    ).rejects.toThrow('cancelled')
    await voice.close()
  })
})

test('the first rows of a batch are the same rows in smaller parts', async () => {
  const { subject } = await trainedRun()
  const batch = batchOf(subject)!
  expect(firstRows(batch, batch.about.tokens)).toBe(batch)
  const some = firstRows(batch, 40)
  expect(some.about.tokens).toBeLessThanOrEqual(40)
  expect(some.about.tokens).toBeGreaterThan(25)
  const rowsOf = ({ parts }: typeof batch): number[][] =>
    parts.flatMap(({ rows, length, inputs, targets, lengths }) =>
      Array.from({ length: rows }, (_, r) => [
        ...inputs.subarray(r * length, r * length + lengths[r]!),
        ...targets.subarray(r * length, r * length + lengths[r]!)
      ])
    )
  expect(rowsOf(some)).toEqual(rowsOf(batch).slice(0, some.about.items))
  expect(firstRows(batch, 1).about.items).toBe(1)
})

test('without its corpus a model is scored on random tokens, and no loss is told', async () => {
  const [subject, weights] = await randomSubject('gpt2')
  const report = await heads(subject, weights, task())
  expect(report).toMatchObject({ on: 'random', loss: null })
  expect(report.heads.every(({ increase }) => increase === null)).toBe(true)
  expect(report.tokens).toBeGreaterThan(50)
  subject.engine.dispose()
})
