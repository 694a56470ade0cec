/*
 * Rows through the model, token by token: feeds the context all rows share, chooses, keeps those that
 * go on. Lists end at the block; running text slides its window: beyond the block it goes on with the
 * last half of the block as context, so that a token costs two steps of the model at most. Over 150 lines:
 * all that touches a row between two tokens is in one loop, beside the window it slides.
 */

import { Failure } from '#core/errors'
import type { TokenGuide, TokenState } from '#core/constraints/token-guide'
import type { GptShape } from '#core/gpt-shape'
import type { GenerationSettings } from '#core/generation'
import type { CorpusKind } from '#core/run-config'
import { chooseToken, logSoftmax, penaliseRepetition } from '#core/sampling'
import type { DecodeSession } from './engines/engine'
import type { Breath } from './turns'

/** Draws of an item in which the model may end it too early; later ones are forced on. */
const PATIENCE = 200

/** One item or continuation in the making. */
export interface Row {
  readonly index: number
  readonly uniform: () => number
  /** How often this item has been tried, this time included. */
  readonly attempts: number
  /** Tokens chosen after the prefix, without the end token. */
  readonly ids: number[]
  /** Where the item stands under its constraints; null without any. */
  state: TokenState | null
  /** It ended without holding the constraints. */
  stuck: boolean
  /** Nats at temperature 1 of the prefix, the chosen tokens and the end token, so far. */
  logProb: number
}

export interface DecodePlan {
  readonly kind: CorpusKind
  readonly settings: GenerationSettings
  /** The end token. */
  readonly end: number
  /** What the model is given before it chooses; its first token is not predicted. Never empty. */
  readonly given: readonly number[]
  /** Rules out tokens that cannot hold the constraints; null where there are none to follow. */
  readonly guide: TokenGuide | null
  readonly cancelled: () => boolean
  /** Hears of each row's tokens as they come, and of the tokens its model sees. */
  readonly told?: (index: number, ids: readonly number[], position: number) => void
  /** One for the whole generation: many short rows must breathe as one long one does. */
  readonly breath: Breath
}

/** @param state where an item under constraints begins */
export function newRow(
  index: number,
  uniform: () => number,
  state: TokenState | null = null,
  attempts = 1
): Row {
  return { index, uniform, attempts, ids: [], state, stuck: false, logProb: 0 }
}

/** Decodes these rows to their ends and yields each group that ends together. */
export async function* decodeRows(
  session: DecodeSession,
  shape: GptShape,
  rows: readonly Row[],
  plan: DecodePlan
): AsyncGenerator<Row[]> {
  const { settings, end, given } = plan
  const text = plan.kind === 'text'
  const penalty = settings.repetition_penalty ?? 1
  let active = rows
  let logits!: Float32Array
  for (let length = 1; length <= given.length; length++) {
    logits = await feed(session, shape.block, active, (_, back) => given[length - back]!)
    await pause(plan)
    if (length === given.length) break
    const log = logSoftmax(logits.subarray(0, shape.vocab))[given[length]!]!
    for (const row of active) row.logProb += log
  }
  const logs = new Float64Array(shape.vocab)
  for (;;) {
    const ended: Row[] = []
    const kept: number[] = []
    for (const [r, row] of active.entries()) {
      const scores = logits.slice(r * shape.vocab, (r + 1) * shape.vocab)
      logSoftmax(scores, logs)
      if (text) scores[end] = -Infinity
      if (penalty !== 1) penaliseRepetition(scores, used(row, plan), penalty)
      if (
        plan.guide &&
        !plan.guide.mask(row.state!, scores, shape.block - session.position, row.attempts <= PATIENCE)
      ) {
        row.stuck = true
        ended.push(row)
        continue
      }
      const token = chooseToken(scores, settings, row.uniform)
      row.logProb += logs[token]!
      if (token !== end) {
        row.ids.push(token)
        if (plan.guide) row.state = plan.guide.after(row.state!, token)
      } else if (plan.guide?.mayEnd(row.state!) === false) row.stuck = true
      const full = text ? row.ids.length >= settings.max_tokens : session.position >= shape.block
      if (token === end || full) ended.push(row)
      else kept.push(r)
    }
    if (ended.length > 0) yield ended
    if (kept.length === 0) return
    if (kept.length < active.length) session.keep(Int32Array.from(kept))
    active = kept.map((r) => active[r]!)
    logits = await feed(session, shape.block, active, (row, back) => {
      return row.ids.at(-back) ?? given.at(row.ids.length - back)!
    })
    if (plan.told) for (const row of active) plan.told(row.index, row.ids, session.position)
    await pause(plan)
  }
}

/** Tokens of the item so far, given ones too; a start token is none of it. */
function used(row: Row, { given, end }: DecodePlan): number[] {
  return [...given, ...row.ids].filter((id) => id !== end)
}

/**
 * Tokens the model sees once it has been fed so many, as `feed` feeds them: all up to the block, then what is left
 * of the window since it slid last.
 */
export function tokensSeen(fed: number, block: number): number {
  const kept = Math.max(1, block >> 1)
  return fed <= block ? fed : kept + ((fed - block - 1) % (block - kept + 1))
}

/** Feeds each row's last token; where the block is full, the last half of it anew. */
async function feed(
  session: DecodeSession,
  block: number,
  rows: readonly Row[],
  /** The token `back` places before the next, which is 1 for the last one. */
  token: (row: Row, back: number) => number
): Promise<Float32Array> {
  let back = 1
  if (session.position >= block) {
    session.reset(rows.length)
    back = Math.max(1, block >> 1)
  }
  for (; back > 1; back--) await session.advance(Int32Array.from(rows, (row) => token(row, back)))
  return session.advance(Int32Array.from(rows, (row) => token(row, 1)))
}

async function pause({ breath, cancelled }: DecodePlan): Promise<void> {
  if (breath.due) await breath.take()
  if (cancelled()) throw new Failure('cancelled')
}
