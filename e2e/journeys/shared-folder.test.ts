/*
 * A data folder that two computers share: while the other one has it open it is left alone; once nothing is heard of it
 * any more, the folder is taken over; and where the other one takes it over in turn, this one writes nothing. The other
 * computer is played by the files it would write.
 */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { beatName } from '#storage/heartbeat'
import { startApp } from '../downhill'
import { end, exitOf } from '../ending'
import { expectAccessible, screen } from '../look'
import { atNames, goTo } from '../steps'
import { dropFiles } from '../system'
import { expect, test } from '../test'

const THERE = { pid: 4711, started: 'this morning', host: 'library-desk', since: '2026-11-28T09:30:00.000Z' }
/** As people start it: in tests no box of the system opens. */
const AS_PEOPLE = { before: join(import.meta.dirname, '../hear-boxes.cjs'), env: { DOWNHILL_TEST: '' } }

interface Box {
  readonly message: string
  readonly detail: string
  readonly buttons: readonly string[]
  readonly open: boolean
  readonly answer: (button: number) => void
}

const boxes = (app: ElectronApplication): Promise<Omit<Box, 'answer'>[]> =>
  app.evaluate(() =>
    (globalThis as unknown as { boxes: Box[] }).boxes.map(({ message, detail, buttons, open }) => ({
      ...{ message, detail, buttons, open }
    }))
  )

const answer = (app: ElectronApplication, button: number): Promise<void> =>
  app.evaluate((_electron, response) => {
    const last = (globalThis as unknown as { boxes: Box[] }).boxes.at(-1)
    // Quitting ends the process before it could say that it was asked to.
    setTimeout(() => last?.answer(response))
  }, button)

/** The other computer opens the folder, whoever had it. */
async function openThere(dataDir: string): Promise<void> {
  const locks = join(dataDir, 'locks')
  await mkdir(locks, { recursive: true })
  await writeFile(join(locks, 'other'), `${JSON.stringify(THERE)}\n`)
  await rename(join(locks, 'other'), join(locks, 'window.json'))
}

const holder = async (dataDir: string): Promise<string> => {
  const lock = JSON.parse(await readFile(join(dataDir, 'locks/window.json'), 'utf8')) as { host: string }
  return lock.host
}

test('a folder that another computer has open is left alone', async ({ folder }) => {
  const dataDir = join(folder, 'shared é')
  await openThere(dataDir)
  let beats = 0
  const living = setInterval(() => {
    void writeFile(join(dataDir, 'locks', beatName(THERE)), String(++beats).padStart(12, '0'))
  }, 1000)
  const app = await startApp(dataDir, join(folder, 'main.log'), AS_PEOPLE)
  const child = app.process()
  try {
    await expect.poll(async () => (await boxes(app)).length, { timeout: 60_000 }).toBe(2)
    const [watching, refusal] = await boxes(app)
    expect(watching).toMatchObject({
      message: 'Looking whether another computer has the data folder open',
      open: false
    })
    expect(refusal).toMatchObject({
      message: 'Downhill cannot use its data folder',
      buttons: ['Choose another folder…', 'Quit'],
      open: true
    })
    expect(refusal!.detail).toContain(`${dataDir} is open in Downhill on the computer library-desk since`)
    await answer(app, 1)
    await exitOf(child)
    expect(child.exitCode).toBe(1)
  } finally {
    clearInterval(living)
    await end(app, child)
  }
  expect(await holder(dataDir)).toBe('library-desk')
})

test('a folder of a computer that is gone is taken over, and given up where that one comes back', async ({
  folder,
  launch
}) => {
  test.setTimeout(180_000)
  const dataDir = join(folder, 'shared é')
  await openThere(dataDir)
  const desk = await launch({ ...AS_PEOPLE, dataDir, patience: 90_000 })
  const { app, page } = desk
  const notice = page.locator('.notice')
  await atNames(desk, 1440, 900)
  expect(await boxes(app)).toMatchObject([{ buttons: ['Quit'], open: false }])
  expect(await holder(dataDir)).not.toBe('library-desk')

  // An import that goes on meanwhile ends too.
  const long = join(folder, 'long.jsonl')
  await writeFile(long, `{"text":"${'a town on a river '.repeat(4)}é"}\n`.repeat(2_000_000))
  await dropFiles(desk, [long])
  const reading = page.getByRole('dialog', { name: 'Reading “long.jsonl”' })
  await expect(reading).toBeVisible({ timeout: 15_000 })
  await openThere(dataDir)
  await expect.poll(async () => (await boxes(app)).length, { timeout: 30_000 }).toBe(2)
  const taken = (await boxes(app))[1]!
  expect(taken.message).toContain('library-desk')
  expect(taken.buttons).toEqual(['Quit', 'Keep the window open'])
  await answer(app, 1)
  await expect(reading).toHaveCount(0, { timeout: 15_000 })
  await expect(notice).toContainText('library-desk')
  await notice.getByRole('button', { name: 'Dismiss' }).click()

  // What would be written is refused in words, and the window goes on showing what it has.
  await goTo(page, 'Train')
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await expect(notice).toContainText('library-desk', { timeout: 30_000 })
  await screen(page, 'shared-folder-taken')
  await expectAccessible(page)
  expect(await readdir(join(dataDir, 'corpora'))).toEqual([])
  desk.errors.length = 0
  expect((await desk.close()).killed).toBe(false)
  expect(await holder(dataDir)).toBe('library-desk')
})
