/*
 * The test function of every journey: `launch` starts a Downhill with its own data folder, `desk` is one already
 * started, `folder` is a place for the test's files. All end with the test; one that failed keeps its logs and a
 * picture of the window.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, expect, type TestInfo } from '@playwright/test'
import { Downhill, type LaunchOptions } from './downhill'
import { openScreen } from './screen'

/** Characters of each log, from its end, that go to the terminal. */
const PRINTED = 8_000
/** What Electron and Playwright always say on a machine without a desktop. */
const NOISE = /bus\.cc|dconf|^Debugger |^For help, see|^DevTools listening|^$/

interface Fixtures {
  /** An empty folder, gone after the test. */
  folder: string
  /** Starts a Downhill; as many as the test likes, one after another or together. */
  launch: (options?: LaunchOptions) => Promise<Downhill>
  /** A Downhill on an empty data folder. */
  desk: Downhill
}

export const test = base.extend<Fixtures, { display: void }>({
  display: [
    async ({}, use, { config }) => {
      const close = config.workers > 1 ? await openScreen() : null
      await use()
      await close?.()
    },
    { scope: 'worker', auto: true }
  ],
  // Playwright reads from the first parameter what a fixture needs; it must be a pattern.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'journey-'))
    await use(folder)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  },
  launch: async ({ folder }, use, info) => {
    const launched: Downhill[] = []
    let started = 0
    await use(async (options = {}) => {
      started++
      // A space and a letter beyond ASCII: people's folders have both.
      const dataDir = options.dataDir ?? join(folder, `data é ${started}`)
      const downhill = await Downhill.launch(dataDir, join(folder, `main-${started}.log`), options)
      launched.push(downhill)
      return downhill
    })
    for (const downhill of launched) await downhill.settle()
    const errors = launched.flatMap((downhill) => downhill.errors)
    const failed = info.status !== info.expectedStatus || errors.length > 0
    for (const [index, downhill] of launched.entries()) {
      if (failed) await report(downhill, index + 1, info)
      await downhill.close()
    }
    // A test that provokes errors takes them out of `errors` after looking at them.
    expect(errors, 'errors in the page').toEqual([])
  },
  desk: async ({ launch }, use) => {
    await use(await launch())
  }
})

export { expect }

/** Prints what was logged, and puts it beside the test's results with a picture of the window. */
async function report(downhill: Downhill, number: number, info: TestInfo): Promise<void> {
  const logs = {
    main: downhill.mainLog(),
    console: downhill.console.join('\n'),
    errors: downhill.errors.join('\n')
  }
  for (const [name, text] of Object.entries(logs)) {
    if (text === '') continue
    const lines = text.split('\n').filter((line) => !NOISE.test(line))
    console.log(`--- ${name} ${number}\n${lines.join('\n').slice(-PRINTED)}`)
    await writeFile(info.outputPath(`${name}-${number}.log`), text)
  }
  try {
    await downhill.page.screenshot({ path: info.outputPath(`window-${number}.png`), timeout: 5_000 })
  } catch {
    // There is no window any more; the logs tell the rest.
  }
}
