/*
 * One child process of the fuzzer (fuzz.js): built, given a piece of a target's inputs, and ended when it hangs. What it
 * says grows a result; an input that is a fault is kept in test-results/fuzz/. Over 150 lines: what is said, what is silence
 * and what ends a child are one conversation.
 */
import { fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { ROOT } from './build.js'

/** Processor time of one input, in milliseconds. */
const MOST_MS = 1000
/** What a child may take, bytes; its JavaScript heap is bounded below. */
const MOST_BYTES = 500e6
const HEAP_MB = 384
/** Silence after which a child hangs, in milliseconds of the clock: the machine may be busy. */
const SILENCE_MS = 30_000
/** Where a child puts the files it reads: in memory where the system has such a folder, since no disk is tested. */
const SCRATCH = process.platform === 'linux' ? '/dev/shm' : tmpdir()
/**
 * Readers that are not ours and may hang or die of a damaged file: the watch of the app's importer ends the process then
 * (src/storage/intake/pulse.ts). It is counted as an outcome; how often is for the reader to judge.
 */
const ENDED = ['docx', 'epub', 'pdf', 'parquet']

/**
 * @typedef {object} Result
 * @property {string} target
 * @property {number} inputs
 * @property {Record<string, number>} outcomes `sound`, or the code it was refused with.
 * @property {string[]} faults
 * @property {number} slowest Milliseconds of processor time of the slowest input.
 * @property {number} peakBytes Of any of its processes.
 */

/**
 * The child as one file of plain JavaScript.
 * @returns {Promise<string>} Its path.
 */
export async function buildChild() {
  const outDir = join(ROOT, 'out/fuzz')
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: 'src/testing/fuzz/child.ts',
      outDir,
      emptyOutDir: true,
      target: 'node20',
      sourcemap: false
    },
    // Left where they are: what is tested is what Node finds.
    ssr: { noExternal: ['yazl', 'yauzl', 'pend', 'buffer-crc32'] }
  })
  return join(outDir, 'child.js')
}

/**
 * Reads the inputs from..to of a target in one child.
 * @param {string} child
 * @param {{ target: string, seed: number, from: number, to: number }} piece
 * @param {Result} result Grows.
 * @param {(at: number) => void} tell
 * @returns {Promise<number>} Where to go on: `to`, or behind the input that ended the child.
 */
export function readPiece(child, piece, result, tell) {
  return new Promise((resolve) => {
    const scratch = mkdtempSync(join(SCRATCH, 'fuzz-'))
    const running = fork(child, [], {
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
      env: { ...process.env, TMPDIR: scratch, TEMP: scratch },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc']
    })
    let at = piece.from
    let done = false
    let hung = false
    const mayEnd = ENDED.includes(piece.target)
    let said = ''
    running.stderr?.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-2000)))
    /** @type {NodeJS.Timeout | undefined} */
    let silence
    const wait = () => {
      clearTimeout(silence)
      const end = () => {
        hung = true
        running.kill('SIGKILL')
      }
      silence = setTimeout(end, SILENCE_MS)
    }
    running.on('message', (/** @type {import('../src/testing/fuzz/child.ts').FuzzWord} */ word) => {
      wait()
      if ('at' in word) {
        tell((at = word.at))
        count(result, word.outcomes)
      } else if ('fault' in word) {
        at = word.fault
        keep(result, piece, word.fault, word.what, Buffer.from(word.input, 'base64'))
      } else {
        done = true
        count(result, word.done)
        result.slowest = Math.max(result.slowest, word.slowest)
        result.peakBytes = Math.max(result.peakBytes, word.peakBytes)
        if (word.peakBytes > MOST_BYTES) {
          keep(result, piece, piece.from, `${Math.round(word.peakBytes / 1e6)} MB of memory among its inputs`)
        }
      }
    })
    running.on('close', (code, signal) => {
      clearTimeout(silence)
      // Not left to the child: one that was killed removes nothing.
      rmSync(scratch, { recursive: true, force: true })
      if (done) return resolve(piece.to)
      if (mayEnd) {
        const how = hung || signal === 'SIGKILL' ? 'hung and ended' : 'died'
        count(result, { [how]: 1 })
        return resolve(at + 1)
      }
      const why = hung
        ? `nothing said for ${SILENCE_MS / 1000} s`
        : `the process ended with ${signal ?? code}`
      keep(result, piece, at, `${why}, at this input or soon after: ${said}`)
      // The number is that of the last word, up to a fifth of a second before: what was read since is left out.
      resolve(Math.min(piece.to, at + 1000))
    })
    wait()
    running.send({ ...piece, most: MOST_MS })
  })
}

/**
 * @param {Result} result
 * @param {Readonly<Record<string, number>>} outcomes
 */
function count(result, outcomes) {
  for (const [outcome, n] of Object.entries(outcomes)) {
    result.outcomes[outcome] = (result.outcomes[outcome] ?? 0) + n
    result.inputs += n
  }
}

/**
 * @param {Result} result
 * @param {{ seed: number }} piece
 * @param {number} at
 * @param {string} what
 * @param {Buffer} [input]
 */
function keep(result, { seed }, at, what, input) {
  result.faults.push(`${result.target}, seed ${seed}, input ${at}: ${what}`)
  if (!input) return
  const folder = join(ROOT, 'test-results/fuzz')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${result.target}-${seed}-${at}.bin`), input)
}
