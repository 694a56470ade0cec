/* Real processes that really hang and really die: what the watch ends, what it leaves alone, and what an import costs then. */
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { build } from 'vite'
import { openLibrary } from '../library'
import { docxOf, hangingParquet } from './fixtures'
import { forkImporter } from './fork'
import type { JobItem, JobProgress } from './job'
import { type ImporterChild, supervise } from './supervise'

/** Within the checkout, so that the readers are found where they are. */
const OUT = resolve(import.meta.dirname, '../../../out/importer-test')

beforeAll(async () => {
  const input = {
    importer: resolve(import.meta.dirname, 'importer-process.ts'),
    stuck: resolve(import.meta.dirname, '../testing/stuck.ts')
  }
  await build({
    ...{ configFile: false, logLevel: 'error', publicDir: false },
    build: { ssr: true, outDir: OUT, emptyOutDir: true, target: 'node20', rollupOptions: { input } },
    ssr: { noExternal: ['yauzl', 'pend', 'buffer-crc32'] }
  })
})
afterAll(() => rm(OUT, { recursive: true, force: true }))

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'downhill-hang-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const root = (): string => join(folder, 'library')
async function file(name: string, content: string | Buffer): Promise<JobItem> {
  await writeFile(join(folder, name), content)
  return { path: join(folder, name), choice: {} }
}
async function threeFiles(): Promise<JobItem[]> {
  return [
    await file('a.txt', 'Ulm\nBern\n'),
    await file('bad.parquet', hangingParquet()),
    await file('c.docx', await docxOf(['Wien', 'Graz']))
  ]
}
const started: ImporterChild[] = []
function start(): ImporterChild {
  const child = forkImporter(join(OUT, 'importer.js'))
  started.push(child)
  return child
}
beforeEach(() => void started.splice(0))

describe('the watch', () => {
  const endOf = (what: string): Promise<number | string | null> =>
    new Promise((ended) => {
      const child = spawn(process.execPath, [join(OUT, 'stuck.js'), what], { stdio: 'inherit' })
      child.on('exit', (code, signal) => ended(signal ?? code))
    })

  it('ends a process that works without a beat', async () => expect(await endOf('stuck')).toBe('SIGKILL'))
  it('leaves one alone that works as long and beats', async () => expect(await endOf('busy')).toBe(0))
  it('leaves one alone that does not work', async () => expect(await endOf('asleep')).toBe(0))
})

describe('a file that hangs its reader', () => {
  const gaveUp = { error: { code: 'import-gave-up', detail: { name: 'bad.parquet' } } }

  it('is told in the review, with the others looked into', async () => {
    const outcomes = await supervise({ do: 'look', items: await threeFiles() }, start, () => undefined)
    expect(outcomes).toMatchObject([
      { look: { sample: ['Ulm', 'Bern'] } },
      gaveUp,
      { look: { sample: ['Wien', 'Graz'] } }
    ])
    expect(started).toHaveLength(2)
  })

  it('costs an import no other file, and progress never goes back', async () => {
    const told: JobProgress[] = []
    const job = { do: 'store', root: root(), items: await threeFiles(), join: null } as const
    const outcomes = await supervise(job, start, (progress) => told.push(progress))
    expect(outcomes).toMatchObject([
      { id: expect.any(String) as string },
      gaveUp,
      { id: expect.any(String) as string }
    ])
    const { corpora } = await openLibrary({ root: root() })
    expect((await corpora.list()).map(({ name }) => name).sort()).toEqual(['a', 'c'])
    const indices = told.map(({ index }) => index)
    expect(indices).toEqual([...indices].sort())
  })

  it('is left out of several that are joined', async () => {
    const job = { do: 'store', root: root(), items: await threeFiles(), join: 'all' } as const
    const outcomes = await supervise(job, start, () => undefined)
    expect(outcomes[1]).toMatchObject(gaveUp)
    const { corpora } = await openLibrary({ root: root() })
    const [entry] = await corpora.list()
    expect(await corpora.readText(entry!.id)).toBe('Ulm\nBern\nWien\nGraz\n')
    await corpora.tidy()
    expect((await readdir(join(root(), 'corpora'))).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('does not hold up Cancel', async () => {
    const stop = new AbortController()
    const items = await threeFiles()
    const job = { do: 'store', root: root(), items, join: null } as const
    const held = (): ImporterChild => {
      const child = start()
      return {
        ...child,
        listen: (heard, ended) =>
          child.listen((message) => {
            heard(message)
            if ('begin' in message && message.begin === 1) stop.abort()
          }, ended)
      }
    }
    const running = supervise(job, held, () => undefined, stop.signal)
    await expect(running).rejects.toMatchObject({ error: { code: 'cancelled' } })
    expect(started).toHaveLength(1)
  })
})
