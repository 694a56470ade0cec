import { spawnSync } from 'node:child_process'
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryName } from './atomic-write'
import { nodeDisk } from './disk'
import { checkpointName, defaultDataRoot, ID, parseCheckpointName } from './paths'
import { sweepFolder } from './sweep'
import { scratch } from './testing/fixtures'

describe('ids', () => {
  it.each(['names', 'text-0a1b', '20260712-153012-abcdef', 'a', 'console', 'com10'])('include %s', (id) =>
    expect(ID.test(id)).toBe(true)
  )
  it.each(['', 'A', 'a.b', 'a b', '-a', 'a-', 'con', 'lpt1', 'com0', '../a', 'a\n', 'x'.repeat(65)])(
    'exclude %j',
    (id) => expect(ID.test(id)).toBe(false)
  )
})

describe('the data folder', () => {
  it('is where the system keeps such things, or where one says', () => {
    expect(defaultDataRoot({}, 'linux', '/home/u')).toBe('/home/u/.config/Downhill')
    expect(defaultDataRoot({ XDG_CONFIG_HOME: '/c' }, 'linux', '/home/u')).toBe('/c/Downhill')
    expect(defaultDataRoot({}, 'darwin', '/Users/u')).toBe('/Users/u/Library/Application Support/Downhill')
    expect(defaultDataRoot({ APPDATA: '/r' }, 'win32', '/u')).toBe('/r/Downhill')
    expect(defaultDataRoot({ DOWNHILL_DATA: '/d' }, 'linux', '/home/u')).toBe('/d')
  })
})

describe('checkpoint names', () => {
  it('hold the step', () => {
    expect(parseCheckpointName(checkpointName(1840))).toEqual({ step: 1840, copy: 0 })
    expect(parseCheckpointName(checkpointName(7, 2))).toEqual({ step: 7, copy: 2 })
    for (const name of [
      'ckpt-.safetensors',
      'ckpt-1.safetensors.corrupt-1',
      '.ckpt-1.safetensors',
      'ckpt-1'
    ]) {
      expect(parseCheckpointName(name)).toBeNull()
    }
  })
})

describe('the start-up sweep', () => {
  let folder: string
  let remove: () => void
  beforeEach(() => ({ folder, remove } = scratch()))
  afterEach(() => remove())

  it('removes what dead processes and earlier days left, and nothing else', async () => {
    const dead = spawnSync(process.execPath, ['-e', '0']).pid
    const ofDead = `.a.json.${dead}.0123456789ab.tmp`
    const ofParent = `.b.json.${process.ppid}.0123456789ab.tmp`
    const old = `.c.json.${process.ppid}.0123456789ac.tmp`
    const own = temporaryName('d.json')
    const ownBefore = `.e.json.${process.pid}.0123456789ab.tmp`
    const foreign = ['.f.tmp', 'g.tmp', '.h.json.1.xyz.tmp', 'run.json', 'a.corrupt-1']
    for (const name of [ofDead, ofParent, old, own, ownBefore, ...foreign])
      writeFileSync(join(folder, name), '')
    const day = 24 * 3600
    const now = Date.now() / 1000
    utimesSync(join(folder, old), now - 2 * day, now - 2 * day)
    const beforeUs = now - process.uptime() - 60
    utimesSync(join(folder, ownBefore), beforeUs, beforeUs)
    expect(await sweepFolder(nodeDisk, folder, new Date())).toBe(3)
    expect(readdirSync(folder).sort()).toEqual([ofParent, own, ...foreign].sort())
  })

  it('is content without a folder', async () => {
    expect(await sweepFolder(nodeDisk, join(folder, 'none'), new Date())).toBe(0)
  })
})
