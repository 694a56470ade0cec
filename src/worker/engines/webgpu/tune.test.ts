import { describe, expect, test } from 'vitest'
import { nodeDevice } from '../../../testing/node-gpu'
import type { GpuDevice } from '../device'
import { chooseTile, TILES, timeTiles } from './tune'

const opened = await nodeDevice()

describe.skipIf(!opened)(opened ? 'tiles on WebGPU' : 'tiles on WebGPU (skipped: no adapter in Node)', () => {
  const { device, errors } = opened!
  const gpu = (software: boolean): GpuDevice => ({ device, report: { software } }) as GpuDevice
  const shape = { family: 'gpt2', layers: 1, heads: 1, width: 64, block: 64, vocab: 5 } as const

  test('tiles are timed without a device error', async () => {
    // Larger tiles take many seconds to compile in software; the matmul tests run them.
    const tiles = TILES.slice(0, 2)
    const times = await timeTiles(device, 16, 64, tiles)
    expect(times).toHaveLength(tiles.length)
    expect(times.every((time) => Number.isFinite(time) && time > 0)).toBe(true)
    expect(errors).toEqual([])
  })

  test('a software adapter and small batches get the smallest tile', async () => {
    expect(await chooseTile(gpu(true), shape, 4096)).toEqual(TILES[0])
    expect(await chooseTile(gpu(false), shape, 100)).toEqual(TILES[0])
  })
})
