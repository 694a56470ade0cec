import { describe, expect, it } from 'vitest'
import { SHEET_COLUMNS, sheetAs } from './sheet'
import { SHEET } from './sheet.fixtures'
import { recipeWords, sheetPage } from './sheet-page'

/** RFC 4180, character by character. */
function readTable(text: string): string[][] {
  const rows: string[][] = [[]]
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted) {
      if (c !== '"') field += c
      else if (text[i + 1] === '"') field += text[++i]!
      else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',') {
      rows.at(-1)!.push(field)
      field = ''
    } else if (c === '\r' && text[i + 1] === '\n') {
      rows.at(-1)!.push(field)
      field = ''
      rows.push([])
      i++
    } else field += c
  }
  expect(rows.pop()).toEqual([])
  return rows
}

describe('sheetAs', () => {
  it('gives a table with every column, read back as it was', () => {
    const [head, ...rows] = readTable(sheetAs('csv', SHEET))
    expect(head).toEqual(SHEET_COLUMNS)
    expect(rows).toHaveLength(SHEET.lines.length)
    for (const [i, row] of rows.entries()) {
      const line = SHEET.lines[i]!
      const recipe = SHEET.recipes[line.recipe]!
      const of = (column: string): string => row[SHEET_COLUMNS.indexOf(column)]!
      expect(row).toHaveLength(SHEET_COLUMNS.length)
      expect(of('text')).toBe(line.text)
      expect(of('status')).toBe(line.status ?? '')
      expect(Number(of('log_prob'))).toBe(line.log_prob)
      expect(of('note')).toBe(line.note)
      expect(of('tags')).toBe(line.tags.join(' '))
      expect(of('model')).toBe(recipe.model)
      expect(of('seed')).toBe(recipe.settings.seed === null ? '' : String(recipe.settings.seed))
      expect(of('index')).toBe(String(line.index))
      expect(of('exact')).toBe(String(!recipe.moving))
      if (recipe.settings.constraints) {
        expect(JSON.parse(of('constraints'))).toEqual({ contains: ['l', '"e"'], distinct: true })
      }
    }
    expect(rows[0]![SHEET_COLUMNS.indexOf('copied')]).toBe('kel')
  })

  it('gives JSON with the recipes whole', () => {
    const file = JSON.parse(sheetAs('json', SHEET)) as {
      format: string
      version: number
      recipes: unknown
      items: { text: string; copied: string | null; recipe: number; index: number }[]
    }
    expect(file).toMatchObject({ format: 'downhill-list', version: 1, title: SHEET.title, made: SHEET.made })
    expect(file.recipes).toEqual(SHEET.recipes)
    expect(file.items.map(({ text }) => text)).toEqual(SHEET.lines.map(({ text }) => text))
    expect(file.items[0]).toEqual({ ...SHEET.lines[0], copied: 'kel' })
  })

  it('gives plain lines, apart by empty lines where an item has several', () => {
    expect(sheetAs('txt', { ...SHEET, lines: SHEET.lines.slice(0, 1) })).toBe('kelwick\n')
    expect(sheetAs('txt', SHEET).split('\n\n')).toHaveLength(4)
    expect(sheetAs('txt', { ...SHEET, lines: [] })).toBe('')
  })

  it('gives a Markdown table in which no text breaks out of its cell', () => {
    const text = sheetAs('md', SHEET)
    const rows = text.split('\n').filter((row) => row.startsWith('|'))
    expect(rows).toHaveLength(SHEET.lines.length + 2)
    // Nine cells: bars of texts are escaped.
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(11)
    expect(rows[4]).toContain('Überlingen 🏔\\|\\`\\*\\_\\#')
    expect(text).toContain('two<br>lines')
    expect(text).toContain('# Towns \\<kept\\> \\& \\*rated\\*')
    const [first] = /``(.*)``/.exec(text)!.slice(1)
    expect(JSON.parse(first!)).toEqual(SHEET.recipes[0])
  })
})

describe('sheetPage', () => {
  it('escapes every text, loads nothing, and holds every recipe', () => {
    const lines = SHEET.lines.map((line) => ({
      ...line,
      text: `<script>${line.text}`,
      note: '"><img src=x>'
    }))
    const page = sheetPage({ ...SHEET, lines })
    expect(page).not.toMatch(/<script|<img|<link|https?:/)
    expect(page).toContain('&lt;script&gt;kelwick')
    expect(page).toContain('default-src &#39;none&#39;'.replaceAll('&#39;', "'"))
    for (const recipe of SHEET.recipes) {
      const words = recipeWords(recipe)
      expect(JSON.parse(words.slice(words.indexOf('{')))).toEqual(recipe.settings)
    }
    expect(page.match(/<tr>/g)).toHaveLength(SHEET.lines.length + 1)
  })
})
