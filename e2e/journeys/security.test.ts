/*
 * What nobody gets through, asked in the real app: Electron's preferences, the page's globals, the scheme and what lies
 * beyond it, the policy of contents, the messages to main, windows, addresses, permissions. What a whole session asks of
 * the network and tells the page is in watched-session.test.ts, the fuses in packaged.test.ts.
 */
import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CONTENT_SECURITY_POLICY } from '../../src/main/policy'
import { ROOT } from '../downhill'
import { expect, test } from '../test'

/** What the preload gives the page: the app border, nothing of Electron. */
const API = ['call', 'fileFor', 'on']

test('the page has no Node and no Electron, and its preferences are the strict ones', async ({ desk }) => {
  const { app, page } = desk
  const preferences = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // The types leave it out; it has been there since Electron 2.
      const { getLastWebPreferences } = contents as unknown as {
        getLastWebPreferences: () => Record<string, unknown>
      }
      const all = getLastWebPreferences.call(contents)
      const names = [
        ...['contextIsolation', 'sandbox', 'webSecurity', 'nodeIntegration', 'nodeIntegrationInSubFrames'],
        ...['nodeIntegrationInWorker', 'allowRunningInsecureContent', 'webviewTag', 'experimentalFeatures']
      ]
      return {
        url: contents.getURL(),
        on: names.filter((name) => Boolean(all[name])),
        blink: all['enableBlinkFeatures'] ?? ''
      }
    })
  )
  expect(preferences).toEqual([
    { url: page.url(), on: ['contextIsolation', 'sandbox', 'webSecurity'], blink: '' }
  ])
  const seen = await page.evaluate(() => ({
    globals: ['require', 'process', 'Buffer', 'module', 'global', 'ipcRenderer'].filter(
      (name) => name in globalThis
    ),
    api: Object.keys((globalThis as unknown as { downhill: object }).downhill).sort(),
    secure: isSecureContext
  }))
  expect(seen).toEqual({ globals: [], api: API, secure: true })
})

test('the scheme serves its bundle and nothing beyond it', async ({ launch, folder }) => {
  // A copy of the application, with a link in its bundle that leads outside.
  const root = join(folder, 'application')
  for (const part of ['out/main', 'out/preload', 'out/renderer', 'resources', 'package.json'])
    await cp(join(ROOT, part), join(root, part), { recursive: true })
  await writeFile(join(folder, 'secret.txt'), 'secret')
  await symlink(join(folder, 'secret.txt'), join(root, 'out/renderer/link.txt'))
  await symlink(folder, join(root, 'out/renderer/folder'))
  const desk = await launch({ root })
  const { page } = desk
  await symlink(join(folder, 'secret.txt'), join(desk.dataDir, 'corpora', 'text-0123456789abcdef.txt'))
  const statuses = await page.evaluate(async () => {
    const asked = [
      'app://bundle/..%2fmain%2findex.js',
      'app://bundle/%2e%2e%2fmain/index.js',
      'app://bundle/..%5cmain%5cindex.js',
      'app://bundle/index.html%00.js',
      'app://bundle//etc/passwd',
      'app://bundle/%2fetc%2fpasswd',
      'app://bundle/link.txt',
      'app://bundle/folder/secret.txt',
      'app://bundle/library/corpora/text-0123456789abcdef',
      'app://bundle/library/corpora/..%2f..%2fsettings.json',
      'app://bundle/library/settings.json'
    ]
    const answers: Record<string, number | string> = {}
    for (const url of asked)
      answers[url] = await fetch(url).then(
        (r) => r.status,
        (e: unknown) => String(e)
      )
    answers['POST'] = await fetch('app://bundle/index.html', { method: 'POST', body: 'x' }).then(
      (r) => r.status,
      () => 'refused'
    )
    return answers
  })
  for (const [url, status] of Object.entries(statuses))
    expect([400, 403, 404, 405, 'refused'], url).toContain(status)
  const beyond = await page.evaluate(async () => {
    const asked = [
      'file:///etc/passwd',
      'https://example.com/',
      'http://127.0.0.1:9/',
      'app://other/',
      'data:text/plain,x'
    ]
    const answers: string[] = []
    for (const url of asked)
      answers.push(
        await fetch(url).then(
          () => `${url} answered`,
          () => 'refused'
        )
      )
    return answers
  })
  expect(beyond).toEqual(Array.from({ length: 5 }, () => 'refused'))
  // The policy said so five times, and the page's console with it.
  desk.errors.splice(0)
})

test('the policy of contents is the strict one, and what it forbids is not done', async ({ desk }) => {
  const { page } = desk
  const header = await page.evaluate(() =>
    fetch('app://bundle/').then((r) => r.headers.get('content-security-policy'))
  )
  expect(header).toBe(CONTENT_SECURITY_POLICY)
  expect(header).not.toMatch(/'unsafe-eval'|https?:|\*/)
  const done = await page.evaluate(() => {
    const marks = globalThis as unknown as Record<string, unknown>
    const tried: Record<string, boolean> = {}
    const attempt = (name: string, act: () => unknown): void => {
      try {
        act()
        tried[name] = marks[name] !== undefined
      } catch {
        tried[name] = false
      }
    }
    attempt('inline', () => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.inline = 1'
      document.body.append(script)
    })
    attempt('markup', () => {
      const box = document.createElement('div')
      box.innerHTML = '<img src=x onerror="globalThis.markup = 1">'
      marks['markup'] = box.innerHTML === '' ? undefined : 1
    })
    attempt('worker', () => {
      marks['worker'] = new Worker(URL.createObjectURL(new Blob(['1'])))
    })
    attempt('frame', () => {
      const frame = document.createElement('iframe')
      frame.src = 'https://example.com/'
      document.body.append(frame)
      marks['frame'] = frame.contentDocument === null ? undefined : undefined
    })
    return tried
  })
  // From a timer: what a debugger evaluates itself may evaluate more.
  const evaluated = await page.evaluate(
    () =>
      new Promise<string[]>((tell) =>
        setTimeout(() => {
          const marks = globalThis as unknown as Record<string, unknown>
          for (const act of [
            () => (0, eval)('globalThis.evaluated = 1') as unknown,
            () => (Reflect.construct(Function, ['globalThis.compiled = 1']) as () => unknown)()
          ]) {
            try {
              act()
            } catch {
              // Refused, as it must be.
            }
          }
          tell(['evaluated', 'compiled'].filter((name) => marks[name] !== undefined))
        })
      )
  )
  expect(evaluated).toEqual([])
  expect(done).toEqual({
    inline: false,
    markup: false,
    worker: false,
    frame: false
  })
  desk.errors.splice(0)
})

test('no window, no other address, no permission', async ({ launch }) => {
  const desk = await launch()
  const { app, page } = desk
  await app.evaluate(({ shell }) => {
    const outside: string[] = []
    Object.assign(globalThis, { outside })
    shell.openExternal = (url) => {
      outside.push(url)
      return Promise.resolve()
    }
  })
  const addresses = [
    ...['https://example.com', 'https://github.com.example.com/', 'file:///etc/passwd', 'smb://host/share'],
    ...[
      'javascript:globalThis.taken=1',
      'mailto:a@b.c',
      'app://bundle/index.html',
      'data:text/html,x',
      'about:blank'
    ]
  ]
  const windows = await page.evaluate((urls) => {
    for (const href of urls) {
      for (const button of [0, 1]) {
        const link = Object.assign(document.createElement('a'), { href, target: '_blank' })
        document.body.append(link)
        link.dispatchEvent(new MouseEvent(button === 0 ? 'click' : 'auxclick', { button, bubbles: true }))
        link.remove()
      }
    }
    return urls.filter((url) => window.open(url) !== null)
  }, addresses)
  expect(windows).toEqual([])
  // No guest either: the tag is one that nobody knows.
  expect(await page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false)
  const permissions = await page.evaluate(async () => {
    const place = await new Promise((done) =>
      navigator.geolocation.getCurrentPosition(
        () => done('given'),
        ({ code }) => done(code)
      )
    )
    const notification = await Notification.requestPermission()
    const clipboard = await navigator.clipboard.readText().then(
      () => 'given',
      () => 'refused'
    )
    return { place, notification, clipboard }
  })
  expect(permissions).toEqual({ place: 1, notification: 'denied', clipboard: 'refused' })
  const opened = await app.evaluate(({ BrowserWindow }) => ({
    windows: BrowserWindow.getAllWindows().length,
    outside: (globalThis as unknown as { outside: string[] }).outside
  }))
  expect(opened).toEqual({ windows: 1, outside: [] })
  // Nor is there a way to: nothing in main opens a program.
  const code = await readFile(join(ROOT, 'out/main/index.js'), 'utf8')
  expect(code).not.toMatch(
    /openExternal|openPath|executeJavaScript|bypassCSP|nodeIntegration: true|webSecurity: false/
  )
  const before = page.url()
  for (const address of [
    'https://example.com/',
    'file:///etc/passwd',
    'javascript:document.title="taken"',
    'data:text/html,x'
  ]) {
    await page.evaluate((to) => {
      location.href = to
    }, address)
  }
  await page.waitForTimeout(300)
  // Asked of main: the driver waits for ever for a navigation that was prevented.
  const stays = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => [contents.getURL(), contents.getTitle()])
  )
  expect(stays).toEqual([[before, 'Downhill']])
  desk.errors.splice(0)
})

/** What main is asked with: every kind of value, under names that requests have, and names that harm. */
const FIELDS = [
  ...[
    'id',
    'name',
    'text',
    'file',
    'files',
    'format',
    'bytes',
    'step',
    'config',
    'corpus',
    'task',
    'taskId',
    'items'
  ],
  ...[
    'join',
    'what',
    'type',
    'theme',
    'engine',
    'change',
    'first',
    'train',
    'val',
    'valLoss',
    'parent',
    'list',
    'pinned'
  ],
  ...['fraction', 'failed', 'ready', 'sheet', 'speeds', 'tests', '__proto__', 'constructor', 'toString', 'x']
]

test('main answers 1,000 arbitrary arguments on every channel with its own errors, and goes on answering', async ({
  desk
}) => {
  test.setTimeout(240_000)
  const { app, page } = desk
  const channels = await app.evaluate(({ app: electron, dialog, ipcMain }) => {
    // One of the requests starts the app again.
    Object.assign(globalThis, { quit: electron.quit.bind(electron) })
    electron.relaunch = () => undefined
    electron.quit = () => undefined
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' })
    const { _invokeHandlers } = ipcMain as unknown as { _invokeHandlers: Map<string, unknown> }
    return [..._invokeHandlers.keys()].map((name) => name.replace('downhill/', ''))
  })
  expect(channels.length).toBeGreaterThan(40)
  const odd = await page.evaluate(
    async ({ channels, fields, cases }) => {
      const api = (
        globalThis as unknown as { downhill: { call: (name: string, argument: unknown) => Promise<unknown> } }
      ).downhill
      let state = 1
      const below = (n: number): number => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return state % n
      }
      const plain: (() => unknown)[] = [
        ...[NaN, Infinity, -Infinity, -0, 0, -1, 2 ** 53, 1e308, 0.5].map((n) => () => n),
        ...[
          '',
          '..',
          '../../x',
          '/etc/passwd',
          '\\\\host\\x',
          'C:\\x',
          'a\0b',
          '\ud800',
          '__proto__',
          'x'.repeat(70_000)
        ].map((text) => () => text),
        ...[null, undefined, true, false, 10n ** 30n].map((value) => () => value),
        ...[
          () => [],
          () => ({}),
          () => new Date(NaN),
          () => new Map([[1, 2]]),
          () => new Set([1]),
          () => /x/
        ],
        ...[
          () => new ArrayBuffer(3),
          () => new Float64Array(2),
          () => new Uint8Array(1),
          () => new Error('x')
        ],
        () =>
          JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown,
        () => () => 1
      ]
      const value = (depth: number): unknown => {
        const kind = below(depth > 2 ? 6 : 8)
        if (kind < 6) return plain[below(plain.length)]!()
        if (kind === 6) return Array.from({ length: below(4) }, () => value(depth + 1))
        return record(depth + 1)
      }
      const record = (depth: number): unknown => {
        const made: Record<string, unknown> = {}
        for (let n = below(5); n > 0; n--) {
          const key = fields[below(fields.length)]!
          Object.defineProperty(made, key, {
            value: value(depth),
            enumerable: true,
            configurable: true,
            writable: true
          })
        }
        return made
      }
      const odd: string[] = []
      for (const channel of channels) {
        const asked = Array.from({ length: cases }, () =>
          api.call(channel, below(4) === 0 ? value(0) : record(0)).then(
            () => null,
            (error: unknown) => {
              const code = (error as { code?: unknown } | null)?.code
              // What cannot be copied does not reach main: Electron says so itself.
              const uncopied =
                error instanceof Error && /cloned|conver|No handler|An object/i.test(error.message)
              if (uncopied || (typeof code === 'string' && code !== 'internal')) return null
              return `${channel}: ${JSON.stringify(error)} ${String(error)}`
            }
          )
        )
        odd.push(...(await Promise.all(asked)).filter((each) => each !== null))
        const info = (await api.call('app.info', {})) as { version?: unknown }
        if (typeof info.version !== 'string') odd.push(`${channel}: main does not answer`)
      }
      // A hundred megabytes where a name belongs.
      const huge = 'x'.repeat(100 << 20)
      for (const [channel, argument] of [
        ['runs.rename', { id: 'a', name: huge }],
        ['files.peek', { file: huge }],
        ['app.info', huge]
      ] as const) {
        const code = await api.call(channel, argument).then(
          () => 'taken',
          (error: unknown) => (error as { code?: string }).code
        )
        if (code !== 'bad-request') odd.push(`${channel} with 100 MB: ${String(code)}`)
      }
      if ('polluted' in {}) odd.push('the prototype of the page is polluted')
      return odd
    },
    { channels: channels.filter((name) => name !== 'file'), fields: FIELDS, cases: 1000 }
  )
  await app.evaluate(({ app: electron }) => {
    electron.quit = (globalThis as unknown as { quit: () => void }).quit
  })
  expect(odd.slice(0, 20)).toEqual([])
  expect(await app.evaluate(() => 'polluted' in {})).toBe(false)
  desk.errors.splice(0)
})

test('main answers nobody but the main frame of our page', async ({ desk }) => {
  const answers = await desk.app.evaluate(async ({ ipcMain, webContents }) => {
    type Listener = (event: object, argument: unknown) => Promise<unknown>
    const { _invokeHandlers } = ipcMain as unknown as { _invokeHandlers: Map<string, Listener> }
    const ours = webContents.getAllWebContents()[0]!.mainFrame
    const senders: Record<string, object | null> = {
      gone: null,
      within: { origin: 'app://bundle', parent: ours },
      other: { origin: 'app://other', parent: null },
      site: { origin: 'https://example.com', parent: null },
      opaque: { origin: 'null', parent: null }
    }
    const answered: string[] = []
    for (const [channel, listener] of _invokeHandlers) {
      for (const [name, senderFrame] of Object.entries(senders)) {
        const refused = await listener({ senderFrame }, {}).then(
          () => false,
          (error: unknown) => String(error).includes('untrusted sender')
        )
        if (!refused) answered.push(`${channel} for ${name}`)
      }
    }
    return { answered, ours: await _invokeHandlers.get('downhill/app.info')!({ senderFrame: ours }, {}) }
  })
  expect(answers.answered).toEqual([])
  expect(answers.ours).toMatchObject({ ok: true })
})

test('the Electron is a supported one, or says that it serves tests alone', async ({ desk }) => {
  const { electron, testRuntime } = await desk.page.evaluate(() =>
    (
      globalThis as unknown as {
        downhill: { call: (name: string, p: object) => Promise<{ electron: string; testRuntime: boolean }> }
      }
    ).downhill.call('app.info', {})
  )
  const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string }
  }
  const newest = Number.parseInt(devDependencies.electron.replace(/^\D+/, ''), 10)
  const supported = Number.parseInt(electron, 10) > newest - 3
  expect(testRuntime).toBe(!supported)
  if (supported) return
  const why = `not applicable: Electron ${electron} is the test runtime, no longer supported; packages of it say so`
  test.info().annotations.push({ type: 'SEC-17', description: why })
  console.log(`SEC-17 ${why}`)
})
