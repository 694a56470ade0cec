/* Small things to store whose content tells when they were stored; shared by writer.ts and the test that kills it. */
import type { Shortlist } from '#core/contracts/shortlist'

/** A shortlist of one line, which is this number. */
export function keptLine(n: number): Shortlist {
  return {
    lines: [
      {
        ...{ id: `line-${n}`, kept: '2026-07-12T12:00:00.000Z', text: String(n), status: null, log_prob: -1 },
        ...{ bits_per_char: 1, nearest: null, nearest_distance: null, copied: null, index: 0, recipe: 0 },
        ...{ rating: 0, note: '', tags: [] }
      }
    ],
    recipes: [
      {
        ...{ model: 'm', run: null, step: 0, corpus: null, way: 'drawn', moving: false },
        settings: {
          ...{ count: 1, temperature: 1, top_k: 0, top_p: 1, seed: 1, prefix: '', max_tokens: 10 }
        }
      }
    ]
  }
}

export const textOf = (n: number): string => `text ${n}\n`.repeat(500)
