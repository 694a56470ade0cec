/*
 * For tests: the programs of e2e/peers, not ours, which open what we export. Installed with their own lock file,
 * without scripts and optional packages, so that of llama.cpp only the named binary for the processor comes.
 */
import { execFile, spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'

const PEERS = join(process.cwd(), 'e2e', 'peers')

/** Whether they run here: the binary that the lock file names is for one system. */
export const PEERS_RUN = process.platform === 'linux' && process.arch === 'x64'

/** Installs them if their lock file has changed since the last time. @throws Error with npm's output */
export async function installPeers(): Promise<void> {
  const lock = readFileSync(join(PEERS, 'package-lock.json'), 'utf8')
  const mark = join(PEERS, 'node_modules', '.installed-lock.json')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return
  const args = ['ci', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund']
  await promisify(execFile)('npm', args, { cwd: PEERS })
  writeFileSync(mark, lock)
}

/** What one of them answers to a question in JSON. @throws Error with what it says instead */
export async function askPeer<T>(program: string, question: object): Promise<T> {
  const child = spawn(process.execPath, [join(PEERS, program)], { cwd: PEERS })
  child.stdin.end(JSON.stringify(question))
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve))
  ])
  if (code !== 0) throw new Error(`${program}: ${String(code)}\n${err}`)
  return JSON.parse(out) as T
}
