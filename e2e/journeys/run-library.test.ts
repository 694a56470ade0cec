/* What becomes of runs in the real main process: deletion with its way back, the system's trash, large checkpoints. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { AppRequests, RunEntry } from '#core/contracts/app'
import type { Answer, Argument } from '#core/contracts/handlers'
import { PRESETS } from '#core/run-config'
import { expect, test } from '../test'

/** A request to main, as the window makes it. Bytes are given by their number. */
function call<K extends keyof AppRequests>(
  page: Page,
  name: K,
  argument: Argument<AppRequests, K>
): Promise<Answer<AppRequests, K>> {
  return page.evaluate(
    ([name, argument]) => {
      const { downhill } = window as unknown as {
        downhill: { call(n: string, a: unknown): Promise<unknown> }
      }
      const { size, ...rest } = argument as { size?: number }
      return downhill.call(name, size === undefined ? rest : { ...rest, bytes: new ArrayBuffer(size) })
    },
    [name, argument] as const
  ) as Promise<Answer<AppRequests, K>>
}

async function makeRun(page: Page, size: number): Promise<RunEntry> {
  const corpus = { id: 'names', name: 'Names', sha256: 'a'.repeat(64) }
  const { id } = await call(page, 'runs.create', { config: PRESETS.names, corpus })
  const checkpoint = { id, step: 1, size, valLoss: null }
  await call(
    page,
    'runs.writeCheckpoint',
    checkpoint as unknown as Argument<AppRequests, 'runs.writeCheckpoint'>
  )
  return call(page, 'runs.update', { id, change: { state: 'stopped' } })
}

test('a deleted run can be taken back, goes to the trash at the end, and comes back from there', async ({
  launch,
  folder
}) => {
  test.skip(process.platform !== 'linux', 'the place of the trash is that of Linux')
  // The trash of this test alone, on the disk of the data folder.
  const home = join(folder, 'home')
  await mkdir(home)
  const env = { HOME: home, XDG_DATA_HOME: join(home, 'share') }
  const desk = await launch({ env })
  const run = await makeRun(desk.page, 1000)
  expect(await call(desk.page, 'runs.remove', { id: run.id })).toEqual({ undo: true })
  expect(await call(desk.page, 'runs.list', {})).toEqual([])
  expect(await call(desk.page, 'runs.restore', { id: run.id })).toEqual(run)
  await call(desk.page, 'runs.remove', { id: run.id })
  const place = join(desk.dataDir, 'runs', run.id)
  expect(existsSync(place)).toBe(true)
  expect((await desk.close()).killed).toBe(false)
  expect(existsSync(place)).toBe(false)
  const trash = join(env.XDG_DATA_HOME, 'Trash/files')
  expect(await readdir(trash)).toEqual([run.id])
  await rename(join(trash, run.id), place)
  const again = await launch({ env, dataDir: desk.dataDir })
  expect(await call(again.page, 'runs.list', {})).toEqual([run])
})

test('a checkpoint of 400 MB reaches the page through app:// faster than by message', async ({ desk }) => {
  const { id } = await makeRun(desk.page, 400 << 20)
  const fetched = await desk.page.evaluate(async (id) => {
    const began = performance.now()
    const bytes = await (await fetch(`/library/runs/${id}/checkpoints/1`)).arrayBuffer()
    return { size: bytes.byteLength, ms: Math.round(performance.now() - began) }
  }, id)
  const byMessage = await desk.page.evaluate(async (id) => {
    const began = performance.now()
    const { downhill } = window as unknown as {
      downhill: { call(n: string, a: unknown): Promise<{ bytes: ArrayBuffer }> }
    }
    const { bytes } = await downhill.call('runs.readCheckpoint', { id })
    return { size: bytes.byteLength, ms: Math.round(performance.now() - began) }
  }, id)
  console.log(`400 MB: ${fetched.ms} ms through app://, ${byMessage.ms} ms by message`)
  expect(fetched.size).toBe(400 << 20)
  expect(byMessage.size).toBe(400 << 20)
})
