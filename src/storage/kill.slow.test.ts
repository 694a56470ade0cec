import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from 'vite'
import { openLibrary } from './library'
import { CONFIG, CORPUS, filesBelow, scratch } from './testing/fixtures'

/** DOWNHILL_KILLS=200 for the long loop. */
const KILLS = Number(process.env['DOWNHILL_KILLS'] ?? 20)

let folder: string
let remove: () => void
let writer: string

beforeAll(async () => {
  ;({ folder, remove } = scratch())
  const outDir = join(folder, 'bundle')
  const ssr = resolve(import.meta.dirname, 'testing/writer.ts')
  // Whole, since the folder it runs from has no packages.
  const bundled = { ssr: { noExternal: true as const }, build: { ssr, outDir, target: 'node20' } }
  await build({ configFile: false, logLevel: 'error', ...bundled })
  writer = join(outDir, 'writer.js')
})
afterAll(() => remove())

/** Runs the writer, kills it `delay` ms after its first word, and returns the last step it called safe. */
function writeAndKill(delay: number, ...args: string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      if (said === '') setTimeout(() => child.kill('SIGKILL'), delay)
      said += chunk.toString()
    })
    child.on('error', fail)
    child.on('close', () => done(Number(said.split('\n').at(-2) ?? 0)))
  })
}

/** The step that fills these bytes, or null if they are torn. */
function stepOf(bytes: Uint8Array, megabytes = 1): number | null {
  if (bytes.byteLength !== megabytes << 20) return null
  const numbers = new Float64Array(bytes.slice().buffer)
  return numbers.every((n) => n === numbers[0]) ? (numbers[0] ?? null) : null
}

describe(`a process killed ${KILLS} times while it writes`, () => {
  it('never loses what it called safe, and nothing is torn', async () => {
    const root = join(folder, 'data')
    const first = await openLibrary({ root, owner: true })
    const { id } = await first.runs.create({ config: CONFIG, corpus: CORPUS })
    let seed = 12345
    for (let kill = 0; kill < KILLS; kill++) {
      seed = (seed * 48271) % 2147483647
      const safe = await writeAndKill(seed % 150, root, id)
      const { runs, notices } = await openLibrary({ root, owner: true })
      const newest = await runs.readCheckpoint(id)
      expect(newest.step).toBeGreaterThanOrEqual(safe)
      expect(stepOf(newest.bytes)).toBe(newest.step)
      const run = await runs.find(id)
      expect(run.state).toBe('interrupted')
      expect(run.step).toBeGreaterThanOrEqual(safe)
      for (const step of run.checkpoints) {
        expect(stepOf((await runs.readCheckpoint(id, step)).bytes)).toBe(step)
      }
      const { train } = await runs.readMetrics(id)
      expect(train.length).toBeGreaterThanOrEqual(newest.step)
      for (const [i, loss] of train.entries()) expect(loss).toBe(i + 1)
      expect(notices.all()).toEqual([])
      expect(Object.keys(filesBelow(root)).filter((name) => name.endsWith('.tmp'))).toEqual([])
      await runs.update(id, { state: 'training' })
    }
  })

  it('is caught by this test where it writes in place', async () => {
    const root = join(folder, 'naive')
    let torn = 0
    for (let kill = 0; kill < 30 && torn === 0; kill++) {
      const safe = await writeAndKill(kill, root, '', 'naive')
      const step = stepOf(readFileSync(join(root, 'naive.bin')), 8)
      if (step === null || step < safe) torn++
    }
    expect(torn).toBeGreaterThan(0)
  })
})
