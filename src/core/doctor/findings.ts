/*
 * What the doctor's numbers mean under the settings of the next run: the findings, each fine, mended (something is
 * left out already) or to look at, with the mends it offers. Their sentences are the window's and the terminal's.
 * Over 150 lines: one function for each kind of finding, all with the same thresholds and the same rows.
 */

import type { DoctorReport, Examination, MendKind, TokenSizes } from '../contracts/doctor'
import type { CleaningReport } from '../contracts/imports'
import { adviseOnSize, type SizeAdvice } from './advice'
import { cutBy, exceeds } from './token-sizes'
import { LIMITS, type RunConfig } from '../run-config'

export type Mark = 'fine' | 'mended' | 'look'

/** What one click does: a corrected copy of the text, or a setting of the next run or of the split. */
export type Offer =
  | { readonly to: 'text'; readonly mend: MendKind; readonly characters: readonly string[] }
  | { readonly to: 'copies'; readonly deduplicate: boolean }
  | { readonly to: 'setting'; readonly key: 'block' | 'steps' | 'width'; readonly value: number }
  | { readonly to: 'encoding' }

interface Row<A extends string> {
  readonly about: A
  readonly mark: Mark
  readonly count: number
  /** The count is an estimate. */
  readonly estimate: boolean
  readonly examples: readonly string[]
  readonly offers: readonly Offer[]
}

export type Finding =
  | (Row<'copies'> & { readonly characters: number })
  | (Row<'leakage'> & { readonly of: number })
  | (Row<'length'> & { readonly block: number; readonly cut: number })
  | (Row<'rare'> & Pick<Examination['rare'], 'rare' | 'lines'>)
  | (Row<'rarest'> & { readonly character: string; readonly of: number })
  | Row<'mixed' | 'replaced' | 'garbled' | 'nearEmpty' | 'clean'>
  | (Row<'variants'> & { readonly spellings: Examination['variants']['examples'] })
  | (Row<'size'> & { readonly advice: SizeAdvice })

export interface Settings {
  readonly config: RunConfig
  /** V of the next run's tokenizer; null until it is known. */
  readonly vocab: number | null
  /** Whether repeated items are left out by the defaults of the split. */
  readonly deduplicate: boolean
  /** How the text came in. */
  readonly cleaning: CleaningReport | null
}

/** Repeated long lines of running text below this share of it are nothing to look at. */
const WORTH_A_LOOK = 0.01
/** Lines that a mend may leave out, as a share: beyond, they are what this text is made of. */
const MOST_LEFT_OUT = 0.1

const text = (mend: MendKind, characters: readonly string[] = []): Offer => ({ to: 'text', mend, characters })
const row = <A extends string>(
  about: A,
  mark: Mark,
  count: number,
  examples: readonly string[],
  offers: readonly Offer[] = []
): Row<A> => ({ about, mark, count, examples, offers, estimate: false })

/** @param sizes null where the tokenizer is not made yet */
export function findings(
  { examination, sizes }: { readonly examination: Examination; readonly sizes: TokenSizes | null },
  settings: Settings
): Finding[] {
  const repeats = aboutRepeats(examination, settings)
  const characters = aboutCharacters(examination)
  const rest = [...aboutEncodings(examination, settings.cleaning), ...aboutLines(examination)]
  return [
    ...repeats,
    ...(sizes && examination.kind === 'list' ? [aboutLength(sizes, settings.config)] : []),
    ...characters,
    ...(rest.length > 0 ? rest : [row('clean', 'fine', 0, [])]),
    ...(sizes ? aboutSize(examination, sizes, settings) : [])
  ]
}

function aboutRepeats(
  { kind, copies, leakage, characters }: Examination,
  { deduplicate }: Settings
): Finding[] {
  const { count, exact, examples } = copies
  const estimate = !exact
  const rows: Finding[] = []
  if (kind === 'list') {
    const mark = count === 0 ? 'fine' : deduplicate ? 'mended' : 'look'
    const offer: Offer = { to: 'copies', deduplicate: !deduplicate }
    const offers = count > 0 ? [offer] : []
    rows.push({ ...row('copies', mark, count, examples, offers), estimate, characters: copies.characters })
  } else {
    const mark = copies.characters < characters * WORTH_A_LOOK ? 'fine' : 'look'
    const offers = count > 0 && exact ? [text('copies')] : []
    rows.push({ ...row('copies', mark, count, examples, offers), estimate, characters: copies.characters })
  }
  if (leakage.of > 0 && (kind === 'list' || leakage.count > 0)) {
    const mark = leakage.count > 0 ? 'look' : 'fine'
    const offer: Offer = kind === 'list' ? { to: 'copies', deduplicate: true } : text('copies')
    const offers = leakage.count > 0 && (kind === 'list' || exact) ? [offer] : []
    const base = row('leakage', mark, leakage.count, leakage.examples, offers)
    rows.push({ ...base, estimate: !leakage.exact, of: leakage.of })
  }
  return rows
}

function aboutLength(sizes: TokenSizes, { block }: RunConfig): Finding {
  const { items, characters } = cutBy(sizes, block)
  const [longest] = sizes.longest
  const needed = (longest?.tokens ?? 0) + 1
  const { max } = LIMITS.block as { readonly max: number }
  const offers: Offer[] = []
  if (items > 0 && needed <= max) offers.push({ to: 'setting', key: 'block', value: needed })
  if (items > 0) offers.push(text('long'))
  const long = sizes.longest.filter(({ tokens }) => exceeds(tokens, block))
  const examples = (items > 0 ? long : sizes.longest.slice(0, 1)).map((item) => item.text)
  return { ...row('length', items > 0 ? 'look' : 'fine', items, examples, offers), block, cut: characters }
}

function aboutCharacters({ rare, lines, characters }: Examination): Finding[] {
  if (rare.count === 0) {
    if (!rare.rarest) return []
    const { character, uses, examples } = rare.rarest
    return [{ ...row('rarest', 'fine', uses, examples), character, of: characters }]
  }
  const plain = rare.rare.filter((one) => one.plain !== null).map(({ character }) => character)
  const others = rare.rare.filter((one) => one.plain === null).map(({ character }) => character)
  const offers: Offer[] = []
  if (plain.length > 0) offers.push(text('plain', plain))
  if (others.length > 0 && rare.lines <= lines * MOST_LEFT_OUT)
    offers.push(
      text(
        'characters',
        rare.rare.map(({ character }) => character)
      )
    )
  const { count } = rare
  return [{ ...row('rare', 'look', count, [], offers), rare: rare.rare, lines: rare.lines }]
}

function aboutEncodings({ garbled }: Examination, cleaning: CleaningReport | null): Finding[] {
  const rows: Finding[] = []
  if (cleaning && cleaning.mixed > 0)
    rows.push(row('mixed', 'look', cleaning.mixed, [], [{ to: 'encoding' }]))
  if (garbled.lines > 0)
    rows.push(row('garbled', 'look', garbled.lines, garbled.examples, [text('ungarble')]))
  if (garbled.replaced > 0) {
    const leaveOut = text('characters', ['\ufffd'])
    // Offered once: where lines are mixed it stands with them.
    const offers: Offer[] = cleaning && cleaning.mixed > 0 ? [leaveOut] : [{ to: 'encoding' }, leaveOut]
    rows.push(row('replaced', 'look', garbled.replaced, garbled.unread, offers))
  }
  return rows
}

function aboutLines({ lines, variants, nearEmpty }: Examination): Finding[] {
  const rows: Finding[] = []
  if (variants.count > 0) {
    const offers = variants.exact ? [text('spelling')] : []
    const base = row('variants', 'look', variants.count, [], offers)
    rows.push({ ...base, estimate: !variants.exact, spellings: variants.examples })
  }
  if (nearEmpty.count > 0) {
    const few = nearEmpty.count <= lines * MOST_LEFT_OUT
    rows.push(
      row(
        'nearEmpty',
        few ? 'look' : 'fine',
        nearEmpty.count,
        nearEmpty.examples,
        few ? [text('near-empty')] : []
      )
    )
  }
  return rows
}

function aboutSize(
  { kind }: DoctorReport['examination'],
  sizes: TokenSizes,
  { config, vocab }: Settings
): Finding[] {
  if (vocab === null) return []
  const advice = adviseOnSize(sizes, kind, config, vocab)
  const offers: Offer[] = []
  if (advice.steps !== null) offers.push({ to: 'setting', key: 'steps', value: advice.steps })
  if (advice.width !== null) offers.push({ to: 'setting', key: 'width', value: advice.width })
  const mark = advice.verdict === 'fits' ? 'fine' : 'look'
  return [{ ...row('size', mark, advice.perParameter, [], offers), advice }]
}
