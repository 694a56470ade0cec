/* Files as people have them: a folder of texts of several kinds, and one that is no text. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { docxOf, pdfOf } from '../src/storage/intake/fixtures'

/** Invented towns, one of each beginning with each end. */
export const TOWNS = ['Alten', 'Brenn', 'Dorn', 'Eich', 'Falken', 'Grün', 'Hohen', 'Kirch'].flatMap((head) =>
  ['berg', 'hausen', 'stedt', 'wald', 'furt'].map((tail) => head + tail)
)
const utf16 = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')])

/** A folder of six files, of which one is a picture, and a hidden one. */
export async function mixedFolder(folder: string): Promise<string> {
  const mixed = join(folder, 'mixed files')
  await mkdir(join(mixed, 'inner'), { recursive: true })
  const table = `id,town,remark\r\n${TOWNS.map((town, i) => `${i},"${town}","a ""remark"",\nover two lines"`).join('\r\n')}\r\n`
  await writeFile(join(mixed, 'towns utf16.txt'), utf16(TOWNS.join('\r\n')))
  await writeFile(join(mixed, 'table.csv'), table)
  await writeFile(
    join(mixed, 'paper.pdf'),
    pdfOf([['The towns of the north', 'lie along a river.'], ['Page two.']])
  )
  await writeFile(
    join(mixed, 'inner', 'letter.docx'),
    await docxOf(['Dear towns,', 'I walked from one to the other.'])
  )
  await writeFile(join(mixed, 'old.txt'), Buffer.from('Ger\xe4t\nGr\xfcn\nS\xfc\xdf\n', 'latin1'))
  await writeFile(join(mixed, 'photo.txt'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0]))
  await writeFile(join(mixed, '.hidden.txt'), 'not to be seen')
  return mixed
}
