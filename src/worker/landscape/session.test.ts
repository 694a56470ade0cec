/* The whole landscape through the session, on the cpu engine: what the window asks and what it is told. */

import { afterEach, describe, expect, test } from 'vitest'
import type { Answer, Argument } from '#core/contracts/handlers'
import type { EventMessage, ReplyMessage } from '#core/contracts/messages'
import type { WorkerEvents, WorkerRequests } from '#core/contracts/worker'
import { fromAppError } from '#core/errors'
import { decodeModelFile, type ModelFile } from '#core/formats/model-file'
import { DEFAULT_GENERATION } from '#core/generation'
import { gridLevels, type LandscapePlane, type LandscapeSettings } from '#core/landscape'
import { cpuFactory } from '../engines/cpu/index'
import type { TrainingEngine } from '../engines/engine'
import { createSession } from '../session'
import { batchLoss, landscapeBatch } from './batch'
import { prepareRun } from '../run'
import { CONFIG, CORPUS, TEXT } from './landscape.fixtures'
import { norm } from './vectors'

type Events = { [K in keyof WorkerEvents]: WorkerEvents[K] }
type Requests = { [K in keyof WorkerRequests]: WorkerRequests[K] }

/** A window's end of a session. */
class Desk {
  readonly log: { event: string; value: unknown }[] = []
  readonly files = new Map<number, ArrayBuffer>()
  readonly made: TrainingEngine[] = []
  #ids = 0
  readonly #waiting = new Map<number, (reply: ReplyMessage) => void>()
  readonly #watchers = new Set<() => void>()
  readonly #send = createSession({
    send: (message, transfer) => this.#receive(structuredClone(message, { transfer })),
    loadCorpus: () => Promise.resolve(TEXT),
    loadCheckpoint: (_run, step) => Promise.resolve(this.files.get(step)!.slice(0)),
    listEngines: () => Promise.resolve([]),
    factoryFor: () =>
      Promise.resolve({
        kind: 'cpu',
        create: async (shape, options) => {
          const engine = await cpuFactory({ threads: 1 }).create(shape, options)
          this.made.push(engine)
          return engine
        }
      })
  })

  async ask<K extends keyof Requests>(
    name: K,
    argument: Argument<Requests, K>
  ): Promise<Answer<Requests, K>> {
    const id = ++this.#ids
    const reply = new Promise<ReplyMessage>((resolve) => this.#waiting.set(id, resolve))
    void this.#send({ id, name, argument })
    const { reply: answer } = await reply
    if (!answer.ok) throw fromAppError(answer.error)
    return answer.value as Answer<Requests, K>
  }

  events<K extends keyof Events>(event: K): Events[K][] {
    return this.log.flatMap((entry) => (entry.event === event ? [entry.value as Events[K]] : []))
  }

  async until<K extends keyof Events>(
    event: K,
    fits: (value: Events[K]) => boolean = () => true
  ): Promise<Events[K]> {
    for (;;) {
      const found = this.events(event).find(fits)
      if (found) return found
      await new Promise<void>((resolve) => this.#watchers.add(resolve))
    }
  }

  ended(taskId: string): Promise<WorkerEvents['landscape.ended']> {
    return this.until('landscape.ended', (value) => value.taskId === taskId)
  }

  /** The heights that were told, NaN where none were. */
  heights(taskId: string, n: number): Float64Array {
    const losses = new Float64Array(n * n).fill(NaN)
    for (const cells of this.events('landscape.cells')) {
      if (cells.taskId !== taskId) continue
      cells.indices.forEach((cell, i) => {
        expect(losses[cell]).toBeNaN() // told once
        losses[cell] = cells.losses[i]!
      })
    }
    return losses
  }

  async train(): Promise<void> {
    await this.ask('run.start', { runId: 'r', corpus: CORPUS, config: CONFIG, engine: 'cpu' })
    await this.until('run.ended')
    for (const { step, bytes } of this.events('run.checkpoint')) this.files.set(step, bytes)
  }

  async last(): Promise<ModelFile> {
    return decodeModelFile(new Uint8Array(this.files.get(CONFIG.steps)!))
  }

  #receive(message: ReplyMessage | EventMessage): void {
    if ('event' in message) this.log.push(message)
    else this.#waiting.get(message.id)?.(message)
    for (const wake of this.#watchers) wake()
    this.#watchers.clear()
  }
}

const N = 21
const random: LandscapeSettings = { directions: 'random', seed: 5, size: N, span: 1 }
const pca: LandscapeSettings = { ...random, directions: 'pca', span: 1.25 }
const CENTRE = (N * N - 1) / 2

/** The fixed batch's loss of a file, on an engine made for nothing else. */
async function lossOf(file: ModelFile): Promise<number> {
  const prepared = await prepareRun({ text: TEXT, corpus: CORPUS, config: CONFIG })
  const options = {
    optimizer: { ...CONFIG, kind: CONFIG.optimizer, weightDecay: 0 },
    dropout: 0,
    seed: 1,
    maxRows: 64
  }
  const engine = await cpuFactory({ threads: 1 }).create(file.shape, options)
  const fixed = landscapeBatch(prepared.corpus, prepared.tokenizer, prepared.config)
  const loss = await batchLoss(engine, fixed, file.parameters)
  engine.dispose()
  return loss
}

/** What holds for every plane with a path. */
function expectHonest(plane: LandscapePlane, files: readonly ModelFile[]): void {
  const { path, lengths, explained } = plane
  expect(path.map(({ step }) => step)).toEqual([...path.map(({ step }) => step)].sort((a, b) => a - b))
  expect(explained![0] + explained![1]).toBeLessThanOrEqual(1)
  for (const file of files) {
    const point = path.find(({ step }) => step === file.training.step)
    if (!point) continue
    expect(point.loss).toBe(file.training.landscape_loss)
    const apart = file.parameters.map((x, i) => x - files.at(-1)!.parameters[i]!)
    const flat = (point.alpha * lengths[0]) ** 2 + (point.beta * lengths[1]) ** 2
    expect(flat + point.residual ** 2).toBeCloseTo(norm(apart) ** 2, 3)
  }
}

let desk = new Desk()
afterEach(async () => {
  await desk.ask('landscape.close', {})
  desk = new Desk()
})

describe('a surface', () => {
  test('of the live run: centre, path, order and news', async () => {
    await desk.train()
    const files = await Promise.all(
      [...desk.files.values()].map((bytes) => decodeModelFile(new Uint8Array(bytes)))
    )
    expect(files.map(({ training }) => training.step)).toEqual([
      1, 2, 3, 6, 12, 18, 24, 30, 36, 42, 48, 54, 60
    ])
    for (const file of files.slice(-2)) expect(file.training.landscape_loss).toBe(await lossOf(file))

    const plane = await desk.ask('landscape.begin', { taskId: 't', source: { from: 'run' }, settings: pca })
    expect(await desk.ended('t')).toEqual({ taskId: 't', error: null })
    const heights = desk.heights('t', N)
    expect(heights.every(Number.isFinite)).toBe(true)
    expect(plane.centre).toEqual({ step: 60, loss: files.at(-1)!.training.landscape_loss })
    expect(heights[CENTRE]).toBe(plane.centre.loss)
    expect(plane.path.at(-1)).toMatchObject({ step: 60, loss: plane.centre.loss })
    expect(plane.path.length).toBeGreaterThan(20)
    expectHonest(plane, files)
    expect(plane.explained![0]).toBeGreaterThan(0.5)
    expect(plane.alphas[(N - 1) / 2]).toBe(0)
    const reach = Math.max(...plane.path.map(({ alpha, beta }) => Math.max(Math.abs(alpha), Math.abs(beta))))
    expect(plane.alphas.at(-1)! / reach).toBeCloseTo(1.25, 6)

    const told = desk.events('landscape.cells')
    const coarse = gridLevels(N)[0]!
    const wanted = coarse.flatMap((row) => coarse.map((column) => row * N + column))
    // One report or several: a busy machine reports before the level is whole.
    const first = told.flatMap(({ indices }) => [...indices]).slice(0, wanted.length)
    expect(first.sort((a, b) => a - b)).toEqual(wanted)
    expect(told.at(-1)).toMatchObject({ done: N * N, of: N * N })
  })

  test('of a model has no path, and is the same for the same seed', async () => {
    await desk.train()
    const bytes = desk.files.get(60)!.slice(0)
    await desk.ask('model.open', { name: 'm', bytes })
    const plane = await desk.ask('landscape.begin', {
      taskId: 'a',
      source: { from: 'model' },
      settings: random
    })
    await desk.ended('a')
    expect(plane).toMatchObject({ path: [], explained: null, learningRate: null, centre: { step: 60 } })
    expect(plane.alphas.at(-1)).toBe(1)
    const first = desk.heights('a', N)
    expect(first[CENTRE]).toBe(plane.centre.loss)
    expect(plane.centre.loss).toBe((await desk.last()).training.landscape_loss)
    await desk.ask('landscape.begin', { taskId: 'b', source: { from: 'model' }, settings: random })
    await desk.ended('b')
    expect(desk.heights('b', N)).toEqual(first)
    await desk.ask('landscape.begin', {
      taskId: 'c',
      source: { from: 'model' },
      settings: { ...random, seed: 6 }
    })
    await desk.ended('c')
    expect(desk.heights('c', N)).not.toEqual(first)
    expect(desk.heights('c', N)[CENTRE]).toBe(first[CENTRE])
    await expect(
      desk.ask('landscape.begin', { taskId: 'd', source: { from: 'model' }, settings: pca })
    ).rejects.toThrow('landscape-no-path')
  })

  test('of a saved run has the path of its checkpoints, at the losses they were logged with', async () => {
    await desk.train()
    const steps = [...desk.files.keys()]
    const files = await Promise.all(
      [...desk.files.values()].map((bytes) => decodeModelFile(new Uint8Array(bytes)))
    )
    const source = { from: 'saved', runId: 'r', corpus: CORPUS, steps } as const
    const plane = await desk.ask('landscape.begin', { taskId: 't', source, settings: pca })
    expect(plane.path.map(({ step }) => step)).toEqual(steps)
    expectHonest(plane, files)
    await desk.ended('t')
    expect(desk.heights('t', N)[CENTRE]).toBe(files.at(-1)!.training.landscape_loss)

    const line = { ...pca, directions: 'line', from: 12, to: 54 } as const
    const along = await desk.ask('landscape.begin', { taskId: 'l', source, settings: line })
    expect(along.centre.step).toBe(54)
    expect(along.centre.loss).toBe(
      files.find(({ training }) => training.step === 54)!.training.landscape_loss
    )
    const start = along.path.find(({ step }) => step === 12)!
    expect(start.residual).toBeLessThan(1e-3)
    expect(Math.abs(start.beta)).toBeLessThan(1e-3)
    // The model's loss there is the plane's: the line goes through it.
    const { loss } = await desk.ask('landscape.loss', { alpha: start.alpha, beta: start.beta })
    expect(loss).toBeCloseTo(start.loss, 4)
  })

  test('that is cancelled stops within a cell, and goes on from what is known', async () => {
    await desk.train()
    const ask = (taskId: string, losses?: Float64Array): Promise<LandscapePlane> =>
      desk.ask('landscape.begin', {
        taskId,
        source: { from: 'run' },
        settings: random,
        ...(losses && { losses })
      })
    await ask('whole')
    await desk.ended('whole')
    const whole = desk.heights('whole', N)
    await ask('cut')
    await desk.until('landscape.cells', ({ taskId }) => taskId === 'cut')
    const engine = desk.made[0]!
    let evaluations = 0
    const evaluate = engine.evaluate.bind(engine)
    engine.evaluate = (...given) => {
      evaluations++
      return evaluate(...given)
    }
    await desk.ask('task.cancel', { taskId: 'cut' })
    expect(evaluations).toBeLessThanOrEqual(2) // the cell that was under way, and the one the message crossed
    evaluations = 0
    expect((await desk.ended('cut')).error).toEqual({ code: 'cancelled' })
    const part = desk.heights('cut', N)
    const known = part.filter((loss) => !Number.isNaN(loss)).length
    expect(known).toBeGreaterThanOrEqual(25)
    expect(known).toBeLessThan(N * N)
    await desk.ask('landscape.fill', { taskId: 'rest', losses: part.slice() })
    await desk.ended('rest')
    expect(evaluations).toBeLessThanOrEqual(N * N - known + 1)
    const rest = desk.heights('rest', N)
    expect(part.map((loss, cell) => (Number.isNaN(loss) ? rest[cell]! : loss))).toEqual(whole)
    expect(rest.filter(Number.isFinite).length).toBe(N * N - known)
  })

  test('grows its path while the run goes on, on a plane that stays', async () => {
    const long = { ...CONFIG, steps: 1500 }
    await desk.ask('run.start', { runId: 'r', corpus: CORPUS, config: long, engine: 'cpu' })
    await desk.until('run.steps')
    const plane = await desk.ask('landscape.begin', {
      taskId: 't',
      source: { from: 'run' },
      settings: random
    })
    await desk.until('run.ended')
    await desk.until('landscape.path', ({ points }) => points.at(-1)!.step === 1500)
    const grown = desk.events('landscape.path').flatMap(({ points }) => points)
    const steps = [...plane.path, ...grown].map(({ step }) => step)
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
    expect(plane.path.at(-1)!.step).toBe(plane.centre.step)
    const logged = await decodeModelFile(new Uint8Array(desk.events('run.checkpoint').at(-1)!.bytes))
    expect(grown.at(-1)!.loss).toBe(logged.training.landscape_loss)
  })

  test('gives way to a new run, whose engine is not the old one', async () => {
    await desk.train()
    await desk.ask('landscape.begin', {
      taskId: 't',
      source: { from: 'run' },
      settings: { ...random, size: 201 }
    })
    await desk.ask('run.start', { runId: 's', corpus: CORPUS, config: CONFIG, engine: 'cpu' })
    expect((await desk.ended('t')).error).toEqual({ code: 'cancelled' })
    await expect(desk.ask('landscape.loss', { alpha: 0, beta: 0 })).rejects.toThrow('landscape-closed')
    await desk.until('run.ended', ({ runId }) => runId === 's')
  })

  test('is refused with settings that cannot be', async () => {
    await desk.train()
    const begin = (change: Partial<LandscapeSettings>): Promise<unknown> =>
      desk.ask('landscape.begin', {
        taskId: 't',
        source: { from: 'run' },
        settings: { ...random, ...change }
      })
    for (const change of [
      { size: 22 },
      { size: 203 },
      { span: 0 },
      { span: NaN },
      { seed: -1 },
      { from: 1.5 }
    ])
      await expect(begin(change)).rejects.toThrow('bad-request')
    await expect(desk.ask('landscape.fill', { taskId: 't' })).rejects.toThrow('landscape-closed')
    await expect(
      desk.ask('landscape.begin', { taskId: 't', source: { from: 'model' }, settings: random })
    ).rejects.toThrow('no-model')
  })
})

describe('on an open plane', () => {
  const begin = async (): Promise<LandscapePlane> => {
    await desk.train()
    const plane = await desk.ask('landscape.begin', {
      taskId: 't',
      source: { from: 'run' },
      settings: random
    })
    await desk.ended('t')
    return plane
  }

  test('the slice meets the surface, ends included', async () => {
    const plane = await begin()
    const heights = desk.heights('t', N)
    const [from, to] = [
      [plane.alphas[0]!, 0],
      [plane.alphas.at(-1)!, 0]
    ] as const
    const { losses } = await desk.ask('landscape.slice', { from, to, points: 5 })
    const row = (N - 1) / 2
    expect(losses[0]).toBe(heights[row * N])
    expect(losses[2]).toBe(plane.centre.loss)
    expect(losses[4]).toBe(heights[row * N + N - 1])
  })

  test.each(['sgd', 'momentum', 'adam', 'adamw'] as const)(
    'a ball with %s rolls down and tells where it is',
    async (optimizer) => {
      const plane = await begin()
      const learning_rate = optimizer === 'sgd' ? 0.05 : 0.02
      const settings = { optimizer, learning_rate, steps: 40 }
      const start = { alpha: plane.alphas[3]!, beta: plane.betas[16]! }
      await desk.ask('landscape.drop', { taskId: 'ball', ...start, settings })
      expect((await desk.ended('ball')).error).toBeNull()
      const news = desk.events('landscape.ball')
      expect(news.map(({ done }) => done)).toEqual([...news.slice(1).map(() => false), true])
      const points = news.flatMap((ball) => ball.points)
      expect(points[0]).toMatchObject(start)
      expect(points).toHaveLength(41)
      expect(points.at(-1)!.loss).toBeLessThan(points[0]!.loss - 0.05)
      const { loss } = await desk.ask('landscape.loss', points[20]!)
      expect(loss).toBeCloseTo(points[20]!.loss, 6)
    }
  )

  test('a ball that leaves the square has ended, and several roll at a time', async () => {
    const plane = await begin()
    const wild = { optimizer: 'sgd', learning_rate: 1e4, steps: 50 } as const
    await desk.ask('landscape.drop', { taskId: 'wild', alpha: plane.alphas[0]!, beta: 0, settings: wild })
    const calm = { ...wild, learning_rate: 1e-3 }
    await desk.ask('landscape.drop', { taskId: 'calm', alpha: 0.5, beta: 0.5, settings: calm })
    await Promise.all([desk.ended('wild'), desk.ended('calm')])
    const countOf = (id: string): number =>
      desk.events('landscape.ball').flatMap(({ taskId, points }) => (taskId === id ? points : [])).length
    expect(countOf('wild')).toBeLessThan(5)
    expect(countOf('calm')).toBe(51)
  })

  test('a place speaks, opens as a whole model that says where it is from, and can be trained on', async () => {
    await begin()
    const settings = { ...DEFAULT_GENERATION, count: 6, seed: 3 }
    const home = await desk.ask('landscape.samples', { alpha: 0, beta: 0, settings })
    await desk.ask('generate.begin', { taskId: 'g', from: 'run', settings })
    await desk.until('generate.ended')
    const said = desk.events('generate.items').flatMap(({ items }) => items.map(({ text }) => text))
    expect(home.items.map(({ text }) => text)).toEqual(said)
    const away = await desk.ask('landscape.samples', { alpha: 0.9, beta: -0.9, settings })
    expect(away.loss).toBeGreaterThan(home.loss)
    expect(away.items.map(({ text }) => text)).not.toEqual(said)

    const report = await desk.ask('landscape.open', { alpha: 0.25, beta: -0.5, name: 'a hillside' })
    expect(report).toMatchObject({ name: 'a hillside', step: 60, resumable: false, trainLoss: null })
    const { bytes } = await desk.ask('model.capture', {})
    const file = await decodeModelFile(new Uint8Array(bytes))
    expect(file.training.lineage).toEqual({
      of: 'r',
      step: 60,
      directions: 'random',
      seed: 5,
      alpha: 0.25,
      beta: -0.5
    })
    expect(file.training.landscape_loss).toBe(
      (await desk.ask('landscape.loss', { alpha: 0.25, beta: -0.5 })).loss
    )
    expect(file.training.landscape_loss).toBe(await lossOf(file))
    await desk.ask('run.start', {
      runId: 'branch',
      corpus: CORPUS,
      config: { ...CONFIG, steps: 70 },
      engine: 'cpu',
      from: bytes
    })
    expect(await desk.until('run.ended', ({ runId }) => runId === 'branch')).toMatchObject({ step: 70 })
  })

  test('the sharpness is told with its bound, and can be cancelled', async () => {
    const plane = await begin()
    const sharp = await desk.ask('landscape.sharpness', { taskId: 'h' })
    expect(sharp.eigenvalue).toBeGreaterThan(0)
    expect(sharp.bound).toBe(2 / plane.learningRate!)
    expect(desk.events('landscape.progress').filter(({ taskId }) => taskId === 'h')).toHaveLength(
      sharp.iterations
    )
    const cut = desk.ask('landscape.sharpness', { taskId: 'x' })
    await desk.ask('task.cancel', { taskId: 'x' })
    await expect(cut).rejects.toThrow('cancelled')
  })
})

describe('the race', () => {
  const racers = [
    { optimizer: 'sgd', learning_rate: 0.1 },
    { optimizer: 'momentum', learning_rate: 0.05 },
    { optimizer: 'adam', learning_rate: 0.01 },
    { optimizer: 'adamw', learning_rate: 0.01 }
  ] as const

  test('runs all from one place over the same batches, and lays one plane through them', async () => {
    await desk.train()
    await desk.ask('landscape.raceBegin', { taskId: 'r', source: { from: 'run' }, racers, steps: 60 })
    const { plane, paths, error } = await desk.until('landscape.raceEnded')
    expect(error).toBeNull()
    const told = racers.map((_, racer) =>
      desk.events('landscape.race').flatMap((news) => (news.racer === racer ? news.points : []))
    )
    for (const points of told) {
      expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
      expect(points[0]!.loss).toBe(told[0]![0]!.loss) // same weights, same batch
      expect(points.every(({ seconds }, i) => i === 0 || seconds > points[i - 1]!.seconds)).toBe(true)
    }
    for (const path of paths) {
      expect(path[0]).toMatchObject({ step: 0, loss: paths[0]![0]!.loss, seconds: 0 })
      expect(path[0]!.alpha).toBeCloseTo(paths[0]![0]!.alpha, 6)
      expect(path.at(-1)!.step).toBe(60)
      expect(path.at(-1)!.loss).toBeLessThan(path[0]!.loss)
    }
    const [best] = [...paths].sort((a, b) => a.at(-1)!.loss - b.at(-1)!.loss)
    expect(plane!.centre.loss).toBe(best!.at(-1)!.loss)
    expect(plane!.explained![0] + plane!.explained![1]).toBeGreaterThan(0.5)
    await desk.ask('landscape.fill', { taskId: 's' })
    expect((await desk.ended('s')).error).toBeNull()
    const n = plane!.alphas.length
    expect(desk.heights('s', n)[(n * n - 1) / 2]).toBe(plane!.centre.loss)
  })

  test('that is cancelled shows what there is', async () => {
    await desk.train()
    await desk.ask('landscape.raceBegin', { taskId: 'r', source: { from: 'run' }, racers, steps: 100_000 })
    await desk.until('landscape.race', ({ points }) => points.at(-1)!.step > 20)
    await desk.ask('task.cancel', { taskId: 'r' })
    const { plane, error } = await desk.until('landscape.raceEnded')
    expect(error).toEqual({ code: 'cancelled' })
    expect(plane).not.toBeNull()
  })
})
