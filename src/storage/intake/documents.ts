/*
 * Word, PDF and EPUB as plain text, each through a library of its own that is loaded when first needed.
 * These files are read whole, so their size is bounded, and that of what unpacks from them.
 * Over 150 lines: three formats, each with the workarounds that its library needs.
 */
import { Failure } from '#core/errors'
import { beat } from './pulse'
import { readZip, unpackedSize } from './zip'

/** Largest document, in bytes. */
export const MAX_DOCUMENT = 128 << 20
const MOST_PAGES = 20_000
const MOST_PACKED = 1032

/** Paragraphs, one a line. @throws Failure `import-damaged` */
export async function readDocx(bytes: Buffer): Promise<string> {
  // Refuses what unpacks to too much, before the library unpacks it.
  const unpacked = await unpackedSize(bytes)
  const { default: mammoth } = await import('mammoth')
  // Deflate packs no more than this into a byte, whatever the archive says.
  beat(Math.min(unpacked, bytes.length * MOST_PACKED))
  try {
    const { value } = await mammoth.extractRawText({ buffer: bytes })
    return value.replace(/\n{2,}/g, '\n')
  } catch (cause) {
    throw new Failure('import-damaged', { what: 'Word' }, cause)
  }
}

/** The text of each chapter in reading order. @throws Failure `import-damaged` */
export async function* readEpub(bytes: Buffer, counted: (parts: number) => void): AsyncGenerator<string> {
  const { parseDocument, DomUtils } = await import('htmlparser2')
  const files = await readZip(bytes, (name) => /\.(x?html?|opf|xml)$/i.test(name))
  const find = (name: string): string => files.get(name)?.toString('utf8') ?? ''
  const xml = (text: string): ReturnType<typeof parseDocument> => parseDocument(text, { xmlMode: true })
  const named = (from: ReturnType<typeof parseDocument>, tag: string) =>
    DomUtils.getElementsByTagName((name) => name.replace(/^.*:/, '') === tag, from, true)
  const [root] = named(xml(find('META-INF/container.xml')), 'rootfile')
  const place = root?.attribs['full-path'] ?? [...files.keys()].find((name) => name.endsWith('.opf')) ?? ''
  beat(find(place).length)
  const book = xml(find(place))
  const hrefs = new Map(
    named(book, 'item').map(({ attribs }) => [attribs['id'] ?? '', attribs['href'] ?? ''])
  )
  const folder = place.includes('/') ? place.slice(0, place.lastIndexOf('/') + 1) : ''
  const chapters = named(book, 'itemref').map(({ attribs }) => hrefs.get(attribs['idref'] ?? '') ?? '')
  let parts = 0
  for (const href of chapters) {
    const page = files.get(within(folder, href))
    if (!page) continue
    beat(page.length)
    const text = textOf(parseDocument(page.toString('utf8'), { xmlMode: false }))
    if (text.trim() === '') continue
    parts++
    yield `${text}\n`
  }
  counted(parts)
  if (parts === 0) throw new Failure('import-no-text')
}

/** `OEBPS/` + `../a%20b.xhtml#c` → `a b.xhtml`. */
function within(folder: string, href: string): string {
  try {
    return decodeURIComponent(new URL(href, `zip:/${folder.replace(/^\/+/, '')}`).pathname).replace(
      /^\/+/,
      ''
    )
  } catch {
    return ''
  }
}

const BLOCKS = new Set(
  [
    'p',
    'div',
    'br',
    'li',
    'tr',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'section',
    'blockquote',
    'title'
  ].values()
)
const SILENT = new Set(['script', 'style', 'head'])

interface HtmlNode {
  readonly type: string
  readonly name?: string
  readonly data?: string
  readonly children?: readonly HtmlNode[]
}

/** Text of a page, a line for each block. Walks with a stack of its own: a page may nest as deep as it likes. */
function textOf(document: unknown): string {
  let text = ''
  const stack: (HtmlNode | '\n')[] = [document as HtmlNode]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === '\n') text += '\n'
    else if (node.type === 'text') text += (node.data ?? '').replace(/\s+/g, ' ')
    else if (!SILENT.has(node.name ?? '')) {
      const block = BLOCKS.has(node.name ?? '')
      if (block) stack.push('\n')
      for (const child of [...(node.children ?? [])].reverse()) stack.push(child)
      if (block) stack.push('\n')
    }
  }
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** The lines of each page. @throws Failure `import-damaged`, `import-locked`, `import-no-text` */
export async function* readPdf(bytes: Buffer, counted: (parts: number) => void): AsyncGenerator<string> {
  // The library asks for both when it is loaded and uses them to draw, which is never done here.
  const scope = globalThis as { pdfjsWorker?: unknown; DOMMatrix?: unknown; navigator?: unknown }
  scope.DOMMatrix ??= class {}
  scope.navigator ??= { platform: '', userAgent: '' }
  // Given here, the library runs its own worker's code on this thread, which is not the window's.
  // @ts-expect-error -- the worker's file has no types
  scope.pdfjsWorker ??= await import('pdfjs-dist/legacy/build/pdf.worker.mjs')
  const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  // Of a damaged file it rejects promises that nobody holds, which would end the process; what is held tells enough.
  const ofPdf = (reason: unknown): void => {
    if (!/Exception|Error$/.test((reason as Error | null)?.name ?? '')) throw reason
  }
  process.on('unhandledRejection', ofPdf)
  beat(bytes.length)
  const task = getDocument({
    data: new Uint8Array(bytes),
    ...{ useSystemFonts: false, disableFontFace: true, isEvalSupported: false },
    ...{ verbosity: VerbosityLevel.ERRORS, stopAtErrors: false }
  })
  try {
    const document = await task.promise
    let found = false
    const pages = Math.min(document.numPages, MOST_PAGES)
    for (let n = 1; n <= pages; n++) {
      beat(bytes.length)
      const page = await document.getPage(n)
      const { items } = await page.getTextContent()
      let text = ''
      for (const item of items) if ('str' in item) text += item.hasEOL ? `${item.str}\n` : item.str
      page.cleanup()
      if (text.trim() === '') continue
      found = true
      yield `${text.replace(/[ \t]+\n/g, '\n').trimEnd()}\n`
    }
    counted(pages)
    if (!found) throw new Failure('import-no-text')
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const locked = cause instanceof Error && cause.name === 'PasswordException'
    throw locked
      ? new Failure('import-locked', undefined, cause)
      : new Failure('import-damaged', { what: 'PDF' }, cause)
  } finally {
    await task.destroy()
    // Rejections are told a turn later.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', ofPdf)
  }
}
