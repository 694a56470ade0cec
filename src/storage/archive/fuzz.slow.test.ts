/* Archives that are damaged at random: each is refused with a code of its own, or what is read has not changed. */
import { writeFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Failure } from '#core/errors'
import { createRandom } from '#core/random/random'
import { encodeModelFile } from '#core/formats/model-file'
import { tinyModel } from '#core/formats/model-file.fixtures'
import { openLibrary } from '../library'
import { CONFIG, scratch } from '../testing/fixtures'
import { openArchive } from './read'

/** DOWNHILL_FUZZ=100000 for the long run. */
const ROUNDS = Number(process.env['DOWNHILL_FUZZ'] ?? 3000)
const PROGRAM = { version: '0.1.0', platform: 'linux x64', runtime: 'node 20' }
const CODES = ['archive-invalid', 'archive-newer-version']

let folder: string
let remove: () => void
let whole: Buffer
beforeAll(async () => {
  ;({ folder, remove } = scratch())
  const { corpora, runs, archives } = await openLibrary({ root: join(folder, 'data') })
  const { id, name, sha256 } = await corpora.addText('Names', 'ada\nbea\nzoë\n')
  const run = await runs.create({ config: CONFIG, corpus: { id, name, sha256 } })
  await runs.appendMetrics(run.id, { first: 1, train: Float64Array.of(3, 2, 1), val: [] })
  await runs.writeCheckpoint(run.id, 12, await encodeModelFile(tinyModel()), 2)
  await runs.update(run.id, { state: 'stopped' })
  const path = join(folder, 'run.zip')
  await archives.exportRun(run.id, path, { corpus: true, program: PROGRAM })
  whole = readFileSync(path)
})
afterAll(() => remove())

/** Everything an archive says, or the code it is refused with. */
async function contentOf(bytes: Uint8Array): Promise<string> {
  const path = join(folder, 'damaged.zip')
  writeFileSync(path, bytes)
  try {
    const archive = await openArchive(path)
    try {
      const { list } = archive
      const files = [...list.checkpoints, list.metrics, ...(list.corpus ? [list.corpus] : [])]
      const contents = await Promise.all(files.map((file) => archive.read(file)))
      return JSON.stringify([list, contents.map((content) => Buffer.from(content).toString('base64'))])
    } finally {
      archive.close()
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.error.code
  }
}

describe(`an archive damaged ${ROUNDS} times`, () => {
  it('in one bit, in several places, or in its length', async () => {
    const sound = await contentOf(whole)
    const random = createRandom(7)
    let refused = 0
    for (let round = 0; round < ROUNDS; round++) {
      let bytes = Buffer.from(whole)
      const kind = round % 4
      if (kind === 3) bytes = bytes.subarray(0, random.below(bytes.length))
      for (let hit = 0; hit < (kind === 0 ? 1 : kind); hit++) {
        if (bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
      }
      const content = await contentOf(bytes)
      if (content === sound) continue
      refused++
      expect(CODES).toContain(content)
    }
    expect(refused).toBeGreaterThan(ROUNDS / 2)
  })
})
