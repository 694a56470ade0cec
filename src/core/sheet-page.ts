/* A sheet as one page of HTML to be printed: no scripts, nothing loaded, every text escaped. */

import type { LineRecipe, Sheet, SheetLine } from './contracts/shortlist'
import { nearestWords, oddsOf, statusWord } from './sheet'

const STYLE = `
@page { size: A4; margin: 18mm 16mm 20mm }
* { box-sizing: border-box }
body { margin: 0; font: 10pt/1.35 'Liberation Sans', 'Nimbus Sans', Helvetica, Arial, sans-serif; color: #17211f }
h1 { margin: 0 0 2mm; font: 400 20pt/1.2 'Palatino Linotype', Palatino, 'P052', 'TeX Gyre Pagella', Georgia, serif }
p { margin: 0 0 6mm; color: #46514d }
table { width: 100%; border-collapse: collapse }
thead { display: table-header-group }
tr { break-inside: avoid }
th { padding: 0 3mm 1.5mm 0; border-bottom: .35mm solid #c6cbc4; font-weight: 400; text-align: left; color: #626c68 }
td { padding: 1.6mm 3mm 1.6mm 0; border-bottom: .2mm solid #e0e3dd; vertical-align: baseline }
td.t { font: 13pt/1.3 'Palatino Linotype', Palatino, 'P052', 'TeX Gyre Pagella', Georgia, serif; white-space: pre-wrap; overflow-wrap: anywhere }
.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
small { display: block; color: #46514d }
h2 { margin: 8mm 0 2mm; font-size: 10pt }
ol { margin: 0; padding-left: 6mm; font-size: 8.5pt; color: #46514d; overflow-wrap: anywhere }
`

export function sheetPage(sheet: Sheet): string {
  const { title, made, lines, recipes } = sheet
  const head = ['', 'Status', 'Nearest', '<th class="n">Probability', '<th class="n">Recipe']
  const cells = head.map((cell) => (cell.startsWith('<th') ? `${cell}</th>` : `<th>${cell}</th>`))
  const day = made.slice(0, 10)
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    `<title>${safe(title)}</title><style>${STYLE}</style>`,
    `<h1>${safe(title)}</h1><p>${lines.length.toLocaleString('en-US')} lines, ${safe(day)}</p>`,
    `<table><thead><tr>${cells.join('')}</tr></thead><tbody>`,
    ...lines.map(row),
    '</tbody></table><h2>Recipes</h2>',
    `<ol>${recipes.map((recipe) => `<li>${safe(recipeWords(recipe))}</li>`).join('')}</ol></html>`
  ].join('\n')
}

function row(line: SheetLine): string {
  const stars = '★'.repeat(line.rating)
  const more = [stars, line.tags.join(', '), line.note].filter((text) => text !== '')
  const below = more.length > 0 ? `<small>${safe(more.join('  ·  '))}</small>` : ''
  return [
    `<tr><td class="t">${safe(line.text)}${below}</td>`,
    `<td>${safe(statusWord(line.status))}</td><td>${safe(nearestWords(line))}</td>`,
    `<td class="n">${safe(oddsOf(line.log_prob))}</td><td class="n">${line.recipe + 1}.${line.index}</td></tr>`
  ].join('')
}

/** A recipe in one line, complete: its settings as JSON. */
export function recipeWords({ model, run, step, corpus, way, settings, moving }: LineRecipe): string {
  const from = run === null ? model : `${model} (run ${run})`
  const text = corpus ? `, corpus ${corpus.name} (SHA-256 ${corpus.sha256})` : ''
  const note = moving ? ', written while training went on' : ''
  return `${way}: model ${from}, step ${step}${text}${note}; ${JSON.stringify(settings)}`
}

function safe(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
