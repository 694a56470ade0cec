/*
 * One process of the fuzzer: reads the inputs of one target from a number on, each made from the seed and its number, and
 * tells how far it is. Times are processor time, so that a busy machine makes no hang of what is none; its parent
 * (scripts/fuzz.js) ends it when it is silent, and starts another behind the input that killed it. Readers that are not ours
 * run under the watch of the app's importer, which ends the process by itself.
 */
import { Failure } from '#core/errors'
import { createRandom } from '#core/random/random'
import { beat, startWatch } from '#storage/intake/pulse'
import { TARGETS } from './targets'

export interface FuzzOrder {
  readonly target: string
  readonly seed: number
  /** Numbers of the first input and of the one after the last. */
  readonly from: number
  readonly to: number
  /** Milliseconds of processor time that one input may take. */
  readonly most: number
}

export type FuzzWord =
  /** The number of the next input, and what became of those since the last word. */
  | { readonly at: number; readonly outcomes: Readonly<Record<string, number>> }
  | { readonly fault: number; readonly what: string; readonly input: string }
  | { readonly done: Readonly<Record<string, number>>; readonly slowest: number; readonly peakBytes: number }

/** How often it tells how far it is, in milliseconds. */
const TELL_MS = 200

const say = (word: FuzzWord): void => void process.send?.(word)

async function fuzz({ target: name, seed, from, to, most }: FuzzOrder): Promise<void> {
  const make = TARGETS[name]
  if (!make) throw new Error(`there is no target ${name}`)
  const target = await make()
  if (target.ended) await startWatch()
  let outcomes: Record<string, number> = {}
  let slowest = 0
  let told = 0
  let before = process.cpuUsage().user + process.cpuUsage().system
  for (let at = from; at < to; at++) {
    const now = performance.now()
    if (target.ended || now - told > TELL_MS) {
      told = now
      say({ at, outcomes })
      outcomes = {}
      // Let the word out before an input that may never end.
      await new Promise((resolve) => setImmediate(resolve))
    }
    const input = target.input(createRandom(seed, at))
    const fault = (what: string): void =>
      say({ fault: at, what, input: Buffer.from(input).toString('base64') })
    beat()
    try {
      const outcome = await target.read(input)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      if (outcome !== 'sound' && !target.codes.test(outcome)) fault(`the code ${outcome}`)
    } catch (thrown) {
      fault(thrown instanceof Failure ? thrown.error.code : String((thrown as Error)?.stack ?? thrown))
    }
    // Asked for once an input, since asking takes as long as reading a small one: making it counts too.
    const { user, system } = process.cpuUsage()
    const ms = (user + system - before) / 1000
    before = user + system
    slowest = Math.max(slowest, ms)
    if (ms > most) fault(`${Math.round(ms)} ms of processor time`)
  }
  say({ done: outcomes, slowest, peakBytes: process.resourceUsage().maxRSS * 1024 })
}

process.on('message', (order: FuzzOrder) => {
  void fuzz(order).then(
    () => process.disconnect(),
    (thrown: unknown) => {
      console.error(thrown)
      process.exit(1)
    }
  )
})
