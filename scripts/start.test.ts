import { expect, test } from 'vitest'
import { ROOT } from './build.js'
import { startApp, type Steps } from './start.js'

/** A desktop on which everything is there; `order` is what was done, `said` what was printed. */
function desktop(given: Partial<Steps> = {}) {
  const order: string[] = []
  const said: string[] = []
  const steps: Partial<Steps> = {
    platform: 'linux',
    env: { DISPLAY: ':0' },
    asRoot: false,
    installed: true,
    libraries: () => Promise.resolve(void order.push('libraries')),
    build: (dev) => Promise.resolve(void order.push(dev ? 'build for dev' : 'build')),
    electron: () => Promise.resolve({ executable: '/e/electron', folder: '/e', version: '45.0.0' }),
    run: (command, args) => {
      order.push([command, ...args].join(' '))
      return Promise.resolve({ code: command === 'unshare' ? 0 : 7, output: '', timedOut: false })
    },
    say: (line) => said.push(line),
    ...given
  }
  return { steps, order, said }
}

test('builds, finds Electron and opens the app, whose exit code is its own', async () => {
  const { steps, order, said } = desktop()
  expect(await startApp(['names.txt'], steps)).toBe(7)
  expect(order).toEqual([
    'libraries',
    'build',
    'unshare --user --map-root-user true',
    `/e/electron --ozone-platform=x11 ${ROOT} names.txt`
  ])
  expect(said).toEqual([])
})

test('without a display it names the terminal and does nothing', async () => {
  const { steps, order, said } = desktop({ env: {} })
  expect(await startApp([], steps)).toBe(1)
  expect(order).toEqual([])
  expect(said).toHaveLength(1)
  expect(said[0]).toContain('npm run cli')
})

test('prefers X11, on which WebGPU works, opens on bare Wayland, and follows the user', async () => {
  const last = async (given: Partial<Steps>, args: string[] = []) => {
    const { steps, order } = desktop(given)
    await startApp(args, steps)
    return order.at(-1)
  }
  const both = { DISPLAY: ':0', WAYLAND_DISPLAY: 'wayland-0' }
  expect(await last({ env: both })).toBe(`/e/electron --ozone-platform=x11 ${ROOT}`)
  expect(await last({ env: { WAYLAND_DISPLAY: 'wayland-0' } })).toBe(
    `/e/electron --ozone-platform=wayland ${ROOT}`
  )
  expect(await last({ env: both }, ['--ozone-platform=wayland'])).toBe(
    `/e/electron ${ROOT} --ozone-platform=wayland`
  )
  expect(await last({ env: {}, platform: 'darwin' })).toBe(`/e/electron ${ROOT}`)
})

test('as root it says why there is no sandbox', async () => {
  const { steps, order, said } = desktop({ asRoot: true })
  await startApp([], steps)
  expect(order.at(-1)).toBe(`/e/electron --no-sandbox --ozone-platform=x11 ${ROOT}`)
  expect(said).toEqual(["Starting without Chromium's sandbox: Chromium has no sandbox for root."])
})

test('where namespaces are forbidden it starts without a sandbox too', async () => {
  const { steps, said } = desktop({ run: () => Promise.resolve({ code: 1, output: '', timedOut: false }) })
  await startApp([], steps)
  expect(said[0]).toContain('namespaces')
})

test('--dev runs the development server with the Electron found', async () => {
  let env: NodeJS.ProcessEnv | undefined
  const { steps, order } = desktop()
  const run = steps.run
  steps.run = (command, args, options) => {
    env = options?.env
    return run!(command, args, options)
  }
  await startApp(['--dev'], steps)
  expect(order).toContain('build for dev')
  expect(order.at(-1)).toMatch(/electron-vite\.js dev -- --ozone-platform=x11$/)
  expect(env?.['ELECTRON_EXEC_PATH']).toBe('/e/electron')
})

test('says in one line what is missing', async () => {
  const absent = desktop({ installed: false })
  expect(await startApp([], absent.steps)).toBe(1)
  expect(absent.said).toEqual(['The packages are not installed yet: run npm ci first.'])
  const broken = desktop({ electron: () => Promise.reject(new Error('no Electron to be had')) })
  expect(await startApp([], broken.steps)).toBe(1)
  expect(broken.said).toEqual(['no Electron to be had'])
})
