/*
 * `npm run fuzz`: a million damaged files for every reader (src/testing/fuzz/targets.ts), in child processes with limits of
 * time and memory that are ended when they hang. --count N, --seed N and names of targets say otherwise. Every input is made
 * from the seed and its number (archives hold ids and times of their making too); one that is a fault is kept in
 * test-results/fuzz/, and told with its number. One child and its limits: fuzz-child.js.
 */
import { availableParallelism } from 'node:os'
import { pathToFileURL } from 'node:url'
import { buildChild, readPiece } from './fuzz-child.js'

/** @typedef {import('./fuzz-child.js').Result} Result */

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
/** Inputs a child reads before another takes over, and how many one piece of work has at least. */
const PIECE = 25_000
/** Faults of one target after which it is left alone. */
const ENOUGH = 20

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
