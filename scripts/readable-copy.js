/*
 * Puts the application where the user `nobody` can run it. A clone's folder, a cache or Node itself may lie below
 * a private home folder, so nothing is taken for readable: what nobody cannot read is linked hard or copied.
 */
import { existsSync } from 'node:fs'
import { chmod, chown, cp, mkdir, mkdtemp, realpath, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

export const AS_NOBODY = ['runuser', '-u', 'nobody', '--']

/** What the tests run and read: copied, since it is small and may change while they run. */
const COPIED = ['out', 'e2e', 'src', 'resources', 'package.json', 'tsconfig.base.json', 'tsconfig.tests.json']

/**
 * @typedef {object} Copy
 * @property {string} folder The copy of the repository.
 * @property {string} node Node's executable.
 * @property {string} electron The Electron distribution.
 * @property {string} home Writable by nobody, as is the next.
 * @property {string} temporary
 */

/**
 * @param {{ root: string, electron: string, run: import('./run.js').Run }} from
 * @returns {Promise<Copy>}
 */
export async function readableCopy({ root, electron, run }) {
  const top = await mkdtemp(join(tmpdir(), 'downhill-e2e-'))
  await chmod(top, 0o755)
  const folder = join(top, 'downhill')
  await mkdir(folder)
  for (const path of COPIED) {
    if (!existsSync(join(root, path))) continue
    await cp(join(root, path), join(folder, path), {
      recursive: true,
      preserveTimestamps: true,
      // Those of e2e/peers are large, and of use to the unit tests alone.
      filter: (from) => basename(from) !== 'node_modules'
    })
  }
  await run('chmod', ['-R', 'a+rX', folder])
  await expose(join(root, 'node_modules'), join(folder, 'node_modules'), run)
  await expose(electron, join(top, 'electron'), run)
  await expose(process.execPath, join(top, 'bin/node'), run)

  const [uid, gid] = await Promise.all([idOf('-u', run), idOf('-g', run)])
  const home = join(top, 'home')
  const temporary = join(top, 'tmp')
  for (const path of [home, temporary, join(folder, 'test-results')]) {
    await mkdir(path, { mode: 0o700 })
    await chown(path, uid, gid)
  }
  return {
    folder,
    node: join(top, 'bin/node'),
    electron: join(top, 'electron'),
    home,
    temporary
  }
}

/**
 * Makes `from` readable under the name `to`, at the least cost that works.
 * @param {string} from
 * @param {string} to
 * @param {import('./run.js').Run} run
 */
export async function expose(from, to, run) {
  await mkdir(dirname(to), { recursive: true })
  // Under a strict umask the new folder would be closed.
  await chmod(dirname(to), 0o755)
  const source = await realpath(from)
  if (await canRead(source, run)) return symlink(source, to)
  // Hard links: no bytes copied, but only within one file system, and a file's own permissions stay.
  const linked = await run('cp', ['-a', '--link', source, to])
  if (linked.code === 0 && (await canRead(to, run))) return
  await run('rm', ['-rf', to])
  const copied = await run('cp', ['-a', source, to])
  if (copied.code !== 0) throw new Error(`${from} could not be copied for the tests: ${copied.output.trim()}`)
  await run('chmod', ['-R', 'a+rX', to])
}

/**
 * Whether nobody can read everything below a path and start its programs.
 * @param {string} path
 * @param {import('./run.js').Run} run
 */
async function canRead(path, run) {
  const unreadable = [
    '!',
    '-type',
    'l',
    '(',
    '!',
    '-readable',
    '-o',
    '-perm',
    '-u+x',
    '!',
    '-executable',
    ')',
    '-print',
    '-quit'
  ]
  const [program, ...args] = [...AS_NOBODY, 'find', path, ...unreadable]
  const found = await run(program, args)
  return found.code === 0 && found.output.trim() === ''
}

/**
 * @param {'-u' | '-g'} which
 * @param {import('./run.js').Run} run
 */
async function idOf(which, run) {
  return Number.parseInt((await run('id', [which, 'nobody'])).output, 10)
}
