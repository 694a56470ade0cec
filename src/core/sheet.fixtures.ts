/* A sheet with everything that makes exports hard: quotes, line breaks, bars, formulas, other scripts. */

import { NO_CONSTRAINTS } from './constraints/constraints'
import type { LineRecipe, Sheet, SheetLine } from './contracts/shortlist'
import { DEFAULT_GENERATION } from './generation'

const recipe: LineRecipe = {
  model: 'quiet-ridge',
  run: 'quiet-ridge-1',
  step: 1840,
  corpus: { name: 'Towns', sha256: 'a'.repeat(64) },
  way: 'drawn',
  settings: {
    ...DEFAULT_GENERATION,
    ...{ count: 200, temperature: 0.9, min_p: 0.05, seed: 5, prefix: 'k' },
    constraints: { ...NO_CONSTRAINTS, contains: ['l', '"e"'], distinct: true }
  },
  moving: false
}

const line: SheetLine = {
  text: 'kelwick',
  status: 'new',
  log_prob: -11.25,
  bits_per_char: 2.03,
  nearest: 'kelbrook',
  nearest_distance: 4,
  copied: { start: 0, length: 3 },
  index: 17,
  recipe: 0,
  rating: 4,
  note: 'for the harbour, "north" | side\nsecond line',
  tags: ['river', 'long-list']
}

export const SHEET: Sheet = {
  title: 'Towns <kept> & *rated*',
  made: '2026-07-12T10:00:00.000Z',
  lines: [
    line,
    { ...line, text: '=SUM(A1), "x"', status: 'train', nearest_distance: 0, index: 0, rating: 0, note: '' },
    { ...line, text: 'Überlingen 🏔|`*_#', status: null, nearest: null, nearest_distance: null, copied: null },
    { ...line, text: 'two\nlines', status: 'held_out', tags: [], recipe: 1, log_prob: -1e4 }
  ],
  recipes: [
    recipe,
    {
      ...recipe,
      run: null,
      corpus: null,
      way: 'proven',
      moving: true,
      settings: { ...DEFAULT_GENERATION, seed: null }
    }
  ]
}
