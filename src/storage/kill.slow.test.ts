/*
 * Processes that write into a library, killed with SIGKILL at random instants: while they write, and some again
 * while they recover from that at their start. DOWNHILL_KILLS=5000 for a night's loop.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from 'vite'
import { openLibrary } from './library'
import { CONFIG, CORPUS, scratch } from './testing/fixtures'
import { textOf } from './testing/kept-line'

const KILLS = Number(process.env['DOWNHILL_KILLS'] ?? 200)

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
afterAll(() => {
  next?.kill('SIGKILL')
  remove()
})

/** A writer that has loaded, or is about to, and waits: starting one takes longer than what is tested. */
let next: ChildProcess | null = null
const startWriter = (): ChildProcess =>
  spawn(process.execPath, [writer], { stdio: ['pipe', 'pipe', 'inherit'] })

/**
 * Lets a writer loose and kills it `delay` ms after it has said `word`, or any number of a safe step.
 * @returns the last step it called safe, 0 if none
 */
function writeAndKill(word: 'opening' | 'safe', delay: number, ...work: string[]): Promise<number> {
  const child = next ?? startWriter()
  next = startWriter()
  return new Promise((done, fail) => {
    let said = ''
    let doomed = false
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (doomed || !(word === 'opening' ? said.includes('opening') : /\d\n/.test(said))) return
      doomed = true
      setTimeout(() => child.kill('SIGKILL'), delay)
    })
    child.on('error', fail)
    child.on('close', () => done(Number(/(\d+)\n\D*$/.exec(said)?.[1] ?? 0)))
    child.stdin?.write(`${JSON.stringify(work)}\n`)
  })
}

/** The step that fills these bytes, or null if they are torn. */
function stepOf(bytes: Uint8Array, length: number): number | null {
  if (bytes.byteLength !== length) return null
  const first = Buffer.from(bytes.buffer, bytes.byteOffset, 8)
  for (let at = 8; at < length; at += 8) if (first.compare(bytes, at, at + 8) !== 0) return null
  return first.readDoubleLE()
}

/** Of the steps up to this one, the last with this remainder by 3: when a small thing was stored. */
const lastOf = (step: number, remainder: number): number => step - ((step - remainder + 3) % 3)

describe(`a process killed ${KILLS} times while it writes`, () => {
  it('never loses what it called safe, and nothing is torn', { timeout: 3_600_000 }, async () => {
    const root = join(folder, 'data')
    const first = await openLibrary({ root, owner: true })
    const { id } = await first.runs.create({ config: CONFIG, corpus: CORPUS })
    await first.settings.changeApp({ checkpoints: { count: 3, megabytes: 100 } })
    await first.close()
    let seed = 12345
    const upTo = (limit: number): number => (seed = (seed * 48271) % 2147483647) % limit
    let safe = 0
    let stale = 0
    for (let kill = 0; kill < KILLS; kill++) {
      safe = Math.max(safe, await writeAndKill('safe', upTo(60), root, id))
      stale += temporaryFiles(root).length
      // Killed once more, while it clears away what the first kill left.
      if (kill % 4 === 0) await writeAndKill('opening', upTo(25), root, id)

      const library = await openLibrary({ root, owner: true })
      const { runs, notices, settings, shortlists, corpora } = library
      const newest = await runs.readCheckpoint(id)
      expect(newest.step).toBeGreaterThanOrEqual(safe)
      expect(stepOf(newest.bytes, 128 << 10)).toBe(newest.step)
      const run = await runs.find(id)
      expect(run.state).toBe('interrupted')
      expect(run.step).toBeGreaterThanOrEqual(safe)
      for (const step of run.checkpoints) {
        expect(stepOf((await runs.readCheckpoint(id, step)).bytes, 128 << 10)).toBe(step)
      }
      const { train } = await runs.readMetrics(id)
      expect(train.length).toBeGreaterThanOrEqual(newest.step)
      expect(train.findIndex((loss, i) => loss !== i + 1)).toBe(-1)

      const settled = Number(settings.current().app.tour.done[0] ?? 0)
      expect(settled).toBeGreaterThanOrEqual(lastOf(safe, 0))
      const kept = Number((await shortlists.read('names')).lines[0]?.text ?? 0)
      expect(kept).toBeGreaterThanOrEqual(lastOf(safe, 1))
      const texts = await Promise.all((await corpora.list()).map((text) => corpora.readText(text.id)))
      const numbers = texts.map((text) => Number(/\d+/.exec(text)))
      expect(texts).toEqual(numbers.map(textOf))
      if (safe >= 2) expect(Math.max(...numbers)).toBeGreaterThanOrEqual(lastOf(safe, 2))

      expect(notices.all()).toEqual([])
      expect(temporaryFiles(root)).toEqual([])
      await library.close()
    }
    // The kills really fell into the middle of writing.
    expect(stale).toBeGreaterThan(KILLS / 10)
  })

  it('is caught by this test where it writes in place', async () => {
    const root = join(folder, 'naive')
    let torn = 0
    for (let kill = 0; kill < 30 && torn === 0; kill++) {
      const safe = await writeAndKill('safe', kill, root, '', 'naive')
      const step = stepOf(readFileSync(join(root, 'naive.bin')), 8 << 20)
      if (step === null || step < safe) torn++
    }
    expect(torn).toBeGreaterThan(0)
  })
})

function temporaryFiles(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))
}
