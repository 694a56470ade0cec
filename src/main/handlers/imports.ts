/* Requests about bringing files in: the review, and the import with its progress and cancel. */
import { basename, relative } from 'node:path'
import type { FileHandle } from '#core/contracts/app'
import type { ImportItem, ImportResult, ImportReview, ReviewedFile } from '#core/contracts/imports'
import { type AppError, Failure, toAppError } from '#core/errors'
import type { JobItem } from '#storage/intake/job'
import { filesWithin } from '../folders'
import type { Context, Subject } from './context'

const MOST_FILES = 1000
const NOTHING = { kind: null, encoding: null, fields: [], field: null, sample: [] } as const

export function importHandlers(context: Context): Subject<'imports'> {
  const { files, library, emit, dialogs, importer } = context
  const running = new Map<string, AbortController>()
  const jobItem = ({ file, encoding, field }: ImportItem): JobItem => ({
    path: files.place(file),
    choice: { ...(encoding !== undefined && { encoding }), ...(field !== undefined && { field }) }
  })

  /** What the importer says of these files; models, runs and what cannot be opened are not asked about. */
  async function lookAt(
    handles: readonly (FileHandle & { problem?: AppError })[],
    items: readonly JobItem[]
  ): Promise<ReviewedFile[]> {
    const asked = handles.flatMap(({ type, problem }, i) => (type === 'text' && !problem ? [items[i]!] : []))
    const outcomes = [
      ...(asked.length > 0 ? await importer.run({ do: 'look', items: asked }, () => undefined) : [])
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

  async function review(paths: readonly string[]): Promise<ImportReview> {
    const { found, left } = await filesWithin(paths, MOST_FILES)
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
    return { files: await lookAt(handles, items), left }
  }

  return {
    'imports.choose': async ({ what }) => review(await dialogs.openMany(what)),
    'imports.review': ({ files: ids }) => review(ids.map((id) => files.place(id))),
    'imports.look': async (item) => {
      const handle = { ...(await files.mint(files.place(item.file))), id: item.file }
      const [file] = await lookAt([handle], [jobItem(item)])
      return file!
    },
    'imports.start': async ({ task, items, join }) => {
      if (running.has(task)) throw new Failure('bad-request', { at: 'task' })
      const stop = new AbortController()
      running.set(task, stop)
      const jobs = items.map(jobItem)
      const names = jobs.map(({ path }) => basename(path))
      try {
        const outcomes = await importer.run(
          { do: 'store', root: library.root, items: jobs, join },
          ({ index, done, total }) =>
            emit('imports.progress', {
              task,
              index,
              of: items.length,
              name: names[index] ?? '',
              done,
              total
            }),
          stop.signal
        )
        return await Promise.all(
          outcomes.map(async (outcome, i): Promise<ImportResult> => {
            const name = names[i] ?? ''
            if ('id' in outcome) return { name, corpus: await library.corpora.find(outcome.id), error: null }
            const error = 'error' in outcome ? outcome.error : toAppError(new Failure('internal'))
            return { name, corpus: null, error }
          })
        )
      } finally {
        running.delete(task)
        await library.corpora.tidy()
      }
    },
    'imports.cancel': ({ task }) => running.get(task)?.abort()
  }
}
