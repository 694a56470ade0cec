/* The licences of what is bundled: which packages are seen, and what is said of each. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { joinParts, licenceIn, packageFolders } from './licences.js'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function pack(name: string, about: object, files: Record<string, string> = {}): string {
  const folder = join(root, 'node_modules', name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', ...about }))
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  return folder
}

describe('the packages in a bundle', () => {
  it('are told by the paths of its modules', () => {
    const at = (path: string): string => join(root, path)
    const modules = [
      at('src/a.ts'),
      at('node_modules/a/index.js'),
      `\0${at('node_modules/a/other.js')}?commonjs-es-import`,
      at('node_modules/@scope/b/lib/x.css'),
      at('node_modules/a/node_modules/c/index.js'),
      at('src/engine.generated.ts'),
      '\0vite/preload-helper.js',
      '\0commonjsHelpers.js'
    ]
    expect([...packageFolders(modules, root)].map((folder) => folder.slice(root.length + 14))).toEqual([
      ...['a', '@scope/b', 'a/node_modules/c', 'assemblyscript', 'vite']
    ])
  })

  it('leave no module without a licence', () => {
    expect(() => packageFolders(['/elsewhere/x.js'], root)).toThrow('/elsewhere/x.js')
    expect(() => packageFolders(['\0something'], root)).toThrow('something')
  })
})

describe('the licence of a package', () => {
  it('is its files word for word, notices too', () => {
    const folder = pack(
      'a',
      { license: 'MIT' },
      { LICENSE: 'may\n', 'NOTICE.txt': 'note', 'license.js': 'code' }
    )
    expect(licenceIn(folder)).toEqual({ name: 'a', version: '1.2.3', licence: 'MIT', text: 'may\n\nnote' })
  })

  it('is named as older packages and forgetful ones name it', () => {
    const text = { 'licence.md': 'ISC License\n\nmay' }
    expect(licenceIn(pack('a', { license: { type: 'ISC' } }, text)).licence).toBe('ISC')
    expect(licenceIn(pack('b', { licenses: [{ type: 'MIT' }, { type: 'X' }] }, text)).licence).toBe(
      'MIT OR X'
    )
    expect(licenceIn(pack('c', {}, text)).licence).toBe('ISC')
    expect(() => licenceIn(pack('d', {}))).toThrow('d does not say')
  })

  it('is looked for in the read-me, or is the standard text, and is never missing', () => {
    const inReadme = pack('a', { license: 'MIT', author: 'Ada' }, { 'README.md': '# a\n\n## License\n\nmay' })
    expect(licenceIn(inReadme).text).toBe('a 1.2.3\n\nAda\n\nmay')
    pack('pdfjs-dist', {}, { LICENSE: 'Apache' })
    expect(licenceIn(pack('b', { license: 'Apache-2.0' })).text).toBe('b 1.2.3\n\nApache')
    expect(() => licenceIn(pack('c', { license: 'MIT' }))).toThrow('c brings no text')
  })
})

it('joins parts, each package once, by name', () => {
  const one = (name: string, version = '1') => ({ name, version, licence: 'MIT', text: '' })
  writeFileSync(join(root, 'main.json'), JSON.stringify([one('b'), one('a')]))
  writeFileSync(join(root, 'worker.json'), JSON.stringify([one('b'), one('b', '2')]))
  expect(joinParts(root).map(({ name, version }) => name + version)).toEqual(['a1', 'b1', 'b2'])
  expect(joinParts(join(root, 'none'))).toEqual([])
})

it('has the standard text of Apache 2.0', () => {
  const text = readFileSync(join(import.meta.dirname, '../node_modules/pdfjs-dist/LICENSE'), 'utf8')
  expect(text).toMatch(/^\s*Apache License\s+Version 2\.0/)
})
