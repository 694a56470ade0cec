/*
 * What the importer process is asked to do: to look into files, or to read them into the library. One job,
 * then it ends. A file that fails is told and the others go on.
 */
import { basename } from 'node:path'
import type { CleaningReport, ReadingChoice } from '#core/contracts/imports'
import { LARGE_FROM } from '#core/contracts/large'
import { type AppError, Failure, toAppError } from '#core/errors'
import { createCorpora } from '../corpora'
import { type Disk, nodeDisk } from '../disk'
import { createNotices } from '../notices'
import { libraryPaths } from '../paths'
import { look, type Look, read } from './read'

export interface JobItem {
  readonly path: string
  readonly choice: ReadingChoice
}

export type Job =
  | { readonly do: 'look'; readonly items: readonly JobItem[] }
  | {
      readonly do: 'store'
      readonly root: string
      readonly items: readonly JobItem[]
      readonly join: string | null
    }

export type Outcome = { readonly look: Look } | { readonly id: string } | { readonly error: AppError }

export interface JobProgress {
  readonly index: number
  readonly done: number
  readonly total: number
}

/** @throws Failure `cancelled` once the signal says so; corpora that were complete stay */
export async function runJob(
  job: Job,
  tell: (progress: JobProgress) => void,
  signal: AbortSignal,
  disk: Disk = nodeDisk
): Promise<Outcome[]> {
  if (job.do === 'look') {
    return eachOf(job.items, signal, async ({ path, choice }, index) => {
      tell({ index, done: 0, total: 0 })
      return { look: await look(path, choice, disk) }
    })
  }
  const paths = libraryPaths(job.root)
  const bundled = { list: () => Promise.resolve([]), has: () => Promise.resolve(false), textPath: () => '' }
  const now = (): Date => new Date()
  const corpora = createCorpora(disk, paths, bundled, createNotices(disk, now), now)
  const open = (item: JobItem, index: number): ReturnType<typeof read> =>
    read(item.path, item.choice, (done, total) => tell({ index, done, total }), signal, disk)

  if (job.join === null) {
    return eachOf(job.items, signal, async (item, index) => {
      const reading = await open(item, index)
      const { id } = await corpora.addPieces(basename(item.path), reading.pieces, () => reading.report())
      return { id }
    })
  }
  const outcomes: Outcome[] = []
  const reports: CleaningReport[] = []
  async function* all(): AsyncGenerator<string> {
    for (const [index, item] of job.items.entries()) {
      // What a file gave before it failed would stay in the middle of the others: it is read whole first, and
      // a large one, which is not held, once more.
      let before: string[] | null = []
      let held = 0
      const told = await eachOf([item], signal, async () => {
        const reading = await open(item, index)
        for await (const piece of reading.pieces) {
          held += piece.length
          if (held > LARGE_FROM) before = null
          before?.push(piece)
        }
        reports.push(reading.report())
        return { id: '' }
      })
      outcomes.push(...told)
      const [outcome] = told
      if (!outcome || 'error' in outcome) continue
      let last = before?.at(-1) ?? ''
      if (before) yield* before
      else for await (const piece of (await open(item, index)).pieces) yield (last = piece)
      if (!last.endsWith('\n')) yield '\n'
    }
  }
  try {
    const { id } = await corpora.addPieces(job.join, all(), () => sumOf(reports))
    return outcomes.map((outcome) => ('id' in outcome ? { id } : outcome))
  } catch (thrown) {
    const { code } = toAppError(thrown)
    if (code === 'cancelled' || outcomes.every((outcome) => !('error' in outcome))) throw thrown
    return outcomes.map((outcome) => ('id' in outcome ? { error: toAppError(thrown) } : outcome))
  }
}

async function eachOf(
  items: readonly JobItem[],
  signal: AbortSignal,
  work: (item: JobItem, index: number) => Promise<Outcome>
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, item] of items.entries()) {
    if (signal.aborted) throw new Failure('cancelled')
    try {
      outcomes.push(await work(item, index))
    } catch (thrown) {
      const error = toAppError(thrown)
      if (signal.aborted || error.code === 'cancelled') throw new Failure('cancelled')
      outcomes.push({ error })
    }
  }
  return outcomes
}

/** One report for texts that became one. */
function sumOf(reports: readonly CleaningReport[]): CleaningReport {
  const [first] = reports
  if (!first) throw new Failure('corpus-empty')
  const same = reports.every(({ encoding }) => encoding === first.encoding)
  const sum = (
    key: 'lineEnds' | 'noBreakSpaces' | 'controls' | 'normalised' | 'replaced' | 'mixed' | 'parts'
  ): number => reports.reduce((total, report) => total + report[key], 0)
  return {
    ...{ kind: first.kind, field: null, mark: reports.some(({ mark }) => mark) },
    ...{ encoding: same ? first.encoding : null, ground: same ? first.ground : null },
    ...{ lineEnds: sum('lineEnds'), noBreakSpaces: sum('noBreakSpaces'), controls: sum('controls') },
    ...{ normalised: sum('normalised'), replaced: sum('replaced'), mixed: sum('mixed'), parts: sum('parts') }
  }
}
