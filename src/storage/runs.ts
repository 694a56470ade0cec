/*
 * The library's runs: one folder each, with run.json, metrics.jsonl and checkpoints. Changes to one run
 * take turns. A run that cannot be read is set aside and noted; the others still open. Deleted ones that
 * can still be taken back (removed-runs.ts) are in none of the lists. Over 150 lines, since every way
 * of making and changing a run goes over the same few reads and writes.
 */
import { randomBytes } from 'node:crypto'
import type { RunEntry } from '#core/contracts/app'
import type { CorpusRef } from '#core/contracts/worker'
import { checkBranch } from '#core/branch'
import { Failure } from '#core/errors'
import { peekModelFile } from '#core/formats/model-file'
import type { RunConfig } from '#core/run-config'
import { bytesOf, syncFolder } from './atomic-write'
import { bestOf, described } from './checkpoint-manifest'
import type { Checkpoints } from './checkpoints'
import type { Disk } from './disk'
import { errnoOf, namesIn, toReadFailure, toWriteFailure } from './disk-errors'
import { folderSize } from './folder-size'
import { readJson, writeJson } from './json-file'
import { type Locks, placeOf } from './locks'
import type { Metrics } from './metrics'
import { type MetricsBlock, type RunMetrics, upTo } from './metrics-lines'
import { type Notices, timestamp } from './notices'
import { ID, type LibraryPaths, type RunPaths } from './paths'
import { createQueues } from './queues'
import type { RemovedRuns } from './removed-runs'
import { runName } from './run-name'
import { isRunName, RUN, type RunRecord } from './run-record'
import { mayBecome } from './run-states'

/** What may change during a run's life. */
export type RunChange = Partial<
  Pick<
    RunEntry,
    | 'state'
    | 'engine'
    | 'step'
    | 'bestVal'
    | 'bestBits'
    | 'lastTrain'
    | 'seconds'
    | 'certificate'
    | 'verified'
    | 'config'
  >
>

export interface NewRun {
  readonly config: RunConfig
  readonly corpus: CorpusRef
  readonly parent?: Place | undefined
  readonly repeatOf?: string | undefined
}

/** A checkpoint of a run. */
export interface Place {
  readonly runId: string
  readonly step: number
}

/**
 * Every method that takes an id throws Failure `run-not-found`, `library-corrupt` or `library-newer-version`; those
 * that train it, `run-in-use` while another process does.
 */
export interface Runs {
  /** Newest first. */
  list(): Promise<RunEntry[]>
  find(id: string): Promise<RunEntry>
  /** A new run in state `training`, or `queued` if it repeats another, with a name no other has. */
  create(run: NewRun): Promise<RunEntry>
  /**
   * A new run that goes on from a checkpoint under other settings, in state `interrupted`, with the losses
   * up to there and a copy of the checkpoint.
   * @throws Failure `no-model`, `branch-steps`, `branch-shape`, `disk-full`; nothing is left then
   */
  branch(parent: Place, run: Omit<NewRun, 'parent' | 'repeatOf'>): Promise<RunEntry>
  /**
   * A run whose files `fill` writes into a folder of its own. It is among the others only once it is whole.
   * @param wanted its name if no other run has it
   * @throws Failure of `fill` or the disk; nothing is left then
   */
  adopt(
    fill: (run: RunPaths) => Promise<Omit<RunRecord, 'id' | 'name' | 'created' | 'updated'>>,
    wanted?: string
  ): Promise<RunEntry>
  /** A name that no run has. */
  suggestName(): Promise<string>
  /** @throws Failure `run-name-taken`; `bad-request` for what is no name */
  rename(id: string, name: string): Promise<RunEntry>
  /** Takes it out of the library until `restore`; see removed-runs.ts. @throws Failure `run-busy` while it trains */
  remove(id: string): Promise<{ undo: boolean }>
  restore(id: string): Promise<RunEntry>
  /** @throws Failure `bad-request` for a state that may not follow */
  update(id: string, change: RunChange): Promise<RunEntry>
  /**
   * Ends the runs that a killed process left `training`: `finished` where the last step was kept before the kill,
   * else `interrupted`. Those that another process trains right now go on. For the one owner of the library.
   */
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
  /** @throws Failure `no-model` */
  pin(id: string, step: number, pinned: boolean): Promise<RunEntry>
  /** The file of a checkpoint, for streaming; its content has not been checked. @throws Failure `no-model` */
  findCheckpoint(id: string, step: number): ReturnType<Checkpoints['find']>
}

export interface RunsOptions {
  readonly disk: Disk
  readonly paths: LibraryPaths
  readonly notices: Notices
  readonly now: () => Date
  readonly removed: RemovedRuns
  readonly checkpoints: Checkpoints
  readonly metrics: Metrics
  readonly locks: Locks
}

export function createRuns(options: RunsOptions): Runs {
  const { disk, paths, notices, now, removed, checkpoints, metrics, locks } = options
  const inTurn = createQueues()

  async function readRecord(id: string): Promise<RunRecord> {
    const path = paths.run(id).record
    if (await removed.has(id)) throw new Failure('run-not-found', { id })
    return readStored(id, path)
  }

  async function readStored(id: string, path: string): Promise<RunRecord> {
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
    const bytes = await folderSize(disk, paths.run(run.id).folder)
    return { ...run, checkpoints: found.map(({ step }) => step), kept: described(found), bytes }
  }

  async function records(): Promise<RunRecord[]> {
    const found: RunRecord[] = []
    for (const id of await namesIn(disk, paths.runs)) {
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

  /** Names of all runs, deleted ones included: they may come back. */
  async function takenNames(): Promise<Map<string, string>> {
    const names = new Map<string, string>()
    for (const id of await namesIn(disk, paths.runs)) {
      const run = ID.test(id) && (await readStored(id, paths.run(id).record).catch(() => null))
      if (run) names.set(run.name, id)
    }
    return names
  }

  async function freeName(id: string): Promise<string> {
    const taken = await takenNames()
    let copy = 1
    while (taken.has(runName(id, copy))) copy++
    return runName(id, copy)
  }

  function change(id: string, fields: RunChange & { name?: string }): Promise<RunRecord> {
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

  /** One process trains a run at a time. @throws Failure `run-in-use` */
  async function claim(id: string): Promise<void> {
    const holder = await locks.take(id)
    if (holder) throw new Failure('run-in-use', { ...placeOf(holder) })
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

  /** One at a time, so that two runs do not take the same name. */
  function makeRun(run: NewRun, state: RunEntry['state'], parentName?: string): Promise<RunRecord> {
    return inTurn('', async () => {
      const { config, corpus, parent, repeatOf = null } = run
      const date = now()
      const id = newId(date)
      const time = date.toISOString()
      const record: RunRecord = {
        ...{ id, name: await freeName(id), config, corpus, state, created: time, updated: time },
        ...{ engine: null, step: 0, bestVal: null, bestBits: null, lastTrain: null, seconds: 0 },
        ...{ certificate: null, verified: null, repeatOf, origin: null },
        parent: parent ? { ...parent, ...(parentName !== undefined && { name: parentName }) } : null
      }
      if (state === 'training') await claim(id)
      await makeFolder(id)
      await writeJson(disk, paths.run(id).record, RUN, record)
      return record
    })
  }

  /** Puts a run together beside the others and moves it among them once it is whole. */
  async function adopt(
    fill: (run: RunPaths) => Promise<Omit<RunRecord, 'id' | 'name' | 'created' | 'updated'>>,
    wanted?: string
  ): Promise<RunEntry> {
    const date = now()
    const id = newId(date)
    const [staged, place] = [paths.incoming(id), paths.run(id)]
    try {
      await disk.makeFolder(staged.checkpoints)
      const fields = await fill(staged)
      // One at a time, so that two runs do not take the same name.
      return await inTurn('', async () => {
        const free = wanted !== undefined && !(await takenNames()).has(wanted)
        const time = date.toISOString()
        const record = {
          ...fields,
          id,
          name: free ? wanted : await freeName(id),
          created: time,
          updated: time
        }
        await writeJson(disk, staged.record, RUN, record)
        await syncFolder(staged.folder, disk)
        await disk.rename(staged.folder, place.folder)
        await syncFolder(paths.runs, disk)
        return toEntry(record)
      })
    } catch (error) {
      for (const { folder } of [staged, place]) await disk.removeFolder(folder).catch(() => undefined)
      throw errnoOf(error) === null ? error : toWriteFailure(error, staged.folder)
    }
  }

  async function branch(place: Place, { config, corpus }: NewRun): Promise<RunEntry> {
    const parent = await readRecord(place.runId)
    const from = paths.run(place.runId)
    if (config.steps <= place.step) {
      throw new Failure('branch-steps', { step: place.step, steps: config.steps })
    }
    const { bytes, valLoss } = await checkpoints.read(from, place.step)
    checkBranch(config, peekModelFile(bytes))
    const { train, bits, val } = upTo(await metrics.read(from.metrics), place.step)
    const best = bestOf(val.map((point) => ({ ...point, valLoss: point.loss })))
    const lastTrain = train.at(-1)
    return adopt(async (own) => {
      if (train.length > 0) await metrics.append(own.metrics, { first: 1, train, bits, val })
      await metrics.sync(own.metrics)
      await checkpoints.write(own, place.step, bytes, valLoss)
      return {
        ...{ config, corpus, state: 'interrupted', step: place.step, engine: null, seconds: 0 },
        ...{ bestVal: best?.loss ?? null, bestBits: best && (best.bits ?? best.loss / Math.LN2) },
        lastTrain: lastTrain !== undefined && Number.isFinite(lastTrain) ? lastTrain : null,
        ...{ certificate: null, verified: null, repeatOf: null, origin: null },
        parent: { ...place, name: parent.name }
      }
    })
  }

  async function leftBehind(id: string): Promise<RunChange> {
    const { config, checkpoints } = await toEntry(await readRecord(id))
    const step = Math.max(0, ...checkpoints)
    return step < config.steps ? { state: 'interrupted' } : { state: 'finished', step }
  }

  return {
    list: async () => Promise.all((await records()).map(toEntry)),
    find: async (id) => toEntry(await readRecord(id)),

    async create(run) {
      const parent = run.parent && (await readRecord(run.parent.runId).catch(() => null))
      const state = run.repeatOf === undefined ? 'training' : 'queued'
      return toEntry(await makeRun(run, state, parent?.name))
    },

    branch,
    adopt,

    suggestName: () => freeName(newId(now())),

    async rename(id, wanted) {
      const name = wanted.trim()
      if (!isRunName(name)) throw new Failure('bad-request', { at: 'name' })
      return inTurn('', async () => {
        const owner = (await takenNames()).get(name)
        if (owner !== undefined && owner !== id) throw new Failure('run-name-taken', { name })
        return toEntry(await change(id, { name }))
      })
    },

    async remove(id) {
      const { state } = await readRecord(id)
      if (state === 'training') throw new Failure('run-busy')
      return removed.mark(id)
    },

    async restore(id) {
      await removed.unmark(id)
      return toEntry(await readRecord(id))
    },

    async update(id, fields) {
      const { state } = fields
      if (state === 'training') await claim(id)
      const after = await change(id, fields)
      if (!GOES_ON.has(after.state)) await locks.release(id)
      return toEntry(after)
    },

    async markInterrupted() {
      for (const { id, state } of await records()) {
        if (state !== 'training' || (await locks.holder(id).catch(() => null))) continue
        await change(id, await leftBehind(id)).catch((error: unknown) => notices.add(error))
        await locks.release(id)
      }
    },

    async appendMetrics(id, block) {
      const run = paths.run(id)
      await disk.stat(run.record).catch((error: unknown) => {
        throw errnoOf(error) === 'ENOENT'
          ? new Failure('run-not-found', { id })
          : toReadFailure(error, run.record)
      })
      await claim(id)
      await metrics.append(run.metrics, block)
    },

    async readMetrics(id) {
      await readRecord(id)
      return metrics.read(paths.run(id).metrics)
    },

    async writeCheckpoint(id, step, bytes, valLoss) {
      await readRecord(id)
      await claim(id)
      await metrics.sync(paths.run(id).metrics)
      await checkpoints.write(paths.run(id), step, bytesOf(bytes), valLoss)
    },

    async readCheckpoint(id, step) {
      await readRecord(id)
      return checkpoints.read(paths.run(id), step)
    },

    async pin(id, step, pinned) {
      const run = await readRecord(id)
      await checkpoints.pin(paths.run(id), step, pinned)
      return toEntry(run)
    },

    async findCheckpoint(id, step) {
      await readRecord(id)
      return checkpoints.find(paths.run(id), step)
    }
  }
}

/** In these states a process has the run in its hands. */
const GOES_ON = new Set<RunEntry['state']>(['training', 'paused'])

/** Sorts by time; the end makes it one of its kind. */
function newId(date: Date): string {
  return `${timestamp(date)}-${randomBytes(3).toString('hex')}`
}
