/*
 * The lines of metrics.jsonl, as text: `<crc32 hex> <json>` each, so that a line a crash tore is recognised.
 * A line that starts at or before a known step rewinds: after resuming from a checkpoint the steps that
 * were lost are computed, and written, again.
 */
import { crc32 } from 'node:zlib'
import * as check from './checks'

export interface ValLoss {
  readonly step: number
  readonly loss: number
  /** The same in bits per character; absent where each token is one character, and it is loss ÷ ln 2. */
  readonly bits?: number | undefined
}

/** Losses of consecutive steps: `train[0]` is that of step `first`, counted from 1. Nats per token. */
export interface MetricsBlock {
  readonly first: number
  readonly train: Float64Array
  /** The same in bits per character; train ÷ ln 2 if not given. */
  readonly bits?: Float64Array | undefined
  readonly val: readonly ValLoss[]
}

/** All losses so far; NaN where a step's line was damaged. */
export interface RunMetrics {
  readonly train: Float64Array
  /** As long as `train`, in bits per character. */
  readonly bits: Float64Array
  readonly val: readonly ValLoss[]
}

/** More steps than a run may have: a line beyond is damage, not data. */
const MAX_STEP = 10_000_000

const blockCheck = check.storedRecord({
  first: check.integer(1, MAX_STEP),
  train: check.list(check.nullable(check.number()), MAX_STEP),
  bits: check.optional(check.list(check.nullable(check.number()), MAX_STEP)),
  val: check.list(
    check.record<ValLoss>({
      step: check.integer(0, MAX_STEP),
      loss: check.number(),
      bits: check.optional(check.number())
    }),
    MAX_STEP
  )
})

/** One line with its end; not-a-number losses become null. */
export function encodeLine({ first, train, bits, val }: MetricsBlock): string {
  // Where a token is a character, which is most runs, the bits say nothing new.
  const told = bits?.some((value, i) => !Object.is(value, inBits(train[i]!))) ? Array.from(bits) : undefined
  const points = val.map((point) =>
    point.bits === inBits(point.loss) ? { step: point.step, loss: point.loss } : point
  )
  const json = JSON.stringify({ first, train: Array.from(train), ...(told && { bits: told }), val: points })
  return `${checksum(json)} ${json}\n`
}

/** A loss per token in bits per character, each token being one. */
function inBits(loss: number): number {
  return loss / Math.LN2
}

/** All whole lines, in order; a torn end is left out, damaged lines in between are counted. */
export function decodeMetrics(bytes: Uint8Array): { metrics: RunMetrics; damaged: number } {
  const end = endOfLastLine(bytes)
  const lines =
    end === 0
      ? []
      : Buffer.from(bytes.subarray(0, end - 1))
          .toString('utf8')
          .split('\n')
  const train: number[] = []
  const bits: number[] = []
  let val: ValLoss[] = []
  let damaged = 0
  for (const line of lines) {
    const block = decodeLine(line)
    if (!block) {
      damaged++
      continue
    }
    const { first } = block
    if (first <= train.length) val = val.filter(({ step }) => step < first)
    train.length = bits.length = Math.min(train.length, first - 1)
    while (train.length < first - 1) {
      train.push(NaN)
      bits.push(NaN)
    }
    for (const [i, loss] of block.train.entries()) {
      train.push(loss ?? NaN)
      bits.push((block.bits ? block.bits[i] : inBits(loss ?? NaN)) ?? NaN)
    }
    // Measured again where a run went back to the very step.
    const again = new Set(block.val.map(({ step }) => step))
    if (val.some(({ step }) => again.has(step))) val = val.filter(({ step }) => !again.has(step))
    val.push(...block.val)
  }
  return { metrics: { train: Float64Array.from(train), bits: Float64Array.from(bits), val }, damaged }
}

/** The losses of the first `step` steps. */
export function upTo({ train, bits, val }: RunMetrics, step: number): RunMetrics {
  return {
    train: train.slice(0, step),
    bits: bits.slice(0, step),
    val: val.filter((point) => point.step <= step)
  }
}

function decodeLine(line: string): ReturnType<typeof blockCheck> | null {
  const json = line.slice(9)
  if (line[8] !== ' ' || checksum(json) !== line.slice(0, 8)) return null
  try {
    return blockCheck(JSON.parse(json), 'line')
  } catch {
    return null
  }
}

/** Just behind the last line feed; what follows was torn. */
export function endOfLastLine(bytes: Uint8Array): number {
  return bytes.lastIndexOf(0x0a) + 1
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0')
}
