import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openLibrary } from '../library'
import { runJob, type Job } from './job'

let folder = ''
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'downhill-job-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

const root = (): string => join(folder, 'library')
async function file(name: string, content: string | Buffer): Promise<{ path: string; choice: object }> {
  await writeFile(join(folder, name), content)
  return { path: join(folder, name), choice: {} }
}
const never = new AbortController().signal

describe('an import', () => {
  it('stores each file with its report, and goes on after one that fails', async () => {
    const items = [
      await file('towns.txt', 'Ulm\r\nAugsburg\r\n'),
      await file('x.txt', Buffer.from([0xff, 0xd8, 0xff])),
      await file('b.csv', 'name\nBen\nAnna\n')
    ]
    const outcomes = await runJob({ do: 'store', root: root(), items, join: null }, () => undefined, never)
    expect(outcomes.map((outcome) => Object.keys(outcome)[0])).toEqual(['id', 'error', 'id'])
    const list = (await (await openLibrary({ root: root() })).corpora.list()).sort((a, b) =>
      a.name.localeCompare(b.name)
    )
    expect(list.map(({ name }) => name)).toEqual(['b', 'towns'])
    expect(list[1]!.cleaning).toMatchObject({ kind: 'text', lineEnds: 2, encoding: 'utf-8' })
    expect(await readFile(join(root(), 'corpora', `${list[1]!.id}.txt`), 'utf8')).toBe('Ulm\nAugsburg\n')
  })

  it('gives the same text the same id', async () => {
    const job: Job = { do: 'store', root: root(), items: [await file('a.txt', 'a\nb\n')], join: null }
    expect(await runJob(job, () => undefined, never)).toEqual(await runJob(job, () => undefined, never))
    expect(await readdir(join(root(), 'corpora'))).toHaveLength(2)
  })

  it('joins files, leaving out those that fail', async () => {
    const items = [await file('a.txt', 'a\nb'), await file('bad.json', '{'), await file('c.txt', 'c\n')]
    const outcomes = await runJob({ do: 'store', root: root(), items, join: 'all' }, () => undefined, never)
    expect('error' in outcomes[1]!).toBe(true)
    const [entry] = await (await openLibrary({ root: root() })).corpora.list()
    expect(entry).toMatchObject({ name: 'all', cleaning: { parts: 2 } })
    expect(await readFile(join(root(), 'corpora', `${entry!.id}.txt`), 'utf8')).toBe('a\nb\nc\n')
  })

  it('leaves nothing behind when it is cancelled', async () => {
    const stop = new AbortController()
    const items = [await file('long.txt', 'line\n'.repeat(900_000))]
    const running = runJob(
      { do: 'store', root: root(), items, join: null },
      ({ done }) => done > 0 && stop.abort(),
      stop.signal
    )
    await expect(running).rejects.toMatchObject({ error: { code: 'cancelled' } })
    expect(await readdir(join(root(), 'corpora'))).toEqual([])
  })

  it('leaves nothing behind when a file breaks in the middle', async () => {
    const items = [await file('x.jsonl', `${'{"text":"a line"}\n'.repeat(90_000)}{"text":`)]
    const [outcome] = await runJob({ do: 'store', root: root(), items, join: null }, () => undefined, never)
    expect(outcome).toMatchObject({ error: { code: 'import-damaged' } })
    expect(await readdir(join(root(), 'corpora'))).toEqual([])
  })
})
