/*
 * `npm run package`: the app for this platform, in build/. On Linux an unpacked folder, and a .tar.gz and a .deb made of
 * it by the system's own programs, which need no download; `--folder` stops after the folder. Other systems, and
 * `--all` on Linux (AppImage), go electron-builder's way, which fetches its tools from the network.
 */
import { existsSync, readFileSync } from 'node:fs'
import { chmod, copyFile, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CONFIGURATION } from '../packaging/electron-builder.js'
import { APP, build, ROOT } from './build.js'
import { debianPackage } from './debian-package.js'
import { findElectron } from './electron-runtime.js'
import { run } from './run.js'

const OUTPUT = join(ROOT, 'build')

/** Electron supports its latest three majors (src/main/electron-support.ts has the same rule, for About). */
const SUPPORTED_MAJORS = 3
/** At the end of every name that is made with an Electron beyond support, so that nobody gives it to anyone by mistake. */
const TEST_RUNTIME = '-test-runtime'

/**
 * Whether this Electron is too old to be given to people.
 * @param {string} version
 */
export function isTestRuntime(version) {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const newest = Number.parseInt(devDependencies.electron.replace(/^\D+/, ''), 10)
  return !(Number.parseInt(version, 10) > newest - SUPPORTED_MAJORS)
}

/**
 * The unpacked app.
 * @param {import('./electron-runtime.js').Electron} [electron] Found if not given.
 * @returns {Promise<string>} Its folder.
 * @throws {Error} If something does not build.
 */
export async function packageFolder(electron) {
  await build([APP])
  const taken = electron ?? (await findElectron())
  const { build: pack, Platform } = await import('electron-builder')
  // Only what is said here, whatever lies in the environment: nothing is signed or published by chance.
  process.env['CSC_IDENTITY_AUTO_DISCOVERY'] = 'false'
  await pack({
    targets: Platform.current().createTarget('dir'),
    projectDir: ROOT,
    publish: 'never',
    config: { ...CONFIGURATION, electronDist: taken.folder, electronVersion: taken.version }
  })
  const packed = join(OUTPUT, unpackedName())
  const folder = isTestRuntime(taken.version) ? `${packed}${TEST_RUNTIME}` : packed
  if (folder !== packed) {
    await rm(folder, { recursive: true, force: true })
    await rename(packed, folder)
  }
  if (process.platform === 'linux') {
    const starter = join(folder, 'downhill-start')
    await copyFile(join(ROOT, 'packaging/downhill.sh'), starter)
    await chmod(starter, 0o755)
  }
  return folder
}

/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`

/** @param {{ all: number, app: number }} found */
const sizeOf = ({ all, app }) => `${megabytes(all)}, of which ${megabytes(app)} are Downhill's`

/**
 * Bytes of an unpacked app: of everything in it, and of the archive that is ours.
 * @param {string} folder
 */
export async function sizes(folder) {
  let all = 0
  let app = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const { size } = await stat(join(entry.parentPath, entry.name))
    all += size
    if (entry.name === 'app.asar') app += size
  }
  return { all, app }
}

/** @returns {string} electron-builder's name of the folder. */
function unpackedName() {
  const arch = process.arch === 'x64' ? '' : `${process.arch}-`
  if (process.platform === 'linux') return `linux-${arch}unpacked`
  return process.platform === 'win32' ? `win-${arch}unpacked` : `mac-${arch}`.replace(/-$/, '')
}

/**
 * @param {string} folder The unpacked app.
 * @param {string} name Of the folder inside, and of the file without its extension.
 * @returns {Promise<string>} The archive.
 */
export async function tarball(folder, name) {
  const archive = join(OUTPUT, `${name}.tar.gz`)
  const [program, ...args] = ['tar', '--owner=0', '--group=0', '--numeric-owner', '-czf', archive]
  const inside = ['--transform', `s,^\\.,${name},`, '-C', folder, '.']
  const ran = await run(program ?? 'tar', [...args, ...inside])
  if (ran.code !== 0) throw new Error(`tar failed: ${ran.output.trim()}`)
  return archive
}

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} Exit code.
 */
export async function packageApp(args) {
  try {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
    if (process.platform !== 'linux' || args.includes('--all')) {
      await build([APP])
      const { build: pack } = await import('electron-builder')
      const made = await pack({ projectDir: ROOT, publish: 'never', config: CONFIGURATION })
      for (const file of made) console.log(file)
      return 0
    }
    const electron = await findElectron()
    const folder = await packageFolder(electron)
    console.log(`${folder}: ${sizeOf(await sizes(folder))}`)
    if (args.includes('--folder')) return 0
    const name = `Downhill-${version}-linux-${process.arch}${isTestRuntime(electron.version) ? TEST_RUNTIME : ''}`
    const archive = await tarball(folder, name)
    console.log(`${archive}: ${megabytes((await stat(archive)).size)}`)
    const made = await debianPackage({ folder, version, root: ROOT, output: OUTPUT, run })
    const named = join(OUTPUT, `${name}.deb`)
    if (existsSync(named)) await rm(named)
    await rename(made, named)
    console.log(`${named}: ${megabytes((await stat(named)).size)}`)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 1
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await packageApp(process.argv.slice(2))
}
