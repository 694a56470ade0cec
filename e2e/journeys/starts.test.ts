/* The first half minute: the app opens on a new data folder, isolated and sandboxed, with its stages in the rail. */
import { readFile } from 'node:fs/promises'
import { noSandbox } from '../downhill'
import { expectAccessible, screen } from '../look'
import { resize } from '../system'
import { expect, test } from '../test'

const STAGES = ['Corpus', 'Train', 'Generate', 'Landscape', 'Look inside', 'Runs', 'Tour']

test('opens with the stages in its rail and nothing to complain about', async ({ desk }) => {
  await expect(desk.page).toHaveTitle(/Downhill/)
  const rail = desk.page.getByRole('navigation')
  for (const stage of STAGES) await expect(rail.getByText(stage, { exact: true })).toBeVisible()
  // The bundled list is chosen, and the machine has read all of it.
  await expect(desk.page.getByRole('heading', { level: 1 })).not.toContainText('Reading', { timeout: 30_000 })
  await expect(desk.page.getByText('32,257').first()).toBeVisible()
  await resize(desk, 1440, 900)
  await screen(desk.page, 'start')
  await expectAccessible(desk.page)
  expect((await desk.close()).killed).toBe(false)
})

test('fits a small and a large window', async ({ desk }) => {
  await expect(desk.page.getByText('32,257').first()).toBeVisible({ timeout: 30_000 })
  for (const [width, height] of [
    [1024, 700],
    [2560, 1440]
  ] as const) {
    await resize(desk, width, height)
    await screen(desk.page, `start-${width}x${height}`)
    const overflow = await desk.page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement
      return [scrollWidth - innerWidth, scrollHeight - innerHeight]
    })
    expect(overflow, `what does not fit into ${width}×${height}`).toEqual([0, 0])
  }
})

test('is isolated: shared memory for threads, no Node, no file address', async ({ desk }) => {
  const facts = await desk.page.evaluate(() => ({
    origin: location.origin,
    isolated: crossOriginIsolated,
    node: ['require', 'process', 'Buffer', 'module'].filter((name) => name in globalThis)
  }))
  expect(facts).toEqual({ origin: 'app://bundle', isolated: true, node: [] })
})

test('offers WebGPU by software', async ({ desk }) => {
  const architecture = await desk.page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter()
    return adapter?.info.architecture
  })
  expect(architecture).toBe('swiftshader')
})

test('runs the page in the sandbox of the operating system', async ({ desk }) => {
  test.skip(process.platform !== 'linux', 'told by /proc, which Linux has')
  test.skip(Boolean(noSandbox), noSandbox)
  const pids = await desk.app.evaluate(({ app }) =>
    app
      .getAppMetrics()
      .filter(({ type }) => type === 'Tab')
      .map(({ pid }) => pid)
  )
  expect(pids.length).toBeGreaterThan(0)
  for (const pid of pids) {
    // 2: system calls are filtered. What Electron says of itself stays the same without a sandbox.
    expect(await readFile(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m)
  }
})
