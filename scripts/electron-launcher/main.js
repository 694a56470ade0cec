/*
 * What `electron [-r module] <folder>` runs in a runtime that came without Electron's own default app: it gives
 * the app the folder's name, version and path, loads the modules named by -r, then the folder's main module.
 * The await at the top level keeps `app` from becoming ready before that module has run; schemes must be
 * registered before. Works for CommonJS and ES module mains alike.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

/** @type {string[]} */
const modules = []
let folder = ''
for (let i = 1; i < process.argv.length && folder === ''; i++) {
  if (process.argv[i] === '-r' || process.argv[i] === '--require') modules.push(process.argv[++i])
  else if (!process.argv[i].startsWith('-')) folder = resolve(process.argv[i])
}

if (folder === '') {
  console.error('Give the folder of an app: electron <folder>')
  app.exit(2)
} else {
  const about = JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8'))
  app.setName(about.productName ?? about.name)
  // Both are what Electron's own default app calls; its types leave them out.
  const hidden = /** @type {{ setVersion(version: string): void, setAppPath(path: string): void }} */ (
    /** @type {unknown} */ (app)
  )
  hidden.setVersion(about.version)
  hidden.setAppPath(folder)
  // Electron's own default app sets it too; apps ask it where their arguments begin.
  Object.defineProperty(process, 'defaultApp', { value: true })
  const require = createRequire(resolve(folder, 'package.json'))
  for (const module of modules) require(resolve(module))
  await import(pathToFileURL(resolve(folder, about.main ?? 'index.js')).href)
}
