/*
 * What the importer process is asked to do: to look into files, or to read them into the library. One job,
 * then it ends. A file that fails is told and the others go on; so that one which ends the process costs no other, each
 * is announced before it is opened, and what became of it is told at once (supervise.ts).
 * Over 150 lines: looking, reading one by one and joining share how a file's failure is told and passed over.
 */
import { basename } from 'node:path'
import type { CleaningReport, ReadingChoice } from '#core/contracts/imports'
import { LARGE_FROM } from '#core/contracts/large'
import { type AppError, Failure, toAppError } from '#core/errors'
import { createCorpora } from '../corpora'
import { type Disk, nodeDisk } from '../disk'
import { createNotices } from '../notices'
import { libraryPaths } from '../paths'
import { beat } from './pulse'
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

export interface JobHooks {
  /** Waited for before a file is opened. */
  readonly begin: (index: number) => Promise<void>
  /** What became of a file; of those that are joined only what they failed with, until all are. */
  readonly settled: (index: number, outcome: Outcome) => void
  /** Of a process before this one: these files are not opened. */
  readonly known: ReadonlyMap<number, Outcome>
}

const ALONE: JobHooks = {
  begin: () => Promise.resolve(),
  settled: () => undefined,
  known: new Map()
}

/** @throws Failure `cancelled` once the signal says so; corpora that were complete stay */
export async function runJob(
  job: Job,
  tell: (progress: JobProgress) => void,
  signal: AbortSignal,
  disk: Disk = nodeDisk,
  hooks = ALONE
): Promise<Outcome[]> {
  const items = [...job.items.entries()]
  if (job.do === 'look') {
    return eachOf(items, signal, hooks, async ({ path, choice }, index) => {
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
    return eachOf(items, signal, hooks, async (item, index) => {
      const reading = await open(item, index)
      const { id } = await corpora.addPieces(basename(item.path), reading.pieces, () => reading.report())
      return { id }
    })
  }
  const outcomes: Outcome[] = []
  const reports: CleaningReport[] = []
  async function* all(): AsyncGenerator<string> {
    for (const [index, item] of items) {
      // What a file gave before it failed would stay in the middle of the others: it is read whole first, and
      // a large one, which is not held, once more.
      let before: string[] | null = []
      let held = 0
      const failures = {
        ...hooks,
        settled: (at: number, outcome: Outcome) => 'error' in outcome && hooks.settled(at, outcome)
      }
      const told = await eachOf([[index, item]], signal, failures, async () => {
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
  items: readonly (readonly [number, JobItem])[],
  signal: AbortSignal,
  { begin, settled, known }: JobHooks,
  work: (item: JobItem, index: number) => Promise<Outcome>
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, item] of items) {
    const before = known.get(index)
    if (before) {
      outcomes.push(before)
      continue
    }
    await begin(index)
    if (signal.aborted) throw new Failure('cancelled')
    beat()
    const outcome = await work(item, index).catch((thrown: unknown) => ({ error: toAppError(thrown) }))
    if ('error' in outcome && (signal.aborted || outcome.error.code === 'cancelled')) {
      throw new Failure('cancelled')
    }
    settled(index, outcome)
    outcomes.push(outcome)
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
