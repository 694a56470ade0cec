/*
 * Files of the kinds whose readers are not ours (Word, PDF, EPUB, Parquet), read in a process of their own as the window
 * reads them: one that hangs or kills its reader is refused in a sentence. What was read comes by a library that is there
 * as long as it is read.
 */
import { createReadStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { CleaningReport, ReadingChoice, SourceKind } from '#core/contracts/imports'
import { Failure, fromAppError } from '#core/errors'
import { openLibrary } from '#storage/library'
import type { Reading } from '#storage/intake/read'
import type { Place } from './terminal'

const FOREIGN: readonly SourceKind[] = ['docx', 'pdf', 'epub', 'parquet']

/**
 * Opens a file as `read` does.
 * @throws Failure as `read`, here or while it is read; `import-gave-up`
 */
export async function openReading(
  { cwd, root }: Place,
  path: string,
  choice: ReadingChoice
): Promise<Reading> {
  const { kindOf, read } = await import('#storage/intake/read')
  const full = resolve(cwd, path)
  const program = join(root, 'out/cli/importer.js')
  // Run from its sources, there is no such program, and nothing to keep alive.
  if (!FOREIGN.includes(await kindOf(full)) || !existsSync(program)) return read(full, choice)
  let report: CleaningReport | null = null
  async function* pieces(): AsyncGenerator<string> {
    const own = await mkdtemp(join(tmpdir(), 'downhill-reading-'))
    try {
      const id = await readInProcess(program, own, full, choice)
      const { corpora } = await openLibrary({ root: own })
      report = (await corpora.find(id)).cleaning ?? null
      yield* createReadStream((await corpora.place(id)).text, 'utf8') as AsyncIterable<string>
    } finally {
      await rm(own, { recursive: true, force: true })
    }
  }
  return {
    pieces: pieces(),
    report() {
      if (report === null) throw new Failure('internal')
      return report
    }
  }
}

/** The id of what came of a file, in the library of this root. */
async function readInProcess(
  program: string,
  root: string,
  path: string,
  choice: ReadingChoice
): Promise<string> {
  const { forkImporter } = await import('#storage/intake/fork')
  const { supervise } = await import('#storage/intake/supervise')
  const job = { do: 'store', root, items: [{ path, choice }], join: null } as const
  const [outcome] = await supervise(
    job,
    () => forkImporter(program),
    () => undefined
  )
  if (outcome && 'id' in outcome) return outcome.id
  throw outcome && 'error' in outcome ? fromAppError(outcome.error) : new Failure('internal')
}
