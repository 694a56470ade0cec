/*
 * The library on a file system that is really full: the window says so and what is safe, the run goes on, and once there
 * is room again it is kept. scripts/e2e.js mounts one of a few megabytes where it may.
 */
import { statfsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEntry } from '#core/contracts/app'
import { expectAccessible, screen } from '../look'
import { heading, setTraining } from '../steps'
import { resize } from '../system'
import { expect, test } from '../test'

const DISK = process.env['DOWNHILL_SMALL_DISK']

test('a full disk is told, costs no kept step, and is kept on once there is room', async ({
  launch,
  folder
}) => {
  test.skip(DISK === undefined, 'no small file system could be mounted')
  test.setTimeout(240_000)
  const library = join(DISK!, 'library')
  await mkdir(library)
  const dataDir = join(folder, 'home')
  await mkdir(dataDir)
  const place = { format: 'downhill-place', version: 1, folder: library, next: null }
  await writeFile(join(dataDir, 'place.json'), JSON.stringify(place))
  const desk = await launch({ dataDir })
  const { page } = desk
  const status = page.getByRole('contentinfo')
  const notice = page.locator('.notice')
  const run = async (): Promise<RunEntry> => {
    const runs = await page.evaluate(() => {
      const { downhill } = window as unknown as {
        downhill: { call<T>(name: string, value: unknown): Promise<T> }
      }
      return downhill.call<RunEntry[]>('runs.list', {})
    })
    return runs[0]!
  }
  await resize(desk, 1440, 900)
  await expect(heading(page)).toContainText('29,693 names', { timeout: 30_000 })
  await setTraining(page, { Layers: '1', Width: '16', Batch: '8', Steps: '400000' })
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(status).toContainText('steps/s', { timeout: 30_000 })
  await expect.poll(async () => (await run()).checkpoints.length, { timeout: 30_000 }).toBeGreaterThan(0)

  const filler = join(DISK!, 'filler')
  await fill(filler)
  await expect(notice).toContainText('The disk is full', { timeout: 60_000 })
  await expect(notice).toContainText('What was saved before is untouched, and the training goes on.')
  await expect(notice).toContainText('Free some space: it is kept again by itself.')
  await screen(page, 'full-disk')
  await expectAccessible(page)
  const { kept } = await run()
  const safe = kept.map(({ step }) => step)
  expect(safe.length).toBeGreaterThan(0)
  // What is kept is whole, nothing half lies beside it, and the run goes on.
  await expect(status).toContainText('Training')
  const folderOf = join(library, 'runs', (await run()).id, 'checkpoints')
  expect((await readdir(folderOf)).filter((name) => name.endsWith('.tmp'))).toEqual([])

  await rm(filler)
  const newest = Math.max(...safe)
  await expect
    .poll(async () => Math.max(...(await run()).checkpoints), { timeout: 90_000 })
    .toBeGreaterThan(newest)
  await expect(notice).toContainText('The run is kept again')
  await screen(page, 'full-disk-after')
  await expect(status).toContainText('Training')
  desk.errors.length = 0
})

/** Takes every block that is left. */
async function fill(path: string): Promise<void> {
  for (const size of [1 << 18, 1 << 14, 1 << 12, 1]) {
    for (;;) {
      const free = statfsSync(DISK!)
      if (free.bavail === 0) return
      const full = await writeFile(path, Buffer.alloc(size, 1), { flag: 'a' }).then(
        () => false,
        (error: NodeJS.ErrnoException) => error.code === 'ENOSPC'
      )
      if (full) break
    }
  }
}
