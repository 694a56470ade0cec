import { describe, expect, it } from 'vitest'
import type { Examination, TokenSizes } from '../contracts/doctor'
import { PRESETS } from '../run-config'
import { Examiner } from './examine'
import { findings, type Finding } from './findings'
import { TokenCollector } from './token-sizes'
import { characterTokenizer } from '../tokenizer/characters'

const list = Array.from(
  { length: 400 },
  (_, i) => `name${String.fromCharCode(97 + (i % 26), 97 + ((i * 7) % 25))}`
)
const settings = { config: PRESETS.names, vocab: 20, deduplicate: false, cleaning: null }

function look(
  lines: readonly string[],
  deduplicate = false
): { examination: Examination; sizes: TokenSizes } {
  const examiner = new Examiner('list', deduplicate)
  examiner.add(lines.join('\n'))
  for (const line of lines.slice(50)) examiner.addTraining(line)
  for (const line of lines.slice(0, 50)) examiner.addHeldOut(line)
  const sizes = new TokenCollector(characterTokenizer([...new Set(lines.join(''))].sort()))
  lines.forEach((line, i) => sizes.addItem(line, i >= 50))
  return { examination: examiner.finish(), sizes: sizes.finish() }
}
const about = (rows: readonly Finding[], what: Finding['about']): Finding | undefined =>
  rows.find((row) => row.about === what)

describe('findings', () => {
  it('are calm about a clean list', () => {
    const clean = [...new Set(list)]
    const rows = findings(look(clean), { ...settings, config: { ...PRESETS.names, steps: 100 } })
    expect(rows.map(({ about, mark, offers }) => [about, mark, offers.length])).toEqual([
      ['copies', 'fine', 0],
      ['leakage', 'fine', 0],
      ['length', 'fine', 0],
      ['rarest', 'fine', 0],
      ['clean', 'fine', 0],
      ['size', 'fine', 0]
    ])
  })

  it('offer the mend that fits each', () => {
    const dirty = [
      ...list,
      ...list.slice(0, 60),
      'a much longer name',
      'Nameaa',
      'x',
      'nam…e',
      'ZÃ¼rich',
      'na\ufffdme'
    ]
    const report = look(dirty)
    const rows = findings(report, settings)
    const offers = (what: Finding['about']) => about(rows, what)?.offers
    expect(offers('copies')).toEqual([{ to: 'copies', deduplicate: true }])
    expect(about(rows, 'leakage')).toMatchObject({ mark: 'look', count: 50, of: 50 })
    expect(about(rows, 'length')).toMatchObject({ count: 1, block: 16, cut: 2 })
    expect(offers('length')).toEqual([
      { to: 'setting', key: 'block', value: 19 },
      { to: 'text', mend: 'long', characters: [] }
    ])
    expect(offers('rare')).toContainEqual({ to: 'text', mend: 'plain', characters: ['…'] })
    expect(offers('garbled')).toEqual([{ to: 'text', mend: 'ungarble', characters: [] }])
    expect(offers('replaced')).toEqual([
      { to: 'encoding' },
      { to: 'text', mend: 'characters', characters: ['\ufffd'] }
    ])
    expect(about(rows, 'variants')).toMatchObject({ count: 1, spellings: [['nameaa', 'Nameaa']] })
    expect(about(rows, 'nearEmpty')).toMatchObject({ count: 1, examples: ['x'] })
    expect(about(rows, 'size')).toMatchObject({ mark: 'look', advice: { verdict: 'text-small' } })
    expect(about(rows, 'clean')).toBeUndefined()
    // Left out already, copies are no longer something to look at.
    const mended = findings(look(dirty, true), { ...settings, deduplicate: true })
    expect(about(mended, 'copies')).toMatchObject({ mark: 'mended', offers: [{ deduplicate: false }] })
    // A wider context has nothing to cut.
    const wide = findings(report, { ...settings, config: { ...PRESETS.names, block: 19 } })
    expect(about(wide, 'length')).toMatchObject({ mark: 'fine', count: 0, cut: 0, offers: [] })
  })

  it('say what the import found, and nothing of tokens that are not known', () => {
    const cleaning = {
      kind: 'text',
      encoding: 'utf-8',
      ground: 'valid',
      field: null,
      mark: false,
      parts: 1
    } as const
    const none = { lineEnds: 0, noBreakSpaces: 0, controls: 0, normalised: 0, replaced: 0 }
    const rows = findings(
      { ...look(list), sizes: null },
      { ...settings, cleaning: { ...cleaning, ...none, mixed: 3 } }
    )
    expect(about(rows, 'mixed')).toMatchObject({ mark: 'look', count: 3, offers: [{ to: 'encoding' }] })
    expect([about(rows, 'length'), about(rows, 'size')]).toEqual([undefined, undefined])
  })
})
