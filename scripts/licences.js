/*
 * The licences of what is shipped, collected while it is bundled: each bundle's own list of modules says which
 * packages are in it, their folders say version, licence and text. Every build leaves its part in out/licences/, the
 * page's build, the last, joins them to out/renderer/licences.json. Electron and Chromium bring their own files.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @typedef {object} Licence
 * @property {string} name Of the package.
 * @property {string} version
 * @property {string} licence As the package says it, an SPDX expression as a rule.
 * @property {string} text Its licence and notices, word for word.
 */

/** Code that bundlers add under names of their own. */
const ADDED = [
  { beginning: 'vite/', name: 'vite' },
  { beginning: 'rolldown/', name: 'rolldown' }
]
/** Compiled into the WebAssembly engine, which the bundler sees as one long text. */
const COMPILED = { module: /\.generated\.ts$/, name: 'assemblyscript' }
/** The licence itself, for packages that only name it: a package that brings exactly its text. */
const STANDARD = { 'Apache-2.0': 'pdfjs-dist/LICENSE' }
const TEXTS = /^(licen[cs]e|copying|notice)([-.].*)?$/i

/**
 * The folders of the packages that these modules come from.
 * @param {Iterable<string>} modules Names as bundlers have them: paths, some with a mark before or a query after.
 * @param {string} root Of the repository.
 * @returns {Set<string>}
 * @throws {Error} For a module that is neither ours nor of a package, since its licence would be missing.
 */
export function packageFolders(modules, root) {
  /** @type {Set<string>} */
  const folders = new Set()
  for (const module of modules) {
    const path = module.replaceAll('\0', '').replace(/\?.*$/, '').replaceAll('\\', '/')
    const inPackage = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)
    const added = ADDED.find(({ beginning }) => path.startsWith(beginning))
    if (inPackage) folders.add(String(inPackage[1]))
    else if (added) folders.add(join(root, 'node_modules', added.name))
    else if (path.startsWith('commonjsHelpers') || path.startsWith('__vite-')) continue
    else if (!path.startsWith(`${root.replaceAll('\\', '/')}/`)) {
      throw new Error(
        `The licence of ${JSON.stringify(module)} is not known: it is in a bundle and in no package.`
      )
    }
    if (COMPILED.module.test(path)) folders.add(join(root, 'node_modules', COMPILED.name))
  }
  return folders
}

/**
 * @param {string} folder Of a package.
 * @returns {Licence}
 * @throws {Error} If the package says nothing of its licence, or its text is not to be had.
 */
export function licenceIn(folder) {
  const { name, version, license, licenses, author, homepage } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8')
  )
  const said = license ?? licenses?.map((/** @type {{ type: string }} */ one) => one.type).join(' OR ')
  const files = readdirSync(folder).sort()
  const read = (/** @type {string} */ file) => readFileSync(join(folder, file), 'utf8').trim()
  const texts = files.filter((file) => TEXTS.test(file) && !/\.(js|ts|json|html)$/i.test(file)).map(read)
  // A few packages bring the text and leave the field out: its title then says which licence it is.
  const licence =
    (typeof said === 'string' ? said : said?.type) ?? texts[0]?.split('\n')[0]?.replace(/ License$/, '')
  if (!licence) throw new Error(`${name} does not say under which licence it is`)
  if (texts.length > 0) return { name, version, licence, text: texts.join('\n\n') }

  const readme = files.find((file) => /^readme(\.|$)/i.test(file))
  const section =
    readme && /^#+ *licen[cs]e[^\n]*\n+([^]+)|^licen[cs]e[^\n]*\n-+\n+([^]+)/im.exec(read(readme))
  const standard = STANDARD[/** @type {keyof typeof STANDARD} */ (licence)]
  const text = standard
    ? readFileSync(join(folder.replace(/^(.*\/node_modules)\/.*$/, '$1'), standard), 'utf8').trim()
    : (section?.[1] ?? section?.[2])?.trim()
  if (!text) throw new Error(`${name} brings no text of its licence, ${licence}`)
  const by = typeof author === 'object' ? author?.name : author
  return {
    name,
    version,
    licence,
    text: [`${name} ${version}`, by, homepage, text].filter(Boolean).join('\n\n')
  }
}

/**
 * A plug-in for one build.
 * @param {string} part Name of the build; all share one folder.
 * @param {{ root: string, joined?: boolean }} where `joined`: this build is the last one and joins all parts.
 * @returns {import('vite').Plugin}
 */
export function collectLicences(part, { root, joined = false }) {
  const folder = join(root, 'out/licences')
  return {
    name: 'downhill-licences',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [file] : []))
      const folders = packageFolders(
        chunks.flatMap(({ moduleIds }) => moduleIds),
        root
      )
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${part}.json`), JSON.stringify([...folders].map(licenceIn)))
    },
    writeBundle: {
      order: 'post',
      handler({ dir }) {
        if (joined) writeFileSync(join(dir ?? '.', 'licences.json'), JSON.stringify(joinParts(folder)))
      }
    }
  }
}

/**
 * All parts in a folder as one list, each package once, by name.
 * @param {string} folder
 * @returns {Licence[]}
 */
export function joinParts(folder) {
  /** @type {Map<string, Licence>} */
  const all = new Map()
  for (const file of existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []) {
    /** @type {Licence[]} */
    const part = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    for (const licence of part) all.set(`${licence.name} ${licence.version}`, licence)
  }
  return [...all.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'))
}
