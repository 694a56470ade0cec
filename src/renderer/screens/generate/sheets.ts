/* Lists and shortlists as sheets, and their way into files and the clipboard. */

import type { LineRecipe, Sheet, SheetLine } from '#core/contracts/shortlist'
import { SHORTLIST_LIMITS } from '#core/contracts/shortlist'
import type { GeneratedItem } from '#core/generation'
import { sheetAs, type SheetFormat } from '#core/sheet'
import { callApp } from '../../bridge/app-client'
import { notices } from '../../state/notices.svelte'
import { saySaved } from '../../state/saved'
import { shortlist } from '../../state/shortlist.svelte'
import { reports } from './reports.svelte'

export type ExportFormat = SheetFormat | 'pdf'

/** A generated item with what is known of it so far, but for what only kept lines have. */
export function lineOf(
  item: GeneratedItem,
  canTell: boolean
): Omit<SheetLine, 'recipe' | 'rating' | 'note' | 'tags'> {
  const { text, log_prob, bits_per_char, index, status } = item
  const report = reports.of(text)
  return {
    ...{ text, log_prob, bits_per_char, index },
    status: canTell ? status : null,
    nearest: report?.nearest ?? null,
    nearest_distance: report?.nearest_distance ?? null,
    copied: report?.copied ?? null
  }
}

/** Generated items as a sheet; rating, note and tags of those that are kept. */
export function sheetOf(
  title: string,
  items: readonly GeneratedItem[],
  recipe: LineRecipe,
  canTell: boolean
): Sheet {
  const lines = items.map((item): SheetLine => {
    const { rating, note, tags } = shortlist.find(item.text) ?? { rating: 0, note: '', tags: [] }
    return { ...lineOf(item, canTell), recipe: 0, rating, note, tags }
  })
  return { title, made: new Date().toISOString(), lines, recipes: [recipe] }
}

/** The shortlist as a sheet, with the recipes that its lines still name. */
export function shortlistSheet(title: string): Sheet {
  const { lines, recipes } = shortlist.list
  const used = [...new Set(lines.map(({ recipe }) => recipe))].sort((a, b) => a - b)
  return {
    title,
    made: new Date().toISOString(),
    lines: lines.map(({ id: _, kept: __, ...line }) => ({ ...line, recipe: used.indexOf(line.recipe) })),
    recipes: used.map((recipe) => recipes[recipe]!)
  }
}

/** Saves a sheet through the system's dialog and says so. */
export async function saveSheet(format: ExportFormat, name: string, sheet: Sheet): Promise<void> {
  try {
    const lines = sheet.lines.slice(0, SHORTLIST_LIMITS.lines)
    const saved =
      format === 'pdf'
        ? await callApp('files.savePdf', { name, sheet: { ...sheet, lines } })
        : await callApp('files.saveText', { name, format, text: sheetAs(format, sheet) })
    saySaved(saved)
  } catch (thrown) {
    notices.failure(thrown)
  }
}

/** Copies the lines of a sheet, one a line. */
export async function copySheet(sheet: Sheet, said: string): Promise<void> {
  try {
    await callApp('clipboard.write', { text: sheetAs('txt', sheet) })
    notices.show({ kind: 'good', title: said })
  } catch (thrown) {
    notices.failure(thrown)
  }
}
