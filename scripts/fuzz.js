/*
 * `npm run fuzz`: a million damaged files for every reader (src/testing/fuzz/targets.ts), in child processes with limits of
 * time and memory that are ended when they hang. --count N, --seed N and names of targets say otherwise. Every input is made
 * from the seed and its number; one that is a fault is kept in test-results/fuzz/, and told with its number.
 */
import { fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { ROOT } from './build.js'

export const TARGETS = [
  'safetensors',
  'tokenizers',
  'archives',
  'csv',
  'json',
  'jsonl',
  'docx',
  'epub',
  'pdf',
  'parquet'
]
const COUNT = 1_000_000
/** Processor time of one input, in milliseconds. */
const MOST_MS = 1000
/** What a child may take, bytes; its JavaScript heap is bounded below. */
const MOST_BYTES = 500e6
const HEAP_MB = 384
/** Silence after which a child hangs, in milliseconds of the clock: the machine may be busy. */
const SILENCE_MS = 30_000
/**
 * Readers that are not ours and may hang or die of a damaged file: the watch of the app's importer ends the process then
 * (src/storage/intake/pulse.ts). It is counted as an outcome; how often is for the reader to judge.
 */
const ENDED = ['docx', 'epub', 'pdf', 'parquet']
/** Inputs a child reads before another takes over, and how many one piece of work has at least. */
const PIECE = 25_000
/** Faults of one target after which it is left alone. */
const ENOUGH = 20

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
async function buildChild() {
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
function readPiece(child, piece, result, tell) {
  return new Promise((resolve) => {
    const running = fork(child, [], {
      execArgv: [`--max-old-space-size=${HEAP_MB}`],
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

/**
 * @param {object} given
 * @param {Readonly<Record<string, number>>} given.counts How many inputs each target reads.
 * @param {number} given.seed
 * @param {number} [given.atOnce] Processes.
 * @param {(line: string) => void} [given.say]
 * @param {(result: Result) => void} [given.done] Hears of each target when it is through: a million takes long.
 * @returns {Promise<Result[]>}
 */
export async function fuzz({
  counts,
  seed,
  atOnce = availableParallelism(),
  say = () => undefined,
  done = () => undefined
}) {
  const child = await buildChild()
  /** @type {Map<string, Result>} */
  const results = new Map()
  /** @type {{ target: string, seed: number, from: number, to: number }[]} */
  const pieces = []
  /** @type {Map<string, number>} */
  const left = new Map()
  for (const [target, count] of Object.entries(counts)) {
    results.set(target, { target, inputs: 0, outcomes: {}, faults: [], slowest: 0, peakBytes: 0 })
    for (let from = 0; from < count; from += PIECE) {
      pieces.push({ target, seed, from, to: Math.min(count, from + PIECE) })
      left.set(target, (left.get(target) ?? 0) + 1)
    }
  }
  const worker = async () => {
    for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
      const { target } = piece
      const result = /** @type {Result} */ (results.get(target))
      for (let from = piece.from; from < piece.to && result.faults.length < ENOUGH;) {
        from = await readPiece(child, { ...piece, from }, result, (at) =>
          say(`${target} ${at} of ${counts[target]}`)
        )
      }
      left.set(target, (left.get(target) ?? 0) - 1)
      if (left.get(target) === 0) done(result)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return [...results.values()]
}

/** @param {readonly Result[]} results */
export function tableOf(results) {
  return [
    '| target | inputs | faults | slowest | memory | outcomes |',
    '|---|---|---|---|---|---|',
    ...results.map(rowOf)
  ].join('\n')
}

/** @param {Result} result */
function rowOf({ target, inputs, outcomes, faults, slowest, peakBytes }) {
  const codes = Object.entries(outcomes)
    .sort((a, b) => b[1] - a[1])
    .map(([code, n]) => `${code} ${n.toLocaleString('en')}`)
  const cells = [
    inputs.toLocaleString('en'),
    faults.length,
    `${slowest.toFixed(0)} ms`,
    `${Math.round(peakBytes / 1e6)} MB`
  ]
  return `| ${[target, ...cells, codes.join(', ')].join(' | ')} |`
}

/** @param {readonly string[]} args */
async function main(args) {
  const number = (/** @type {string} */ name, /** @type {number} */ otherwise) =>
    args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise
  const seed = number('--seed', Date.now() % 2 ** 32)
  const count = number('--count', COUNT)
  const named = args.filter((argument) => TARGETS.includes(argument))
  console.log(`Seed ${seed}, ${count.toLocaleString('en')} inputs a target.`)
  let told = 0
  const results = await fuzz({
    counts: Object.fromEntries((named.length > 0 ? named : TARGETS).map((name) => [name, count])),
    seed,
    say(line) {
      if (Date.now() - told < 10_000) return
      told = Date.now()
      console.log(line)
    },
    done(result) {
      console.log(rowOf(result))
      for (const fault of result.faults) console.error(fault)
    }
  })
  console.log(`\nSeed ${seed}\n\n${tableOf(results)}`)
  return results.every(({ faults }) => faults.length === 0) ? 0 : 1
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main(process.argv.slice(2))
}
