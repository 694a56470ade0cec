/*
 * The library's runs: one folder each, with run.json, metrics.jsonl and checkpoints. Changes to one run
 * take turns. A run that cannot be read is set aside and noted; the others still open.
 */
import { randomBytes } from 'node:crypto'
import type { RunEntry } from '#core/contracts/app'
import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import type { RunConfig } from '#core/run-config'
import { bytesOf, syncFolder } from './atomic-write'
import { createCheckpoints } from './checkpoints'
import type { Disk } from './disk'
import { errnoOf, toReadFailure, toWriteFailure } from './disk-errors'
import { readJson, writeJson } from './json-file'
import { createMetrics } from './metrics'
import type { MetricsBlock, RunMetrics } from './metrics-lines'
import { type Notices, timestamp } from './notices'
import { ID, type LibraryPaths } from './paths'
import { createQueues } from './queues'
import { runName } from './run-name'
import { RUN, type RunParent, type RunRecord } from './run-record'
import { mayBecome } from './run-states'

/** What may change during a run's life. */
export type RunChange = Partial<
  Pick<RunEntry, 'name' | 'state' | 'engine' | 'step' | 'bestVal' | 'lastTrain' | 'certificate' | 'config'>
>

export interface NewRun {
  readonly config: RunConfig
  readonly corpus: CorpusRef
  readonly parent?: RunParent | undefined
}

/** Every method that takes an id throws Failure `run-not-found`, `library-corrupt` or `library-newer-version`. */
export interface Runs {
  /** Newest first. */
  list(): Promise<RunEntry[]>
  find(id: string): Promise<RunEntry>
  /** A new run in state `training`, with a name no other has. */
  create(run: NewRun): Promise<RunEntry>
  /** @throws Failure `bad-request` for a state that may not follow */
  update(id: string, change: RunChange): Promise<RunEntry>
  /** Turns runs that a killed process left `training` into `interrupted`; for the one owner of the library. */
  markInterrupted(): Promise<void>
  appendMetrics(id: string, block: MetricsBlock): Promise<void>
  readMetrics(id: string): Promise<RunMetrics>
  /** Durable, with all metrics appended before, once this resolves. */
  writeCheckpoint(
    id: string,
    step: number,
    bytes: Uint8Array | ArrayBuffer,
    valLoss: number | null
  ): Promise<void>
  readCheckpoint(id: string, step?: number): Promise<{ step: number; bytes: Uint8Array<ArrayBuffer> }>
}

export function createRuns(disk: Disk, paths: LibraryPaths, notices: Notices, now: () => Date): Runs {
  const inTurn = createQueues()
  const checkpoints = createCheckpoints(disk, notices)
  const metrics = createMetrics(disk, (error) => notices.add(error))

  async function readRecord(id: string): Promise<RunRecord> {
    const path = paths.run(id).record
    const stored = await readJson(disk, path, RUN).catch((error: unknown) => {
      const missing = error instanceof Failure && error.error.code === 'file-missing'
      throw missing ? new Failure('run-not-found', { id }) : error
    })
    if (stored.id !== id) throw new Failure('library-corrupt', { name: id }, `run.json is of ${stored.id}`)
    return stored
  }

  async function toEntry(run: RunRecord): Promise<RunEntry> {
    const found = await checkpoints.list(paths.run(run.id)).catch((error: unknown) => {
      notices.add(error)
      return []
    })
    return { ...run, checkpoints: found.map((checkpoint) => checkpoint.step) }
  }

  async function records(): Promise<RunRecord[]> {
    const found: RunRecord[] = []
    for (const id of await disk.list(paths.runs)) {
      if (!ID.test(id)) continue
      try {
        found.push(await readRecord(id))
      } catch (error) {
        const code = error instanceof Failure ? error.error.code : 'internal'
        if (code === 'library-corrupt') await notices.quarantine(paths.run(id).record, error)
        // A folder whose run.json was never written, or was set aside earlier, is not a run.
        else if (code !== 'run-not-found') notices.add(error)
      }
    }
    return found.sort((a, b) => b.created.localeCompare(a.created) || b.id.localeCompare(a.id))
  }

  async function freeName(id: string): Promise<string> {
    const taken = new Set((await records()).map((run) => run.name))
    let copy = 1
    while (taken.has(runName(id, copy))) copy++
    return runName(id, copy)
  }

  function change(id: string, fields: RunChange): Promise<RunRecord> {
    return inTurn(id, async () => {
      const before = await readRecord(id)
      if (fields.state && !mayBecome(before.state, fields.state)) {
        throw new Failure('bad-request', { at: 'state', from: before.state, to: fields.state })
      }
      const after = { ...before, ...fields, updated: now().toISOString() }
      await writeJson(disk, paths.run(id).record, RUN, after)
      return after
    })
  }

  async function makeFolder(id: string): Promise<void> {
    const { folder, checkpoints: files } = paths.run(id)
    try {
      await disk.makeFolder(files)
      await syncFolder(folder, disk)
      await syncFolder(paths.runs, disk)
    } catch (error) {
      throw toWriteFailure(error, folder)
    }
  }

  return {
    list: async () => Promise.all((await records()).map(toEntry)),
    find: async (id) => toEntry(await readRecord(id)),

    create: ({ config, corpus, parent }) =>
      // One at a time, so that two runs do not take the same name.
      inTurn('', async () => {
        const date = now()
        const id = `${timestamp(date)}-${randomBytes(3).toString('hex')}`
        const time = date.toISOString()
        const run: RunRecord = {
          ...{
            id,
            name: await freeName(id),
            config,
            corpus,
            state: 'training',
            created: time,
            updated: time
          },
          ...{ engine: null, step: 0, bestVal: null, lastTrain: null, certificate: null },
          ...(parent && { parent })
        }
        await makeFolder(id)
        await writeJson(disk, paths.run(id).record, RUN, run)
        return toEntry(run)
      }),

    update: async (id, fields) => toEntry(await change(id, fields)),

    async markInterrupted() {
      for (const { id, state } of await records()) {
        if (state !== 'training') continue
        await change(id, { state: 'interrupted' }).catch((error: unknown) => notices.add(error))
      }
    },

    async appendMetrics(id, block) {
      const run = paths.run(id)
      await disk.stat(run.record).catch((error: unknown) => {
        throw errnoOf(error) === 'ENOENT'
          ? new Failure('run-not-found', { id })
          : toReadFailure(error, run.record)
      })
      await metrics.append(run.metrics, block)
    },

    async readMetrics(id) {
      await readRecord(id)
      return metrics.read(paths.run(id).metrics)
    },

    async writeCheckpoint(id, step, bytes, valLoss) {
      await readRecord(id)
      await metrics.sync(paths.run(id).metrics)
      await checkpoints.write(paths.run(id), step, bytesOf(bytes), valLoss)
    },

    async readCheckpoint(id, step) {
      await readRecord(id)
      return checkpoints.read(paths.run(id), step)
    }
  }
}
