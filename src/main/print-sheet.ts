/*
 * A sheet as PDF: Chromium prints a page that main has written itself, in a window nobody sees, without scripts, in a
 * session of its own that may load this one file and nothing else.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BrowserWindow, session } from 'electron'
import type { Sheet } from '#core/contracts/shortlist'
import { sheetPage } from '#core/sheet-page'

const FOOT =
  '<div style="width:100%;padding:0 16mm;font:8px sans-serif;color:#626c68;text-align:right">' +
  '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'

export async function printSheet(sheet: Sheet): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'downhill-sheet-'))
  const file = join(folder, 'sheet.html')
  const apart = session.fromPartition('sheet')
  const own = pathToFileURL(file).href
  apart.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  apart.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: url !== own }))
  const window = new BrowserWindow({
    show: false,
    webPreferences: { session: apart, sandbox: true, javascript: false, contextIsolation: true }
  })
  try {
    await writeFile(file, sheetPage(sheet))
    await window.loadURL(own)
    return await window.webContents.printToPDF({
      pageSize: 'A4',
      preferCSSPageSize: true,
      printBackground: true,
      displayHeaderFooter: true,
      headerTemplate: '<span></span>',
      footerTemplate: FOOT
    })
  } finally {
    window.destroy()
    await rm(folder, { recursive: true, force: true })
  }
}
