/* What the attention station reads from the inside reports: the last token's row, the head to show first, the answer. */

import type { AttentionReport, InsideModel, LensReport } from '#core/inside'

export interface LookedAt {
  readonly text: string
  /** Query · key, before it is divided by √D. */
  readonly dot: number
  readonly score: number
  readonly share: number
}

/** What the last token sees in one head, token by token. */
export function rowOf(model: InsideModel, report: AttentionReport, layer: number, head: number): LookedAt[] {
  const at = report.layers[layer]
  const length = report.ids.length
  if (!at || length === 0) return []
  const row = (head * length + length - 1) * length
  const root = Math.sqrt(model.shape.width / model.shape.heads)
  return Array.from(report.ids, (id, i) => {
    const score = at.scores[row + i] as number
    return { text: model.tokens[id] ?? '', dot: score * root, score, share: at.attention[row + i] as number }
  })
}

/** Number of the head (layer · H + head) in which the last token looks hardest at one token. */
export function bestHead(model: InsideModel, report: AttentionReport): number {
  const { heads } = model.shape
  let best = { at: 0, share: -1 }
  report.layers.forEach((_, layer) => {
    for (let head = 0; head < heads; head++) {
      // The last token itself does not count: looking at oneself is not looking back.
      const share = Math.max(
        0,
        ...rowOf(model, report, layer, head)
          .slice(0, -1)
          .map((row) => row.share)
      )
      // Later layers decide: of two that look as hard, the later is shown.
      if (share >= best.share) best = { at: layer * heads + head, share }
    }
  })
  return best.at
}

/** The likeliest token after the last, and its probability. */
export function answerOf(
  model: InsideModel,
  lens: LensReport
): { readonly text: string; readonly share: number } {
  const last = lens.rows * lens.ids.length - 1
  return { text: model.tokens[lens.best[last] as number] ?? '', share: lens.probability[last] as number }
}
