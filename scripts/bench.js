/* Bundles a program of bench/ for plain Node and runs it: `node scripts/bench.js [cpu] [its arguments]`. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'

const ROOT = join(import.meta.dirname, '..')
const [first, ...rest] = process.argv.slice(2)
const named = first !== undefined && !first.startsWith('-')
const name = named ? first : 'cpu'
await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  build: { ssr: join('bench', `${name}.ts`), outDir: 'out/bench', target: 'node20', emptyOutDir: true },
  publicDir: false
})
const args = named || first === undefined ? rest : [first, ...rest]
const { status } = spawnSync(process.execPath, [join(ROOT, 'out/bench', `${name}.js`), ...args], {
  cwd: ROOT,
  stdio: 'inherit'
})
process.exitCode = status ?? 1
