/*
 * What the numbers inside come to, by fixed rules read from the top: the headline of each view. Pure; the words are the
 * catalogue's.
 */

import type { HeadScore, HeadsReport, HealthReport } from '#core/inside'

/** Which tokens one looks at most: as many as make up `enough` of its attention, at most three. */
export function lookedAt(row: ArrayLike<number>, enough = 0.6): number[] {
  const order = Array.from(row, (_, j) => j).sort((a, b) => row[b]! - row[a]! || b - a)
  const chosen: number[] = []
  let sum = 0
  for (const j of order) {
    if (sum >= enough || chosen.length === 3) break
    chosen.push(j)
    sum += row[j]!
  }
  return chosen
}

/** Whether a token looks at all before it nearly alike: there is nothing to be named then. */
export function looksEvenly(row: ArrayLike<number>): boolean {
  return row.length > 1 && Math.max(...Array.from(row)) < 1.35 / row.length
}

export type HeadKind = 'previous' | 'first' | 'same' | null

/** What a head mostly does: the kind furthest above chance, if it is clearly above. */
export function kindOfHead(score: HeadScore, chance: HeadsReport['chance']): HeadKind {
  const kinds = ['previous', 'first', 'same'] as const
  const [best] = kinds
    .filter((kind) => score[kind] >= 0.4 && score[kind] >= 1.5 * chance[kind])
    .sort((a, b) => score[b] / chance[b] - score[a] / chance[a])
  return best ?? null
}

/** Something about the health of a model, where it is, and how bad. */
export interface HealthFinding {
  readonly kind:
    | 'not-finite'
    | 'exploding'
    | 'vanishing'
    | 'large-updates'
    | 'small-updates'
    | 'dead'
    | 'growing'
    | 'healthy'
    | 'untrained'
  readonly level: 'good' | 'warn' | 'danger' | 'info'
  /** −1 for what lies outside the layers; absent where it concerns the whole. */
  readonly layer?: number
  readonly tensor?: string
  readonly value?: number
}

/** An update should move weights by about this share of their length. */
const HEALTHY_RATIO = 1e-3

/** Everything that is to be said, worst first; one `healthy` where nothing is wrong. */
export function healthFindings(report: HealthReport): HealthFinding[] {
  const found: HealthFinding[] = []
  const broken = report.tensors.find(({ finite }) => !finite)
  const brokenLayer = report.layers.findIndex(({ finite }) => !finite)
  if (broken) found.push({ kind: 'not-finite', level: 'danger', layer: broken.layer, tensor: broken.name })
  else if (brokenLayer >= 0) found.push({ kind: 'not-finite', level: 'danger', layer: brokenLayer })
  if (found.length > 0) return found

  const gradients = report.layers.map(({ gradient }) => gradient)
  if (gradients.every((value) => value !== null) && gradients.length > 1) {
    const largest = gradients.indexOf(Math.max(...gradients))
    const smallest = gradients.indexOf(Math.min(...gradients))
    const [high, low] = [gradients[largest]!, gradients[smallest]!]
    if (high > 0 && low / high < 1e-3) {
      found.push({ kind: 'vanishing', level: 'warn', layer: smallest, value: low / high })
    }
  }
  if (report.gradient !== null && report.gradient > Math.max(10, 20 * report.clip)) {
    const largest = report.layers.reduce(
      (at, { gradient }, l) => ((gradient ?? 0) > (report.layers[at]?.gradient ?? 0) ? l : at),
      0
    )
    found.push({ kind: 'exploding', level: 'warn', layer: largest, value: report.gradient })
  }
  // Each block reads its input normed to a spread of 1: what it adds leaps beside that, not beside small embeddings.
  const before = [report.embedding, ...report.layers.map(({ spread }) => spread)]
  const leap = before.findIndex((spread, i) => i > 0 && spread > 30 * Math.max(before[i - 1]!, 1))
  if (leap > 0) found.push({ kind: 'growing', level: 'warn', layer: leap - 1, value: before[leap]! })

  const moved = report.tensors.filter(({ ratio }) => ratio !== null)
  const fastest = moved.reduce<(typeof moved)[number] | null>(
    (most, tensor) => (most === null || tensor.ratio! > most.ratio! ? tensor : most),
    null
  )
  if (fastest && fastest.ratio! > 30 * HEALTHY_RATIO) {
    const { name, layer, ratio } = fastest
    found.push({ kind: 'large-updates', level: 'warn', layer, tensor: name, value: ratio! })
  } else if (fastest && fastest.ratio! < HEALTHY_RATIO / 10) {
    found.push({ kind: 'small-updates', level: 'info', value: fastest.ratio! })
  }
  const dead = report.layers.findIndex(({ dead, neurons }) => dead > neurons / 2)
  if (dead >= 0) {
    const { dead: units, neurons } = report.layers[dead]!
    found.push({ kind: 'dead', level: 'warn', layer: dead, value: units / neurons })
  }
  if (found.length > 0) return found
  if (report.step === 0) return [{ kind: 'untrained', level: 'info' }]
  const ratios = moved.map(({ ratio }) => ratio!).sort((a, b) => a - b)
  const middle = ratios[Math.floor(ratios.length / 2)]
  return [{ kind: 'healthy', level: 'good', ...(middle !== undefined && { value: middle }) }]
}

/** From which row of the lens on the likeliest token is the one of the end. */
export function settledFrom(best: Int32Array, rows: number, T: number, position: number): number {
  const final = best[(rows - 1) * T + position]
  let from = rows - 1
  while (from > 0 && best[(from - 1) * T + position] === final) from--
  return from
}
