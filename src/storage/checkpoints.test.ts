import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CheckpointEntry, toKeep } from './checkpoint-manifest'
import { type Library, openLibrary } from './library'
import { faultyDisk } from './testing/faulty-disk'
import { CONFIG, CORPUS, failureOf, scratch } from './testing/fixtures'

let folder: string
let remove: () => void
let library: Library
let id: string
beforeEach(async () => {
  ;({ folder, remove } = scratch())
  library = await openLibrary({ root: folder })
  id = (await library.runs.create({ config: CONFIG, corpus: CORPUS })).id
})
afterEach(() => remove())

const bytesAt = (step: number): Uint8Array =>
  Uint8Array.from({ length: 1000 }, (_, i) => (i * 7 + step) & 255)
const write = (step: number, valLoss: number | null = null): Promise<void> =>
  library.runs.writeCheckpoint(id, step, bytesAt(step), valLoss)
const files = (): string[] => readdirSync(join(folder, 'runs', id, 'checkpoints')).sort()
const pathOf = (step: number): string => join(folder, 'runs', id, 'checkpoints', `ckpt-${step}.safetensors`)
const manifest = (): string => join(folder, 'runs', id, 'checkpoints.json')
const stepsOf = async (lib: Library): Promise<readonly number[]> => (await lib.runs.find(id)).checkpoints

describe('checkpoints', () => {
  it('are read back to the byte, the newest without asking', async () => {
    await write(10)
    await write(20)
    const newest = await library.runs.readCheckpoint(id)
    expect(newest.step).toBe(20)
    expect(newest.bytes).toEqual(bytesAt(20))
    expect(newest.bytes.buffer.byteLength).toBe(1000)
    expect((await library.runs.readCheckpoint(id, 10)).bytes).toEqual(bytesAt(10))
  })

  it('keep those that show the path, and no more than the budget', async () => {
    await library.settings.changeApp({ checkpoints: { count: 24, megabytes: 256 } })
    const steps = Array.from({ length: 60 }, (_, i) => 10 * (i + 1))
    for (const step of steps) await write(step, step === 20 ? 2.1 : 2.5)
    const kept = await stepsOf(library)
    expect(kept).toHaveLength(24)
    expect(kept).toEqual(expect.arrayContaining([10, 20, 590, 600]))
    expect(files()).toEqual(kept.map((step) => `ckpt-${step}.safetensors`).sort())
    expect(await stepsOf(await openLibrary({ root: folder }))).toEqual(kept)
  })

  it('choose what to keep: the first, the last two, the best, the pinned, then by what the path loses', () => {
    const MB = 2 ** 20
    const entry = (step: number, valLoss: number | null, pins: readonly number[]): CheckpointEntry => ({
      ...{ step, valLoss, file: `ckpt-${step}.safetensors`, bytes: 10 * MB, sha256: '' },
      ...{ pinned: pins.includes(step), written: null }
    })
    const keep = (
      [count, megabytes]: readonly [number, number],
      losses: readonly (number | null)[],
      pins: readonly number[] = []
    ): number[] =>
      toKeep(
        losses.map((loss, i) => entry(i, loss, pins)),
        { count, megabytes }
      ).map(({ step }) => step)
    const none = [0, 0] as const
    expect(keep(none, [])).toEqual([])
    expect(keep(none, [1])).toEqual([0])
    expect(keep(none, [null, null, null, null, null])).toEqual([0, 3, 4])
    expect(keep(none, [2, 1, 1, 2, 2, 2])).toEqual([0, 1, 4, 5])
    expect(keep(none, [3, 2, 2, 2, 2, 1])).toEqual([0, 4, 5])
    const many = Array.from({ length: 30 }, () => null)
    expect(keep([24, 1e6], many)).toHaveLength(24)
    expect(keep([24, 105], many)).toHaveLength(10)
    expect(keep([3, 1e6], many)).toEqual([0, 28, 29])
    // Pinned ones take nothing from the budget.
    expect(keep([3, 1e6], many, [7, 8])).toEqual([0, 7, 8, 28, 29])
    expect(keep([24, 105], many, [7, 8])).toHaveLength(12)
    expect(keep(none, many, [0, 29])).toEqual([0, 28, 29])
  })

  it('are dense early and sparse later, whatever the order in which they are thinned', async () => {
    // Twenty evenly over the run, halves of the first, and one every few steps by the clock.
    const steps = new Set([1, 3, 6, 13, 25, 50, 100])
    for (let step = 70; step <= 4000; step += 70) steps.add(step)
    for (let step = 200; step <= 4000; step += 200) steps.add(step)
    for (const step of [...steps].sort((a, b) => a - b)) await write(step)
    const kept = await stepsOf(library)
    expect(kept).toHaveLength(32)
    for (const early of [1, 3, 6, 13, 25, 50]) expect(kept).toContain(early)
    const gaps = kept.slice(1).map((step, i) => step - kept[i]!)
    const widest = (from: number, to: number): number =>
      Math.max(...gaps.filter((_, i) => kept[i + 1]! > from && kept[i + 1]! <= to))
    expect(widest(0, 100)).toBeLessThanOrEqual(50)
    expect(widest(100, 1000)).toBeLessThanOrEqual(widest(1000, 4000))
    expect(widest(1000, 4000)).toBeLessThanOrEqual(400)
  })

  it('that are pinned stay when the budget is spent, and go when they are unpinned', async () => {
    await library.settings.changeApp({ checkpoints: { count: 4, megabytes: 256 } })
    for (const step of [10, 20, 30]) await write(step)
    expect((await library.runs.pin(id, 20, true)).kept[1]).toMatchObject({ step: 20, pinned: true })
    for (const step of [40, 50, 60, 70, 80, 90]) await write(step)
    expect(await stepsOf(library)).toContain(20)
    expect(await stepsOf(library)).toHaveLength(5)
    expect((await (await openLibrary({ root: folder })).runs.find(id)).kept[1]).toMatchObject({
      ...{ step: 20, bytes: 1000, pinned: true, best: false }
    })
    // The same step written again, as after a resume, is pinned still.
    await library.runs.writeCheckpoint(id, 20, bytesAt(21), null)
    expect((await library.runs.pin(id, 20, true)).kept[1]).toMatchObject({ step: 20, pinned: true })
    await library.runs.pin(id, 20, false)
    for (const step of [100, 110]) await write(step)
    expect(await stepsOf(library)).not.toContain(20)
    expect(await stepsOf(library)).toHaveLength(4)
    expect((await failureOf(library.runs.pin(id, 20, true))).code).toBe('no-model')
  })

  it('of the first version are read, kept, and stand in the second once written', async () => {
    for (const step of [10, 20]) await write(step, 30 - step)
    const stored = JSON.parse(readFileSync(manifest(), 'utf8')) as { checkpoints: Record<string, unknown>[] }
    const checkpoints = stored.checkpoints.map(({ step, file, bytes, sha256, valLoss }) => ({
      ...{ step, file, bytes, sha256, valLoss }
    }))
    const first = JSON.stringify({ format: 'downhill-checkpoints', version: 1, checkpoints })
    writeFileSync(manifest(), first)
    const { runs, notices } = await openLibrary({ root: folder })
    const unknown = { bytes: 1000, pinned: false, written: null }
    expect((await runs.find(id)).kept).toEqual([
      { ...unknown, step: 10, valLoss: 20, best: false },
      { ...unknown, step: 20, valLoss: 10, best: true }
    ])
    expect(readFileSync(manifest(), 'utf8')).toBe(first)
    await runs.pin(id, 10, true)
    expect(JSON.parse(readFileSync(manifest(), 'utf8'))).toMatchObject({ version: 2 })
    expect((await runs.readCheckpoint(id, 10)).bytes).toEqual(bytesAt(10))
    expect(notices.all()).toEqual([])
  })

  it('written again with the same bytes change nothing, with others replace', async () => {
    await write(10, 2)
    await write(10, 2)
    expect(files()).toEqual(['ckpt-10.safetensors'])
    await library.runs.writeCheckpoint(id, 10, bytesAt(11), 2)
    expect(files()).toEqual(['ckpt-10-1.safetensors'])
    expect((await library.runs.readCheckpoint(id, 10)).bytes).toEqual(bytesAt(11))
  })

  it.each([
    ['cut', (path: string) => truncateSync(path, 500)],
    ['longer', (path: string) => appendFileSync(path, 'x')],
    [
      'changed by one bit',
      (path: string) =>
        writeFileSync(
          path,
          bytesAt(30).map((b, i) => (i === 9 ? b ^ 1 : b))
        )
    ]
  ])('that are %s are passed over for the one before, set aside and named', async (_how, damage) => {
    for (const step of [10, 20, 30]) await write(step)
    damage(pathOf(30))
    const { runs, notices } = await openLibrary({ root: folder })
    expect((await runs.readCheckpoint(id)).step).toBe(20)
    const detail = { name: 'ckpt-30.safetensors' }
    expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail }])
    expect((await runs.find(id)).checkpoints).toEqual([10, 20])
    expect(files().some((name) => name.startsWith('ckpt-30.safetensors.corrupt-'))).toBe(true)
  })

  it('that are gone are passed over', async () => {
    for (const step of [10, 20]) await write(step)
    rmSync(pathOf(20))
    expect((await library.runs.readCheckpoint(id)).step).toBe(10)
    expect(await stepsOf(library)).toEqual([10])
  })

  it('asked for by step and broken, are an error and not another step', async () => {
    for (const step of [10, 20]) await write(step)
    truncateSync(pathOf(10), 1)
    expect((await failureOf(library.runs.readCheckpoint(id, 10))).code).toBe('library-corrupt')
    expect(await failureOf(library.runs.readCheckpoint(id, 15))).toMatchObject({
      code: 'no-model',
      detail: { step: 15 }
    })
  })

  it('say that there is none', async () => {
    expect((await failureOf(library.runs.readCheckpoint(id))).code).toBe('no-model')
  })

  it.each(['', '{', '{"format":"downhill-checkpoints","version":1,"checkpoints":[{"step":"x"}]}', 'null'])(
    'are found again when their manifest reads %j',
    async (content) => {
      for (const step of [10, 20]) await write(step, 2)
      writeFileSync(manifest(), content)
      const { runs, notices } = await openLibrary({ root: folder })
      expect((await runs.find(id)).checkpoints).toEqual([10, 20])
      expect((await runs.readCheckpoint(id)).bytes).toEqual(bytesAt(20))
      expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail: { name: 'checkpoints.json' } }])
      await runs.writeCheckpoint(id, 30, bytesAt(30), null)
      expect((await runs.find(id)).checkpoints).toEqual([10, 20, 30])
    }
  )

  it('are not led outside by a manifest', async () => {
    await write(10)
    const secret = join(folder, 'secret.txt')
    writeFileSync(secret, 'secret')
    const text = readFileSync(manifest(), 'utf8').replace('ckpt-10.safetensors', '../../../secret.txt')
    writeFileSync(manifest(), text)
    const { runs, notices } = await openLibrary({ root: folder })
    expect((await runs.readCheckpoint(id)).bytes).toEqual(bytesAt(10))
    expect(notices.all()).toMatchObject([{ code: 'library-corrupt', detail: { name: 'checkpoints.json' } }])
    expect(readFileSync(secret, 'utf8')).toBe('secret')
  })

  it('of a newer version are left alone', async () => {
    await write(10)
    const newer = readFileSync(manifest(), 'utf8').replace('"version": 2', '"version": 3')
    writeFileSync(manifest(), newer)
    expect((await failureOf(write(20))).code).toBe('library-newer-version')
    expect(readFileSync(manifest(), 'utf8')).toBe(newer)
    expect(files()).toEqual(['ckpt-10.safetensors'])
  })

  it('survive a fault at any operation: the acknowledged ones stay readable', async () => {
    for (const step of [10, 20, 30]) await write(step, step === 10 ? 1 : 2)
    const probe = faultyDisk()
    const first = await openLibrary({ root: folder, disk: probe })
    const before = probe.count()
    await first.runs.writeCheckpoint(id, 40, bytesAt(40), 3)
    let newest = 40
    const faults = probe.count() - before
    for (let at = 1; at <= faults; at++) {
      for (const error of ['ENOSPC', 'EIO', 'EMFILE', 'SHORT']) {
        for (const persistent of [false, true]) {
          const step = newest + 10
          const disk = faultyDisk({ at: before + at, error, persistent })
          const lib = await openLibrary({ root: folder, disk })
          const written = await lib.runs.writeCheckpoint(id, step, bytesAt(step), 3).then(
            () => true,
            () => false
          )
          const after = await openLibrary({ root: folder })
          const read = await after.runs.readCheckpoint(id)
          if (written) newest = step
          expect([newest, step]).toContain(read.step)
          expect(read.bytes).toEqual(bytesAt(read.step))
          expect((await after.runs.readCheckpoint(id, 10)).bytes).toEqual(bytesAt(10))
          expect(after.notices.all()).toEqual([])
          newest = read.step
        }
      }
    }
  })
})
