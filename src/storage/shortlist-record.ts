/* What a stored shortlist and an exported sheet must look like; used by the store and for messages of the page. */
import { type Constraints, CONSTRAINT_LIMITS } from '#core/constraints/constraints'
import {
  type KeptLine,
  type LineRecipe,
  type Sheet,
  type SheetLine,
  type Shortlist,
  SHORTLIST_LIMITS,
  WAYS
} from '#core/contracts/shortlist'
import type { GenerationSettings } from '#core/generation'
import { GENERATION_LIMITS } from '#core/generation-limits'
import * as check from './checks'
import type { JsonFormat } from './json-file'

type Shape<T> = { readonly [K in keyof T]-?: check.Check<T[K]> }
/** Messages hold known fields only; files of later versions may hold more. */
type Maker = <T extends object>(shape: Shape<T>) => check.Check<T>

const MOST_WISHES = 10_000
const { lines: LINES, tags: TAGS, tag: TAG, note: NOTE, text: TEXT } = SHORTLIST_LIMITS
const word = check.text(1000)
const words = check.list(word, MOST_WISHES)

function constraints(make: Maker): check.Check<Constraints> {
  const { min_length, max_length, min_edits } = CONSTRAINT_LIMITS
  return make<Constraints>({
    ends_with: word,
    contains: words,
    excludes: words,
    pattern: word,
    min_length: check.integer(min_length.min, min_length.max),
    max_length: check.integer(max_length.min, max_length.max),
    new_only: check.flag,
    min_edits: check.integer(min_edits.min, min_edits.max),
    avoid: words,
    distinct: check.flag
  })
}

const limited = (key: keyof typeof GENERATION_LIMITS): check.Check<number> => {
  const { type, min, max } = GENERATION_LIMITS[key]
  return type === 'integer' ? check.integer(min, max) : check.number(min, max)
}

function settings(make: Maker): check.Check<GenerationSettings> {
  return make<GenerationSettings>({
    count: check.integer(0, GENERATION_LIMITS.count.max),
    first: check.optional(limited('first')),
    temperature: limited('temperature'),
    top_k: limited('top_k'),
    top_p: limited('top_p'),
    min_p: check.optional(limited('min_p')),
    repetition_penalty: check.optional(limited('repetition_penalty')),
    seed: check.nullable(limited('seed')),
    prefix: check.text(TEXT),
    max_tokens: limited('max_tokens'),
    constraints: check.optional(constraints(make))
  })
}

function recipe(make: Maker): check.Check<LineRecipe> {
  return make<LineRecipe>({
    model: check.text(1000),
    run: check.nullable(check.text(64)),
    step: check.integer(0, 999_999_999),
    corpus: check.nullable(
      make<{ readonly name: string; readonly sha256: string }>({
        name: check.text(1000),
        sha256: check.text(64, /^[0-9a-f]{64}$/)
      })
    ),
    way: check.oneOf(...WAYS),
    settings: settings(make),
    moving: check.flag
  })
}

function lineFields(make: Maker): Shape<SheetLine> {
  const place = check.integer(0, TEXT)
  return {
    text: check.text(TEXT),
    status: check.nullable(check.oneOf('train', 'unseen', 'held_out', 'new')),
    log_prob: check.number(-Number.MAX_VALUE, 0.001),
    bits_per_char: check.number(),
    nearest: check.nullable(check.text(TEXT)),
    nearest_distance: check.nullable(place),
    copied: check.nullable(
      make<{ readonly start: number; readonly length: number }>({ start: place, length: place })
    ),
    index: check.integer(0, 2_000_000_000),
    recipe: check.integer(0, LINES),
    rating: check.integer(0, 5),
    note: check.text(NOTE),
    tags: check.list(check.text(TAG), TAGS)
  }
}

/** Every line must name a recipe that is there. */
function linked<T extends { readonly lines: readonly SheetLine[]; readonly recipes: readonly LineRecipe[] }>(
  inner: check.Check<T>
): check.Check<T> {
  return (value, at) => {
    const found = inner(value, at)
    const lost = found.lines.findIndex(({ recipe }) => recipe >= found.recipes.length)
    if (lost >= 0) throw new check.Mismatch(`${at}.lines[${lost}].recipe`, 'the number of a recipe')
    return found
  }
}

function shortlistOf(make: Maker): check.Check<Shortlist> {
  const line = make<KeptLine>({
    ...lineFields(make),
    id: check.text(64, /^[\w-]+$/),
    kept: check.isoDate
  })
  return linked(make<Shortlist>({ lines: check.list(line, LINES), recipes: check.list(recipe(make), LINES) }))
}

/** As the page sends it. */
export const shortlist: check.Check<Shortlist> = shortlistOf(check.record)

/** As the page sends it to be printed. */
export const sheet: check.Check<Sheet> = linked(
  check.record<Sheet>({
    title: check.text(1000),
    made: check.isoDate,
    lines: check.list(check.record<SheetLine>(lineFields(check.record)), LINES),
    recipes: check.list(recipe(check.record), LINES)
  })
)

export const SHORTLIST: JsonFormat<Shortlist> = {
  format: 'downhill-shortlist',
  version: 1,
  check: shortlistOf(check.storedRecord)
}
