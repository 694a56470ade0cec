import { expect, test } from 'vitest'
import type { Ran } from './run.js'
import { ensureLibraries, TO_TEST, type System } from './system-libraries.js'

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12"\nID=debian\n'
const UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n'
const NEEDS = [
  { library: 'libgtk-3.so.0', debian: ['libgtk-3-0t64', 'libgtk-3-0'] },
  { program: 'xvfb-run', debian: ['xvfb'] },
  { debian: ['mesa-vulkan-drivers'] }
]

/** A system that has `libraries`, `programs` and `packages`, and whose apt knows `known`. */
function system(has: {
  release?: string
  root?: boolean
  libraries?: string[]
  programs?: string[]
  packages?: string[]
  known?: string[]
  fails?: string
}) {
  const ran: string[] = []
  const said: string[] = []
  const answer = (code: number, output = ''): Promise<Ran> =>
    Promise.resolve({ code, output, timedOut: false })
  const given: Partial<System> = {
    platform: 'linux',
    root: has.root ?? false,
    release: has.release ?? DEBIAN,
    say: (line) => said.push(line),
    has: (program) => has.programs?.includes(program) ?? false,
    run: (command, args) => {
      if (command === '/sbin/ldconfig') {
        return answer(
          0,
          (has.libraries ?? []).map((name) => `\t${name} (libc6,x86-64) => /usr/lib/${name}\n`).join('')
        )
      }
      if (command === 'dpkg-query') {
        return answer(
          0,
          args
            .slice(2)
            .map((name) => (has.packages?.includes(name) ? 'installed\n' : ''))
            .join('')
        )
      }
      if (command === 'apt-cache') return answer(has.known?.includes(args[1] ?? '') ? 0 : 100)
      ran.push([command, ...args].join(' '))
      return args[0] === 'install' && has.fails ? answer(100, `Reading…\n${has.fails}\n`) : answer(0)
    }
  }
  return { given, ran, said }
}

test('does nothing where all is there, or on another platform', async () => {
  const all = system({
    libraries: ['libgtk-3.so.0'],
    programs: ['xvfb-run'],
    packages: ['mesa-vulkan-drivers']
  })
  await ensureLibraries(NEEDS, all.given)
  expect([...all.ran, ...all.said]).toEqual([])
  await ensureLibraries(NEEDS, { ...system({}).given, platform: 'darwin' })
})

test('root on Debian installs what is missing, after one update', async () => {
  const { given, ran, said } = system({ root: true, programs: ['xvfb-run'] })
  await ensureLibraries(NEEDS, given)
  expect(ran[0]).toMatch(/^apt-get update/)
  expect(ran[1]).toMatch(/^apt-get install -y .*--no-install-recommends .* libgtk-3-0 mesa-vulkan-drivers$/)
  expect(ran).toHaveLength(2)
  expect(said).toEqual(['Installing system packages: libgtk-3-0 mesa-vulkan-drivers'])
})

test('takes the newer name where the release has it', async () => {
  const { given, ran } = system({
    root: true,
    release: UBUNTU,
    programs: ['xvfb-run'],
    known: ['libgtk-3-0t64']
  })
  await ensureLibraries(NEEDS, given)
  expect(ran[1]).toContain(' libgtk-3-0t64 ')
})

test('others get one line with the exact command', async () => {
  const { given, ran } = system({ release: UBUNTU, packages: ['mesa-vulkan-drivers'] })
  await expect(ensureLibraries(NEEDS, given)).rejects.toThrow(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends libgtk-3-0 xvfb'
  )
  expect(ran).toEqual([])
})

test('an installation that fails says why', async () => {
  const { given } = system({ root: true, fails: 'E: Unable to locate package xvfb' })
  await expect(ensureLibraries(NEEDS, given)).rejects.toThrow('E: Unable to locate package xvfb')
})

test('other distributions are told what is missing, and package names are not asked for', async () => {
  const { given } = system({ release: 'ID=fedora\n', root: true })
  await expect(ensureLibraries(NEEDS, given)).rejects.toThrow(/: libgtk-3\.so\.0, xvfb-run\./)
})

test('every need can be told from the system or from dpkg, and be installed', () => {
  for (const { debian } of TO_TEST) expect(debian.length).toBeGreaterThan(0)
})
