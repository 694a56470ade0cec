/* Files that cannot be used: each gets one clear sentence with a mend, and what was there stays. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expectAccessible, screen } from '../look'
import { atNames, goTo, heading } from '../steps'
import { dropFiles } from '../system'
import { expect, test } from '../test'

/** A safetensors file with this header and this much data behind it. */
function safetensors(header: string, data: number, claimed = Buffer.byteLength(header)): Buffer {
  const start = Buffer.alloc(8)
  start.writeBigUInt64LE(BigInt(claimed))
  return Buffer.concat([start, Buffer.from(header), Buffer.alloc(data)])
}

const tensor = (from: number, to: number) => ({
  dtype: 'F32',
  shape: [(to - from) / 4],
  data_offsets: [from, to]
})

/** Name, content, and what the notice says. */
const FILES: readonly (readonly [string, string | Buffer, RegExp])[] = [
  ['empty.txt', '', /nothing but white space/],
  ['blank.txt', ' \n \n', /nothing but white space/],
  [
    'picture.txt',
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1, 1, 0, 0, 1]),
    /not plain text/
  ],
  ['short.safetensors', Buffer.from([8, 0, 0]), /ends too early|not a safetensors/],
  ['huge header.safetensors', safetensors('{}', 0, 2 ** 40), /header/],
  ['hole.safetensors', safetensors(JSON.stringify({ a: tensor(0, 8), b: tensor(12, 20) }), 20), /hole/],
  ['other.safetensors', safetensors(JSON.stringify({ weight: tensor(0, 16) }), 16), /not saved by Downhill/]
]

test('files that cannot be used are refused in a sentence, and nothing changes', async ({ desk, folder }) => {
  const { page } = desk
  await atNames(desk, 1440, 900)
  for (const [name, content, sentence] of FILES) {
    const file = join(folder, name)
    await writeFile(file, content)
    await dropFiles(desk, [file])
    const notice = page.locator('.notice')
    await expect(notice, name).toContainText(sentence)
    if (name === 'picture.txt') {
      await screen(page, 'notice')
      await expectAccessible(page)
    }
    await notice.getByRole('button', { name: 'Dismiss' }).click()
    await expect(notice).toHaveCount(0)
  }
  await dropFiles(desk, [folder])
  // A folder is looked into; what is in it is refused file by file.
  const review = page.getByRole('dialog')
  await expect(review.getByRole('listitem').filter({ hasText: 'picture.txt' })).toContainText('JPEG')
  await review.getByRole('button', { name: 'Cancel' }).click()
  await expect(review).toHaveCount(0)
  await goTo(page, 'Corpus')
  await expect(heading(page)).toContainText('29,693 names')
})

test('texts at the edge: one character, emoji, long lines', async ({ desk, folder }) => {
  const { page } = desk
  await atNames(desk, 1440, 900)
  const drop = async (name: string, text: string): Promise<void> => {
    await writeFile(join(folder, name), text)
    await dropFiles(desk, [join(folder, name)])
  }
  await drop('same.txt', 'aaa\naa\na\n')
  await expect(page.locator('#main')).toContainText('only one character')
  await drop('emoji.txt', ['👩‍🚀 ada', '🚀 bob', '🌋 eve', '🏔️ kim'].join('\n').repeat(1))
  await expect(heading(page)).toContainText('4 lines', { timeout: 30_000 })
  await drop(
    'long.txt',
    Array.from({ length: 30 }, (_, i) => `${i} is a line that is longer than the context`).join('\n')
  )
  await expect(page.locator('#main')).toContainText('longer than the context', { timeout: 30_000 })
  await screen(page, 'corpus-long-lines')
})
