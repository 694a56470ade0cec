/*
 * The built page and its worker in a current Chromium, so that a newer Electron holds no surprise: served over http with the
 * headers of app://bundle, main's part played by a stand-in that keeps all in memory. A text is read, a model is trained on
 * WebAssembly and on WebGPU (SwiftShader), and writes; nothing is complained about.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { type Browser, chromium } from '@playwright/test'
import { responseHeaders } from '../../src/main/policy'
import { noSandbox, ROOT, SOFTWARE_GRAPHICS } from '../downhill'
import { screen } from '../look'
import { chooseEngine, fill, goTo, heading, written } from '../steps'
import { expect, test } from '../test'

/** Debian's, which scripts/e2e.js installs where it may. */
const PROGRAM = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find((path) => existsSync(path))
test.skip(PROGRAM === undefined, 'there is no Chromium here')

const TYPES: Readonly<Record<string, string>> = {
  ...{ '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' },
  ...{ '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png' }
}

/** The bundle, and the text of the list of names, as app-protocol.ts gives them out. */
async function serve(): Promise<{ server: Server; address: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    // A browser asks for one by itself.
    if (pathname === '/favicon.ico') return response.writeHead(204).end()
    const path = pathname.startsWith('/library/corpora/')
      ? join(ROOT, 'resources/corpora', `${normalize(pathname.slice(17))}.txt`)
      : join(ROOT, 'out/renderer', normalize(pathname === '/' ? 'index.html' : pathname))
    readFile(path).then(
      (bytes) => {
        response.writeHead(200, {
          ...responseHeaders(),
          'Content-Type': TYPES[extname(path)] ?? 'text/plain'
        })
        response.end(bytes)
      },
      () => response.writeHead(404, responseHeaders()).end()
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` }
}

/** In the page, before anything of ours: what the preload gives, over a library in memory. */
function standIn(): void {
  type Run = Record<string, unknown> & { id: string }
  const runs = new Map<string, Run>()
  const metrics = new Map<string, { train: number[]; bits: number[]; val: unknown[] }>()
  const names = {
    id: 'names',
    name: 'US baby names',
    sha256: '0'.repeat(64),
    bundled: true,
    source: '',
    licence: ''
  }
  let settings: Record<string, unknown> = {
    ...{
      theme: 'system',
      engine: 'auto',
      engineFeatures: [],
      corpus: null,
      preset: 'names',
      keepAwake: false
    },
    ...{ checkpoints: { count: 8, megabytes: 64 }, tour: { station: 0, done: [] }, notifyWhenDone: false }
  }
  const found = (id: unknown): Run => runs.get(String(id)) ?? { id: '' }
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each answers one request of the contract
  const answers: Record<string, (p: any) => unknown> = {
    'app.info': () => ({ version: '0', electron: '', chrome: '', platform: 'linux', testRuntime: true }),
    'settings.read': () => settings,
    'settings.change': (change: object) => (settings = { ...settings, ...change }),
    'library.notices': () => [],
    'measurements.read': () => ({ machine: 'a test', measurements: { speeds: [], tests: [] } }),
    'measurements.write': () => undefined,
    'corpora.list': () => [{ ...names, bytes: 228145, added: '2018-12-31T00:00:00.000Z' }],
    'files.recent': () => [],
    'runs.list': () => [...runs.values()],
    'runs.suggestName': () => 'quiet river',
    'runs.create': ({ config, corpus }: { config: object; corpus: object }) => {
      const id = `run-${runs.size + 1}`
      const now = new Date().toISOString()
      runs.set(id, {
        ...{
          id,
          name: 'quiet river',
          config,
          corpus,
          engine: null,
          state: 'training',
          step: 0,
          bestVal: null
        },
        ...{
          lastTrain: null,
          created: now,
          updated: now,
          certificate: null,
          checkpoints: [],
          kept: [],
          bytes: 0
        },
        ...{ bestBits: null, seconds: 0, parent: null, repeatOf: null, origin: null, verified: null }
      })
      metrics.set(id, { train: [], bits: [], val: [] })
      return runs.get(id)
    },
    'runs.find': ({ id }: { id: string }) => found(id),
    'runs.update': ({ id, change }: { id: string; change: object }) => {
      runs.set(id, { ...found(id), ...change })
      return runs.get(id)
    },
    'runs.appendMetrics': ({ id, train, val }: { id: string; train: Float64Array; val: unknown[] }) => {
      metrics.get(id)?.train.push(...train)
      metrics.get(id)?.val.push(...val)
    },
    'runs.readMetrics': ({ id }: { id: string }) => {
      const { train = [], val = [] } = metrics.get(id) ?? {}
      return { train: Float64Array.from(train), bits: Float64Array.from(train, (x) => x / Math.LN2), val }
    },
    'runs.writeCheckpoint': () => undefined,
    'shortlists.read': () => ({ lines: [], recipes: [] }),
    'window.progress': () => undefined
  }
  Object.assign(globalThis, {
    downhill: {
      call: (name: string, argument: unknown) =>
        new Promise((resolve) => {
          const answer = answers[name]
          if (!answer) throw new Error(`the stand-in has no answer to ${name}`)
          resolve(structuredClone(answer(structuredClone(argument))))
        }),
      on: () => () => undefined,
      fileFor: () => Promise.reject(new Error('nothing is dropped here'))
    }
  })
}

test('the page and its worker run in a current Chromium', async () => {
  test.setTimeout(240_000)
  const { server, address } = await serve()
  let browser: Browser | undefined
  try {
    browser = await chromium.launch({
      ...{ executablePath: PROGRAM!, headless: false, chromiumSandbox: !noSandbox },
      args: [...SOFTWARE_GRAPHICS, '--no-first-run', '--disable-background-networking']
    })
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const errors: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    page.on('pageerror', (error) => errors.push(error.message))
    await page.addInitScript(standIn)
    await page.goto(address)
    console.log(`Chromium ${browser.version()}`)
    await expect(heading(page)).toContainText('29,693 names', { timeout: 60_000 })
    expect(await page.evaluate(() => [crossOriginIsolated, 'gpu' in navigator])).toEqual([true, true])

    for (const [engine, steps] of [
      ['CPU', '40'],
      ['WebGPU', '4']
    ] as const) {
      await goTo(page, 'Train')
      await chooseEngine(page, engine)
      const settings = { Layers: '1', Heads: '2', Width: '8', Batch: '4', Steps: steps }
      for (const [name, value] of Object.entries(settings)) await fill(page, name, value)
      await page
        .getByRole('button', { name: /^Train( again)?$/ })
        .first()
        .click()
      await expect(page.getByRole('contentinfo')).toContainText('Done', { timeout: 120_000 })
      await expect(page.getByRole('contentinfo')).toContainText(engine)
      await screen(page, `chromium-${engine.toLowerCase()}`)
      await goTo(page, 'Generate')
      await page.getByRole('button', { name: /^Write \d+/ }).click()
      await expect(page.locator('tbody td.text').first()).toBeVisible({ timeout: 60_000 })
      expect((await written(page)).length).toBeGreaterThan(0)
    }
    expect(errors).toEqual([])
  } finally {
    await browser?.close()
    server.close()
  }
})
