/* Files whose readers are not ours, by the built command line: read in a process of their own, and given up if they hang it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { docxOf, hangingParquet } from '#storage/intake/fixtures'

const folder = mkdtempSync(join(tmpdir(), 'downhill-foreign-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `doctor` on a file, with a folder for temporary files that is looked at afterwards. */
async function doctor(name: string, content: Buffer) {
  writeFileSync(join(folder, name), content)
  const scratch = mkdtempSync(join(folder, 'tmp-'))
  const args = [join(process.cwd(), 'bin/downhill.js'), 'doctor', '--corpus', name, '--json']
  const options = { cwd: folder, env: { ...process.env, INIT_CWD: folder, TMPDIR: scratch, TEMP: scratch } }
  return new Promise<{ code: number; out: string; err: string; left: string[] }>((resolve) => {
    execFile(process.execPath, args, options, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err, left: readdirSync(scratch) })
    )
  })
}

it('are read as the window reads them', async () => {
  const { code, out, err, left } = await doctor('towns.docx', await docxOf(['Ulm', 'Bern', 'Wien']))
  expect({ code, left }, err).toEqual({ code: 0, left: [] })
  expect(JSON.parse(out)).toMatchObject({ characters: expect.anything() as unknown })
  expect(err).toContain('read as a Word document')
})

it('are refused in a sentence if they hang their reader', async () => {
  const { code, out, err, left } = await doctor('damaged.parquet', hangingParquet())
  expect({ code, out, left }).toEqual({ code: 1, out: '', left: [] })
  expect(err).toMatch(/^“damaged\.parquet” could not be read to its end: .*\n$/)
})
