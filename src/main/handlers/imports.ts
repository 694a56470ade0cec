/* Requests about bringing files in: the review, and the import with its progress and cancel. */
import { basename, relative } from 'node:path'
import type { FileHandle } from '#core/contracts/app'
import type { ImportItem, ImportResult, ImportReview, ReviewedFile } from '#core/contracts/imports'
import { type AppError, Failure, toAppError } from '#core/errors'
import type { JobItem, JobProgress } from '#storage/intake/job'
import { filesWithin } from '../folders'
import type { Context, Subject } from './context'
import { createTasks } from './tasks'

/** Tells how far a job over these files is. */
type Tell = (items: readonly JobItem[]) => (progress: JobProgress) => void

const MOST_FILES = 1000
const NOTHING = { kind: null, encoding: null, fields: [], field: null, sample: [] } as const

export function importHandlers(context: Context): Subject<'imports'> {
  const { files, library, emit, dialogs, importer } = context
  const tasks = createTasks()
  const jobItem = ({ file, encoding, field }: ImportItem): JobItem => ({
    path: files.place(file),
    choice: { ...(encoding !== undefined && { encoding }), ...(field !== undefined && { field }) }
  })

  /** What the importer says of these files; models, runs and what cannot be opened are not asked about. */
  async function lookAt(
    handles: readonly (FileHandle & { problem?: AppError })[],
    items: readonly JobItem[],
    tell: Tell = () => () => undefined,
    signal?: AbortSignal
  ): Promise<ReviewedFile[]> {
    const asked = handles.flatMap(({ type, problem }, i) => (type === 'text' && !problem ? [items[i]!] : []))
    const outcomes = [
      ...(asked.length > 0 ? await importer.run({ do: 'look', items: asked }, tell(asked), signal) : [])
    ]
    return handles.map(({ problem, ...handle }): ReviewedFile => {
      if (problem) return { ...handle, ...NOTHING, refusal: problem }
      if (handle.type !== 'text') return { ...handle, ...NOTHING, refusal: null }
      const outcome = outcomes.shift()
      if (outcome && 'look' in outcome) return { ...handle, ...outcome.look, refusal: null }
      const error = outcome && 'error' in outcome ? outcome.error : toAppError(new Failure('import-damaged'))
      return { ...handle, ...NOTHING, refusal: error }
    })
  }

  /** Work that tells how far it is and can be stopped under the name of its task. */
  function asTask<T>(task: string, work: (tell: Tell, signal: AbortSignal) => Promise<T>): Promise<T> {
    const tell: Tell = (items) => {
      const names = items.map(({ path }) => basename(path))
      return ({ index, done, total }) =>
        emit('imports.progress', { task, index, of: items.length, name: names[index] ?? '', done, total })
    }
    return tasks.run(task, (signal) => work(tell, signal))
  }

  async function review(paths: readonly string[], tell: Tell, signal: AbortSignal): Promise<ImportReview> {
    if (paths.length > 0) tell([])({ index: 0, done: 0, total: 0 })
    const { found, left } = await filesWithin(paths, MOST_FILES, signal)
    const handles = await Promise.all(
      found.map(async ({ path, root }) => {
        const name = root === null ? basename(path) : relative(root, path)
        try {
          return { ...(await files.mint(path)), name }
        } catch (thrown) {
          return { id: '', name, bytes: 0, type: 'text' as const, problem: toAppError(thrown) }
        }
      })
    )
    const items = found.map(({ path }) => ({ path, choice: {} }))
    return { files: await lookAt(handles, items, tell, signal), left }
  }

  return {
    'imports.choose': ({ task, what }) =>
      asTask(task, async (tell, signal) => review(await dialogs.openMany(what), tell, signal)),
    'imports.review': ({ task, files: ids }) =>
      asTask(task, (tell, signal) =>
        review(
          ids.map((id) => files.place(id)),
          tell,
          signal
        )
      ),
    'imports.look': async (item) => {
      const handle = { ...(await files.mint(files.place(item.file))), id: item.file }
      const [file] = await lookAt([handle], [jobItem(item)])
      return file!
    },
    'imports.start': ({ task, items, join }) =>
      asTask(task, async (tell, signal) => {
        const jobs = items.map(jobItem)
        try {
          const job = { do: 'store', root: library.root, items: jobs, join } as const
          const outcomes = await importer.run(job, tell(jobs), signal)
          return await Promise.all(
            outcomes.map(async (outcome, i): Promise<ImportResult> => {
              const name = basename(jobs[i]?.path ?? '')
              if ('id' in outcome)
                return { name, corpus: await library.corpora.find(outcome.id), error: null }
              const error = 'error' in outcome ? outcome.error : toAppError(new Failure('internal'))
              return { name, corpus: null, error }
            })
          )
        } finally {
          await library.corpora.tidy()
        }
      }),
    'imports.cancel': ({ task }) => tasks.cancel(task)
  }
}
