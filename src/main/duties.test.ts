import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { createActivity } from './activity'
import { developmentServer } from './development'
import { menuTemplate } from './menu'
import { createPageEvents } from './page-events'
import { isAllowed } from './security'
import { gpuSwitches } from './switches'
import { speakIn, words } from './wording'

const blocker = vi.hoisted(() => ({ start: vi.fn(() => 7), stop: vi.fn() }))
vi.mock('electron', () => ({ app: {}, session: {}, protocol: {}, Menu: {}, powerSaveBlocker: blocker }))

describe('events for the page', () => {
  it('wait until the page listens, in order, and again after a reload', () => {
    const send = vi.fn()
    const events = createPageEvents(() => ({ send }))
    events.emit('menu.command', { command: 'show-train' })
    events.emit('menu.command', { command: 'show-runs' })
    expect(send).not.toHaveBeenCalled()
    events.listening('menu.command')
    events.listening('menu.command')
    events.emit('menu.command', { command: 'export' })
    const calls = send.mock.calls as [string, { command: string }][]
    const commands = calls.map(([channel, { command }]) => [channel, command])
    expect(commands).toEqual([
      ['downhill/event/menu.command', 'show-train'],
      ['downhill/event/menu.command', 'show-runs'],
      ['downhill/event/menu.command', 'export']
    ])
    events.reset()
    events.emit('app.closing', {})
    expect(send).toHaveBeenCalledTimes(3)
  })

  it('go nowhere without a window', () => {
    const events = createPageEvents(() => null)
    events.listening('app.closing')
    expect(() => events.emit('app.closing', {})).not.toThrow()
  })
})

describe('training', () => {
  it('keeps the computer awake exactly while it lasts and is wanted', () => {
    let awake = true
    const activity = createActivity(() => awake)
    activity.note('a', 'training')
    activity.note('b', 'training')
    activity.note('a', 'training')
    expect(blocker.start).toHaveBeenCalledOnce()
    activity.note('a', 'paused')
    expect([activity.isTraining(), blocker.stop.mock.calls.length]).toEqual([true, 0])
    activity.note('b', 'failed')
    expect([activity.isTraining(), blocker.stop.mock.calls]).toEqual([false, [[7]]])
    activity.note('a', 'training')
    activity.clear()
    expect([activity.isTraining(), blocker.stop.mock.calls.length]).toEqual([false, 2])
    awake = false
    activity.note('c', 'training')
    expect([activity.isTraining(), blocker.start.mock.calls.length]).toEqual([true, 2])
    awake = true
    activity.refresh()
    awake = false
    activity.refresh()
    expect([blocker.start.mock.calls.length, blocker.stop.mock.calls.length]).toEqual([3, 3])
  })
})

describe('the network', () => {
  const server = new URL('http://localhost:5173')
  it.each(['app://bundle/x', 'devtools://devtools/x', 'blob:app://bundle/1', 'data:,x'])(
    'lets %s pass',
    (url) => expect(isAllowed(url, null)).toBe(true)
  )
  it.each([
    'https://example.com',
    'http://localhost:5173/',
    'ws://localhost:5173/',
    'file:///etc/passwd',
    'ftp://x',
    'x',
    ''
  ])('stops %j', (url) => expect(isAllowed(url, null)).toBe(false))
  it('lets the live updates of the development server pass, and nothing else of it', () => {
    expect(isAllowed('ws://localhost:5173/?token=x', server)).toBe(true)
    expect(isAllowed('ws://localhost:5174/', server)).toBe(false)
    expect(isAllowed('http://localhost:5173/', server)).toBe(false)
  })
})

describe('the development server', () => {
  it('is taken from this machine only, and never by a packed app', () => {
    const named = (url: string, path = '/repo'): string | undefined =>
      developmentServer({ ELECTRON_RENDERER_URL: url }, path)?.origin
    expect(named('http://localhost:5173')).toBe('http://localhost:5173')
    expect(named('http://127.0.0.1:5173')).toBe('http://127.0.0.1:5173')
    for (const other of [
      'https://localhost',
      'http://example.com',
      'http://localhost.example.com',
      'x',
      ''
    ]) {
      expect(named(other)).toBeUndefined()
    }
    expect(named('http://localhost:5173', '/opt/downhill/resources/app.asar')).toBeUndefined()
  })
})

describe('switches for the graphics card', () => {
  const on = (
    platform: NodeJS.Platform,
    env: Record<string, string> = {},
    given: Record<string, string> = {}
  ) => gpuSwitches({ platform, env, given: (name) => given[name] ?? null })

  it('ask for WebGPU and Vulkan on X11', () => {
    expect(on('linux', { DISPLAY: ':0' })).toMatchObject({
      'enable-unsafe-webgpu': '',
      'enable-features': 'Vulkan'
    })
    expect(on('linux', { WAYLAND_DISPLAY: 'w' }, { 'ozone-platform': 'x11' })).toHaveProperty(
      'enable-features'
    )
  })

  it('leave Vulkan out on Wayland, where the window would never appear', () => {
    expect(on('linux', { WAYLAND_DISPLAY: 'w' })).not.toHaveProperty('enable-features')
    expect(on('linux', { XDG_SESSION_TYPE: 'wayland' })).not.toHaveProperty('enable-features')
    expect(on('linux', {}, { 'ozone-platform': 'wayland' })).not.toHaveProperty('enable-features')
  })

  it('keep the features that are already asked for', () => {
    const features = (given: string) => on('linux', {}, { 'enable-features': given })['enable-features']
    expect(features('A,B')).toBe('A,B,Vulkan')
    expect(features('Vulkan')).toBe('Vulkan')
  })

  it('are left out on request, and on systems that need none', () => {
    expect(on('linux', { DOWNHILL_GPU: 'plain' })).toEqual({})
    expect(on('darwin')).not.toHaveProperty('enable-unsafe-webgpu')
  })
})

describe('the menu', () => {
  const rest = { recent: [], openRecent: vi.fn(), clearRecent: vi.fn() }
  const items = (mac: boolean, development = false, send = vi.fn()) => {
    const inside = (item: MenuItemConstructorOptions): MenuItemConstructorOptions[] =>
      Array.isArray(item.submenu) ? item.submenu.flatMap((one) => [one, ...inside(one)]) : []
    const all = menuTemplate({ mac, development, language: 'system', send, ...rest }).flatMap(inside)
    return { all, send }
  }

  it('has every command once, with its own shortcut', () => {
    const { all, send } = items(false)
    const ids = all.flatMap((item) => (item.id && item.id !== 'open-recent' ? [item.id] : []))
    expect(ids.sort()).toEqual(Object.keys(words().commands).sort())
    const keys = all.flatMap((item) => (item.accelerator ? [item.accelerator] : []))
    expect(new Set(keys).size).toBe(keys.length)
    for (let n = 1; n <= 7; n++) expect(keys).toContain(`CmdOrCtrl+${n}`)
    for (const item of all) (item.click as (() => void) | undefined)?.()
    expect(send.mock.calls.map(([command]) => command as string).sort()).toEqual(ids)
  })

  it('marks the language that is set, and speaks the one that is chosen', () => {
    const labels = () => items(false).all.map((item) => item.label)
    expect(
      items(false)
        .all.filter((item) => item.checked)
        .map(({ id }) => id)
    ).toEqual(['language-system'])
    expect(labels()).toContain('Keyboard shortcuts')
    speakIn('de')
    expect(labels()).toContain('Tastenkürzel')
    // Every role has its label, or Electron would show its English one.
    for (const mac of [true, false]) {
      expect(items(mac, true).all.filter((item) => item.role && !item.label)).toEqual([])
    }
    speakIn('en')
  })

  it('opens the models opened last, and forgets them on request', () => {
    const asked = { openRecent: vi.fn(), clearRecent: vi.fn() }
    const recent = ['/a/one.safetensors', '/b/two.safetensors']
    const template = menuTemplate({
      mac: false,
      development: false,
      language: 'system',
      send: vi.fn(),
      recent,
      ...asked
    })
    const file = template[0]?.submenu as MenuItemConstructorOptions[]
    const list = file.find(({ id }) => id === 'open-recent')?.submenu as MenuItemConstructorOptions[]
    expect(list.map(({ label }) => label)).toEqual([
      'one.safetensors',
      'two.safetensors',
      undefined,
      'Clear the list'
    ])
    for (const { click } of list) (click as (() => void) | undefined)?.()
    expect(asked.openRecent.mock.calls).toEqual(recent.map((path) => [path]))
    expect(asked.clearRecent).toHaveBeenCalledOnce()
    const onMac = menuTemplate({
      mac: true,
      development: false,
      language: 'system',
      send: vi.fn(),
      recent,
      ...asked
    })
    expect(JSON.stringify(onMac)).toContain('clearRecentDocuments')
  })

  it('offers developer tools in development only', () => {
    const roles = (development: boolean) => items(false, development).all.map((item) => item.role)
    expect(roles(true)).toContain('toggleDevTools')
    expect(roles(false)).not.toContain('toggleDevTools')
    expect(roles(false)).not.toContain('reload')
  })
})
