/* Small files of every kind, made by hand for tests; one of them to hang its reader. */
import { ZipFile } from 'yazl'

/** A zip archive of these files; the first may be stored without compression, as EPUB wants it. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.from(content), name, { compress: name !== 'mimetype' })
  }
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'

export function docxOf(paragraphs: readonly string[]): Promise<Buffer> {
  const body = paragraphs.map((text) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`).join('')
  return zipOf({
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="${WORD}"><w:body>${body}</w:body></w:document>`
  })
}

export function epubOf(chapters: readonly string[]): Promise<Buffer> {
  const item = (i: number): string =>
    `<item id="c${i}" href="text/${i}.xhtml" media-type="application/xhtml+xml"/>`
  const pages = chapters.map((body, i) => [
    `OEBPS/text/${i}.xhtml`,
    `<html><head><title>Head</title></head><body>${body}</body></html>`
  ])
  return zipOf({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
    'OEBPS/book.opf': `<package><manifest>${chapters
      .map((_, i) => item(i))
      .reverse()
      .join(
        ''
      )}</manifest><spine>${chapters.map((_, i) => `<itemref idref="c${i}"/>`).join('')}</spine></package>`,
    ...(Object.fromEntries(pages) as Record<string, string>)
  })
}

/** A PDF of one page a line list; the font is one that every reader has. */
export function pdfOf(pages: readonly (readonly string[])[]): Buffer {
  const objects: string[] = []
  const add = (content: string): number => objects.push(content)
  add('<< /Type /Catalog /Pages 2 0 R >>')
  add('')
  const font = add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  const kids = pages.map((lines) => {
    const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n')
    const stream = `BT /F1 12 Tf 14 TL 72 720 Td\n${shown}\nET`
    const content = add(`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`)
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${content} 0 R /Resources << /Font << /F1 ${font} 0 R >> >> >>`
    )
  })
  objects[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`
  let file = '%PDF-1.4\n'
  const places = objects.map((content, i) => {
    const place = file.length
    file += `${i + 1} 0 obj\n${content}\nendobj\n`
    return place
  })
  const start = file.length
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  file += places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

/**
 * A Parquet file that hyparquet reads without end: 64 towns, with nulls, a dictionary and a data page of version 2, in which
 * the width of the indices is set to 0 and the number of the run behind it to 2^32 - 1. All of its counts agree.
 */
export const hangingParquet = (): Buffer =>
  Buffer.from(
    'UEFSMRUEFSAVIEwVBBUAAAAEAAAAQmVybgQAAABXaWVuFQYVIhUiXBWAARUsFYABFRAVEhUAAAARtm3btm3btm0A/////w+qAhUEGSxIBHJvb3QV' +
      'AgAVDCUCGAR0b3duJQAAFoABGRwZHCYIHBUMGSUAEBkYBHRvd24VABaAARaKARaKASZCJggcNiwoBFdpZW4YBEJlcm4AGSwVBBUAFQIAFQYVEBUC' +
      'AAAAFooBFoABNooBACgJaHlwYXJxdWV0GRwcAAAAfQAAAFBBUjE=',
    'base64'
  )
