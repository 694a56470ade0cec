/*
 * Timing several things side by side: rounds of one follow rounds of the other, so that what else the
 * machine does hits all of them alike. Ratios of their medians mean more than any figure alone.
 */

/** Something to be timed. */
export interface Contender {
  /** Does this many steps and resolves to the milliseconds they took together. */
  readonly run: (steps: number) => Promise<number>
  /** Steps of a round where it is not time that decides. */
  readonly stepsPerRound?: number
  /** Fewest rounds, however long they take; 3 if not given. */
  readonly least?: number
}

export interface Timed {
  /** Median over the rounds, per step. */
  readonly ms: number
  /** Of the fastest round. */
  readonly best: number
  /** In all rounds together. */
  readonly steps: number
}

const ROUNDS = 7
const LEAST = 3

/** Runs until it is warm, for about `milliseconds` or two steps; resolves to the milliseconds of a step then. */
export async function warmUp({ run }: Contender, milliseconds: number): Promise<number> {
  const once = await run(1)
  if (once > milliseconds) return once
  const again = await run(1)
  const perStep = Math.max(1e-3, Math.min(once, again))
  const steps = Math.max(1, Math.floor((milliseconds - once) / perStep))
  return (await run(steps)) / steps
}

/**
 * Times warm contenders in turns, each for about `milliseconds` in all.
 * @param perStep what warmUp said of each
 */
export async function alternate(
  contenders: readonly Contender[],
  perStep: readonly number[],
  milliseconds: number
): Promise<Timed[]> {
  const lanes = contenders.map((contender, i) => ({
    ...{ contender, times: [] as number[], spent: 0 },
    steps:
      contender.stepsPerRound ?? Math.max(1, Math.floor(milliseconds / ROUNDS / Math.max(1e-6, perStep[i]!)))
  }))
  for (let round = 0; round < ROUNDS; round++) {
    for (const lane of lanes) {
      const { contender, times, steps } = lane
      if (times.length >= (contender.least ?? LEAST) && lane.spent >= milliseconds) continue
      const taken = await contender.run(steps)
      lane.spent += taken
      times.push(taken / steps)
    }
  }
  return lanes.map(({ times, steps }) => ({
    ms: median(times),
    best: Math.min(...times),
    steps: steps * times.length
  }))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
