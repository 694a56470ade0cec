import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { controlFile, debianPackage } from './debian-package.js'
import { ROOT } from './build.js'
import { inPath, run } from './run.js'

test('the control file names what the app needs, either way Debian calls it', () => {
  const control = controlFile({ version: '1.2.3', architecture: 'amd64', kilobytes: 12 })
  expect(control).toContain('Version: 1.2.3\n')
  expect(control).toContain('libgtk-3-0t64 | libgtk-3-0')
  // A line of its own for every field, and an end of line at the end: dpkg insists.
  expect(control).toMatch(/^([A-Z][\w-]*: \S.*\n|  ?\S.*\n)+$/)
})

test.runIf(inPath('dpkg-deb'))('the package holds the app, its starter, entry, type and icons', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unpacked-'))
  try {
    mkdirSync(join(folder, 'app'))
    writeFileSync(join(folder, 'app/downhill'), 'binary', { mode: 0o700 })
    const file = await debianPackage({
      folder: join(folder, 'app'),
      version: '0.0.1',
      root: ROOT,
      output: folder,
      run
    })
    expect(existsSync(file)).toBe(true)
    const { output } = await run('dpkg-deb', ['-c', file])
    expect(output).toMatch(/-rwxr-xr-x root\/root .*\.\/opt\/Downhill\/downhill\n/)
    expect(output).toMatch(/usr\/bin\/downhill -> \/opt\/Downhill\/downhill-start/)
    for (const path of ['applications/downhill.desktop', 'mime/packages/downhill.xml', 'apps/downhill.png']) {
      expect(output).toContain(path)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
