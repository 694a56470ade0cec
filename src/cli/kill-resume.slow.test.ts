/*
 * `train` and `resume` killed at random instants, again and again: after every kill the library holds a prefix of
 * the very losses of a run that nobody disturbed, no kept step is ever lost, and what comes out at the end is equal
 * to the last bit. On the CPU engine, where that is promised.
 */

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodeModelFile } from '#core/formats/model-file'
import { createRandom } from '#core/random/random'
import { openLibrary, type Library } from '#storage/library'

const ROUNDS = 50
const STEPS = 12_000
const ROOT = process.cwd()
const BIN = join(ROOT, 'bin', 'downhill.js')
const NAMES = 'anna otto hannah bob eve ada elle lil nan viv abba ed dan lena'.split(' ')
const TINY = ['--set', 'layers=1', 'width=8', 'heads=2', 'batch=4', 'dropout=0.1', 'eval_every=500']
/** Kills come within this time after a process has said that it trains; some come before it does. */
const [WITHIN_MS, EARLY_MS] = [400, 500]

const folder = mkdtempSync(join(tmpdir(), 'downhill-killed-'))
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'INIT_CWD'))

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/prepare.js'], { cwd: ROOT })
  writeFileSync(join(folder, 'list.txt'), `${NAMES.join('\n')}\n`)
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const start = (command: readonly string[], library: string): ChildProcess =>
  spawn(process.execPath, [BIN, ...command, '--library', library, '--engine', 'cpu'], {
    ...{ cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] }
  })
const train = (): string[] => ['train', '--corpus', 'list.txt', '--steps', String(STEPS), ...TINY]

/** Goes on with the run of a library, or begins one. */
const nextOf = async (library: string): Promise<string[]> =>
  (await standing(library)) ? ['resume'] : train()

/** Its exit code, or null if it was killed. */
const endOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done(code))
  })

/** Settles once it has said its first word. */
const firstWord = (child: ChildProcess): Promise<void> =>
  new Promise((heard) => child.stderr?.once('data', () => heard()))

const open = (name: string): Promise<Library> => openLibrary({ root: join(folder, name) })

/** Everything the newest run of a library came to. */
async function standing(name: string) {
  const { runs } = await open(name)
  const [run] = await runs.list()
  if (!run) return null
  const losses = await runs.readMetrics(run.id)
  const newest = run.checkpoints.length > 0 ? await runs.readCheckpoint(run.id) : null
  return { run, losses, newest }
}

it(`goes on with equal losses after each of ${ROUNDS} kills`, { timeout: 300_000 }, async () => {
  expect(await endOf(start([...train(), '--quiet'], 'whole'))).toBe(0)
  const whole = (await standing('whole'))!
  expect(whole.losses.train).toHaveLength(STEPS)

  // As a kill after the last checkpoint leaves it: nothing is left to train, and it can still be concluded.
  const opened = await open('whole')
  await opened.runs.update(whole.run.id, { state: 'training' })
  await opened.close()
  expect(await endOf(start(['resume', '--quiet'], 'whole'))).toBe(0)
  const concluded = (await standing('whole'))!
  expect(concluded.run).toMatchObject({ state: 'finished', step: STEPS, bestVal: whole.run.bestVal })
  expect(concluded.losses).toEqual(whole.losses)
  await expectEqualModels(concluded.newest!.bytes, whole.newest!.bytes)
  // Finished and asked for no more, it is refused.
  expect(await endOf(start(['resume', '--quiet'], 'whole'))).toBe(2)

  const random = createRandom(20)
  let [kills, finished, kept] = [0, 0, 0]
  const froms = new Set<number>()
  while (kills < ROUNDS) {
    const library = `killed-${finished}`
    const child = start(await nextOf(library), library)
    const ended = endOf(child)
    const early = kills % 5 === 4
    if (!early) await Promise.race([firstWord(child), ended])
    await Promise.race([sleep(random.uniform() * (early ? EARLY_MS : WITHIN_MS)), ended])
    child.kill('SIGKILL')
    const code = await ended
    const left = await standing(library)
    if (code === null) kills++
    else expect(code).toBe(0)
    // Killed before it had made its run.
    if (!left) continue
    const { run, losses, newest } = left
    expect(newest?.step ?? 0).toBeGreaterThanOrEqual(kept)
    kept = newest?.step ?? 0
    froms.add(kept)
    expect(losses.train.length).toBeGreaterThanOrEqual(kept)
    expect(losses.train).toEqual(whole.losses.train.subarray(0, losses.train.length))
    expect(losses.val).toEqual(whole.losses.val.slice(0, losses.val.length))
    if (run.step < STEPS || run.state !== 'finished') continue
    await expectEqualModels(newest!.bytes, whole.newest!.bytes)
    finished++
    kept = 0
  }
  // The kills really fell at different places of the run.
  expect(froms.size).toBeGreaterThan(5)

  const library = `killed-${finished}`
  expect(await endOf(start([...(await nextOf(library)), '--quiet'], library))).toBe(0)
  const last = (await standing(library))!
  expect(last.losses.train).toEqual(whole.losses.train)
  expect(last.losses.val).toEqual(whole.losses.val)
  await expectEqualModels(last.newest!.bytes, whole.newest!.bytes)
})

async function expectEqualModels(a: Uint8Array, b: Uint8Array): Promise<void> {
  const [x, y] = [await decodeModelFile(a), await decodeModelFile(b)]
  for (const part of ['parameters', 'm', 'v'] as const) expect(x[part]).toEqual(y[part])
  const { step, random } = y.training
  expect(x.training).toMatchObject({ step, random })
}
