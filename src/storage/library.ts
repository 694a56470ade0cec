/*
 * The library: everything Downhill keeps, in one data folder.
 *
 *   corpora/   <id>.txt, <id>.json          texts the user added
 *              <id>.large/                  what was computed from a large one, tokens included
 *   runs/<id>/ run.json, metrics.jsonl, checkpoints.json, checkpoints/ckpt-<step>.safetensors
 *   incoming/                              runs that are being put together
 *   removed/   <id>.json                    marks of deleted runs, until the system's trash takes them
 *   trash/     <time>-<id>/                 removed corpora
 *   shortlists/ <corpus>.json               lines somebody keeps
 *   locks/     <run>.json, window.json      which process trains a run, or has the window open
 *   settings.json
 *   measurements.json                       speeds of this computer's engines
 *
 * Used by the window and by the terminal, at the same time if need be: every file is replaced whole.
 */
import { dirname, join } from 'node:path'
import { Failure } from '#core/errors'
import { syncFolder } from './atomic-write'
import { type Archives, createArchives } from './archive/archives'
import { createBundledCorpora } from './bundled-corpora'
import { createCheckpoints } from './checkpoints'
import { type Corpora, createCorpora } from './corpora'
import { type Disk, nodeDisk } from './disk'
import { toWriteFailure } from './disk-errors'
import { type KeptMeasurements, openMeasurements } from './measurements'
import { createLocks, type Holder, type Locks, placeOf } from './locks'
import { createMetrics } from './metrics'
import { createNotices, type Notices } from './notices'
import { ownedDisk } from './owned-disk'
import { ID, type LibraryPaths, libraryPaths } from './paths'
import { createRemovedRuns, type RemovedRuns, type Trash } from './removed-runs'
import { createRuns, type Runs } from './runs'
import { sweepDerived } from './large/derived'
import { openSettings, type Settings } from './settings'
import { createShortlists, type Shortlists } from './shortlists'
import { sweepFolder, sweepIncoming, sweepTexts } from './sweep'

export interface Library {
  readonly root: string
  readonly corpora: Corpora
  readonly runs: Runs
  readonly removed: RemovedRuns
  readonly archives: Archives
  readonly settings: Settings
  readonly measurements: KeptMeasurements
  readonly shortlists: Shortlists
  readonly notices: Notices
  /** Lets go of what this process holds of it; nothing is written afterwards. */
  close(): Promise<void>
}

export interface LibraryOptions {
  /** The data folder; made if it is not there. */
  readonly root: string
  /** Folder of the bundled corpora; without one there are none. */
  readonly bundled?: string
  /**
   * True for the one process that owns the library (the window, under its lock): runs still marked
   * `training` were killed and become `interrupted`. Another one is refused while it lives.
   */
  readonly owner?: boolean
  /** Which process this is; another one than it is for tests. */
  readonly self?: Holder
  /** The system's trash; without it deleted runs wait for a library that has one. */
  readonly trash?: Trash
  readonly disk?: Disk
  readonly now?: () => Date
  /** Hears of another computer that is watched, for up to half a minute, and of the end of it: locks.ts. */
  readonly watching?: (holder: Holder) => () => void
  /** Hears of another computer that has taken the library over; from then on nothing is written. */
  readonly lost?: (holder: Holder) => void
}

/**
 * @throws Failure `write-failed` or `disk-full` if the data folder cannot be made, `library-in-use` for a second
 *   owner; nothing else stops it.
 */
export async function openLibrary(options: LibraryOptions): Promise<Library> {
  const {
    root,
    bundled,
    owner = false,
    disk: plain = nodeDisk,
    trash = null,
    now = () => new Date()
  } = options
  const paths = libraryPaths(root)
  const locks = createLocks(plain, paths.locks, {
    ...{ beats: options.disk === undefined, watching: options.watching },
    ...(options.self && { self: options.self }),
    lost: (name, holder) => name === 'window' && options.lost?.(holder)
  })
  const disk = owner ? ownedDisk(plain, () => locks.confirm('window')) : plain
  const notices = createNotices(disk, now)
  for (const folder of [paths.corpora, paths.runs, paths.trash]) {
    await disk.makeFolder(folder).catch((error: unknown) => {
      throw toWriteFailure(error, folder)
    })
  }
  // Not every folder above may be opened; what is kept in them from now on should be found again.
  for (const folder of [root, dirname(root)]) await syncFolder(folder, disk).catch(() => undefined)
  if (owner) await takeOwnership(locks, root, notices)
  await sweep(disk, paths, now())
  if (owner && trash) await sweepTexts(disk, paths, now(), trash).catch(() => undefined)
  await sweepDerived(disk, paths, now(), owner)
  const settings = await openSettings(disk, paths.settings, notices)
  const measurements = await openMeasurements(disk, paths.measurements, notices)
  const shipped = createBundledCorpora(disk, bundled ?? null, (error) => notices.add(error))
  const removed = createRemovedRuns(disk, paths, notices, now, trash)
  const budget = () => settings.current().app.checkpoints
  const checkpoints = createCheckpoints({ disk, notices, now, budget })
  const metrics = createMetrics(disk, (error) => notices.add(error))
  const runs = createRuns({ disk, paths, notices, now, removed, checkpoints, metrics, locks })
  const mark = (): Promise<void> => runs.markInterrupted().catch((error: unknown) => notices.add(error))
  if (owner) {
    await mark()
    // What another computer left training is found out while the window is open already.
    if (options.disk === undefined) void locks.sweepForeign().then((some) => (some ? mark() : undefined))
  }
  const corpora = createCorpora(disk, paths, shipped, notices, now)
  const archives = createArchives({ disk, paths, now, runs, corpora, checkpoints, metrics })
  const shortlists = createShortlists(disk, paths, notices)
  const close = (): Promise<void> => locks.releaseAll()
  return { root, settings, measurements, shortlists, notices, runs, removed, archives, corpora, close }
}

/** That it cannot be written down, on a full disk say, is no reason not to open. */
async function takeOwnership(locks: Locks, root: string, notices: Notices): Promise<void> {
  const holder = await locks.take('window').catch((error: unknown) => {
    notices.add(error)
    return null
  })
  if (holder) throw new Failure('library-in-use', { folder: root, ...placeOf(holder) })
  await locks.sweep()
}

async function sweep(disk: Disk, paths: LibraryPaths, now: Date): Promise<void> {
  await sweepIncoming(disk, paths.incomingRuns, now)
  const runs = (await disk.list(paths.runs).catch(() => [])).filter((id) => ID.test(id))
  const ofRuns = runs.flatMap((id) => [join(paths.runs, id), join(paths.runs, id, 'checkpoints')])
  for (const folder of [paths.root, paths.corpora, paths.removed, paths.shortlists, paths.locks, ...ofRuns])
    await sweepFolder(disk, folder, now)
}
