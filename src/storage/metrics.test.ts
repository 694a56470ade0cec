import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMetrics } from './metrics'
import { decodeMetrics, encodeLine, type MetricsBlock } from './metrics-lines'
import { nodeDisk } from './disk'
import { faultyDisk } from './testing/faulty-disk'
import { failureOf, scratch } from './testing/fixtures'

let folder: string
let remove: () => void
let path: string
let reported: unknown[]
beforeEach(() => {
  ;({ folder, remove } = scratch())
  path = join(folder, 'metrics.jsonl')
  reported = []
})
afterEach(() => remove())

const open = (disk = nodeDisk): ReturnType<typeof createMetrics> =>
  createMetrics(disk, (error) => reported.push(error))
const block = (first: number, ...train: number[]): MetricsBlock => ({
  first,
  train: Float64Array.from(train),
  val: []
})
const values = async (): Promise<number[]> => Array.from((await open().read(path)).train)

describe('metrics', () => {
  it('give every loss back to the last bit', async () => {
    const losses = [3.2958368660043291, Number.MIN_VALUE, 1 / 3, 1e300]
    const metrics = open()
    await metrics.append(path, { ...block(1, ...losses), val: [{ step: 4, loss: 0.1 + 0.2 }] })
    await metrics.append(path, block(5, 2, NaN, 1))
    await metrics.sync(path)
    const read = await open().read(path)
    expect(Array.from(read.train)).toEqual([...losses, 2, NaN, 1])
    expect(read.val).toEqual([{ step: 4, loss: 0.30000000000000004 }])
  })

  it('keep bits per character where a token is not one', async () => {
    const metrics = open()
    const train = [2, NaN, 3]
    const asCharacters = Float64Array.from(train, (loss) => loss / Math.LN2)
    await metrics.append(path, { ...block(1, ...train), bits: asCharacters })
    expect(readFileSync(path, 'utf8')).not.toContain('bits')
    const val = [
      { step: 4, loss: 1, bits: 0.4 },
      { step: 5, loss: 2, bits: 2 / Math.LN2 }
    ]
    await metrics.append(path, { ...block(5, 2, 4), bits: Float64Array.of(0.5, 0.25), val })
    const read = await metrics.read(path)
    expect(Array.from(read.train)).toEqual([2, NaN, 3, NaN, 2, 4])
    expect(Array.from(read.bits)).toEqual([...asCharacters, NaN, 0.5, 0.25])
    expect(read.val).toEqual([val[0], { step: 5, loss: 2 }])
    await metrics.append(path, block(2, 1))
    expect(Array.from((await metrics.read(path)).bits)).toEqual([2 / Math.LN2, 1 / Math.LN2])
  })

  it('are empty without a file', async () => {
    expect(await values()).toEqual([])
    await open().sync(path)
  })

  it('rewind when a step is computed again', async () => {
    const metrics = open()
    await metrics.append(path, {
      ...block(1, 9, 8, 7),
      val: [
        { step: 1, loss: 9 },
        { step: 3, loss: 7 }
      ]
    })
    await metrics.append(path, { ...block(3, 6.5), val: [{ step: 3, loss: 6 }] })
    const read = await metrics.read(path)
    expect(Array.from(read.train)).toEqual([9, 8, 6.5])
    expect(read.val).toEqual([
      { step: 1, loss: 9 },
      { step: 3, loss: 6 }
    ])
  })

  it('hold one held-out loss a step, also where a run went back to the step and measured again', async () => {
    const metrics = open()
    await metrics.append(path, { ...block(1, 9, 8), val: [{ step: 2, loss: 8 }] })
    await metrics.append(path, { ...block(3), val: [{ step: 2, loss: 8.5 }] })
    await metrics.append(path, block(3, 7))
    const read = await metrics.read(path)
    expect(Array.from(read.train)).toEqual([9, 8, 7])
    expect(read.val).toEqual([{ step: 2, loss: 8.5 }])
  })

  it('keep every whole line of a file cut anywhere, and go on from there', async () => {
    const lines = [block(1, 1, 2), block(3, 3), block(4, 4, 5, 6)].map(encodeLine)
    const whole = lines.join('')
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole)
      truncateSync(path, length)
      const kept =
        length >= whole.length
          ? 6
          : length >= lines[0]!.length + lines[1]!.length
            ? 3
            : length >= lines[0]!.length
              ? 2
              : 0
      expect(await values()).toEqual([1, 2, 3, 4, 5, 6].slice(0, kept))
      await open().append(path, block(kept + 1, 99))
      expect(await values()).toEqual([...[1, 2, 3, 4, 5, 6].slice(0, kept), 99])
    }
    expect(reported).toEqual([])
  })

  it('lose only the damaged line, and say so', async () => {
    const whole = [block(1, 1, 2), block(3, 3), block(4, 4)].map(encodeLine).join('')
    const at = whole.indexOf('[3]') + 1
    writeFileSync(path, `${whole.slice(0, at)}8${whole.slice(at + 1)}`)
    expect(await values()).toEqual([1, 2, NaN, 4])
    expect(reported).toMatchObject([
      { error: { code: 'library-corrupt', detail: { name: 'metrics.jsonl', lines: 1 } } }
    ])
  })

  it('notice every flipped bit', () => {
    const bytes = Buffer.from(encodeLine(block(1, 1.25, 2.5)) + encodeLine(block(3, 3.75)))
    const all = [1.25, 2.5, 3.75]
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      const { metrics, damaged } = decodeMetrics(changed)
      const torn = metrics.train.length < 3
      expect(damaged > 0 || torn).toBe(true)
      for (const [i, loss] of metrics.train.entries())
        expect(Number.isNaN(loss) || loss === all[i]).toBe(true)
    }
  })

  it('refuse lines that are well signed but not ours', () => {
    const lines = [
      { first: 0, train: [1], val: [] },
      { first: 1e12, train: [1], val: [] }
    ]
      .map((line) => encodeLine({ ...line, train: Float64Array.from(line.train) }))
      .join('')
    expect(decodeMetrics(Buffer.from(lines))).toMatchObject({ damaged: 2, metrics: { val: [] } })
  })

  it('stay whole after a write that failed half way', async () => {
    const metrics = open()
    await metrics.append(path, block(1, 1, 2))
    const before = readFileSync(path, 'utf8')
    const probe = faultyDisk()
    await open(probe).append(path, block(3, 3))
    writeFileSync(path, before)
    for (let at = 1; at <= probe.count(); at++) {
      for (const error of ['ENOSPC', 'EIO', 'SHORT']) {
        for (const persistent of [false, true]) {
          const faulty = open(faultyDisk({ at, error, persistent }))
          const appended = await faulty.append(path, block(3, 3)).then(
            () => true,
            () => false
          )
          // A file that fails to close may have it all the same.
          const may = appended
            ? [[1, 2, 3]]
            : [
                [1, 2],
                [1, 2, 3]
              ]
          expect(may).toContainEqual(await values())
          await open().append(path, block(3, 4))
          expect(await values()).toEqual([1, 2, 4])
          writeFileSync(path, before)
        }
      }
    }
  })

  it('say what stands in the way', async () => {
    const full = open(faultyDisk({ at: 1, error: 'ENOSPC', persistent: true }))
    writeFileSync(path, '')
    appendFileSync(path, 'torn')
    expect((await failureOf(open(faultyDisk({ at: 1, error: 'EIO' })).append(path, block(1, 1)))).code).toBe(
      'write-failed'
    )
    expect((await failureOf(full.append(path, block(1, 1)))).code).toBe('disk-full')
    expect((await failureOf(open(faultyDisk({ at: 1, error: 'EACCES' })).read(path))).code).toBe(
      'file-unreadable'
    )
  })
})
