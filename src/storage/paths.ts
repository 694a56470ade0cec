/*
 * Where everything stands in the data folder. Ids are ours and made of a–z, 0–9 and hyphens, so that
 * no name from outside ever becomes a path; names people give are stored inside the files.
 */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Failure } from '#core/errors'

/** An id that is safe as a file name on every system, reserved Windows device names included. */
export const ID = /^(?!(?:con|prn|aux|nul|com\d|lpt\d)$)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/

/** A checkpoint file: its step, and a copy number where the plain name was taken. */
export const CHECKPOINT = /^ckpt-(\d{1,9})(?:-(\d{1,4}))?\.safetensors$/

/** What of the library stands in the data folder itself; whatever else is there is not the library's. */
export const LIBRARY_ENTRIES = [
  ...['corpora', 'runs', 'incoming', 'removed', 'trash', 'shortlists', 'log'],
  ...['settings.json', 'measurements.json']
]

export interface LibraryPaths {
  readonly root: string
  readonly corpora: string
  readonly runs: string
  readonly trash: string
  /** Marks of deleted runs. */
  readonly removed: string
  readonly settings: string
  readonly measurements: string
  readonly shortlists: string
  /** Who writes where: locks.ts. */
  readonly locks: string
  shortlist(corpus: string): string
  corpusText(id: string): string
  corpusFacts(id: string): string
  /** Folder of what was computed from a large text: facts, tokenizers, tokens. Can be made again. */
  large(id: string): string
  run(id: string): RunPaths
  /** Where a run is put together before it is one: a folder that names its process, for the sweep. */
  incoming(id: string): RunPaths
  readonly incomingRuns: string
  readonly log: string
}

export interface RunPaths {
  readonly folder: string
  readonly record: string
  readonly metrics: string
  readonly checkpoints: string
  /** Lists the checkpoints that are complete. */
  readonly manifest: string
  checkpoint(file: string): string
}

/** The layout under `root`. The functions throw Failure `bad-request` for an id that is not one. */
export function libraryPaths(root: string): LibraryPaths {
  const corpora = join(root, 'corpora')
  const runs = join(root, 'runs')
  return {
    root,
    corpora,
    runs,
    trash: join(root, 'trash'),
    removed: join(root, 'removed'),
    settings: join(root, 'settings.json'),
    measurements: join(root, 'measurements.json'),
    shortlists: join(root, 'shortlists'),
    locks: join(root, 'locks'),
    shortlist: (corpus) => join(root, 'shortlists', `${checkId(corpus)}.json`),
    corpusText: (id) => join(corpora, `${checkId(id)}.txt`),
    corpusFacts: (id) => join(corpora, `${checkId(id)}.json`),
    large: (id) => join(corpora, `${checkId(id)}.large`),
    run: (id) => runPaths(join(runs, checkId(id))),
    incomingRuns: join(root, 'incoming'),
    log: join(root, 'log'),
    incoming: (id) => runPaths(join(root, 'incoming', `${checkId(id)}.${process.pid}`))
  }
}

function runPaths(folder: string): RunPaths {
  const checkpoints = join(folder, 'checkpoints')
  return {
    folder,
    record: join(folder, 'run.json'),
    metrics: join(folder, 'metrics.jsonl'),
    checkpoints,
    manifest: join(folder, 'checkpoints.json'),
    checkpoint: (file) => {
      if (!CHECKPOINT.test(file)) throw new Failure('bad-request', { at: 'checkpoint' })
      return join(checkpoints, file)
    }
  }
}

/** @throws Failure `bad-request` */
export function checkId(id: string): string {
  if (typeof id !== 'string' || !ID.test(id)) throw new Failure('bad-request', { at: 'id' })
  return id
}

/** `ckpt-<step>.safetensors`, or with a number behind it where that name is taken. */
export function checkpointName(step: number, copy = 0): string {
  return `ckpt-${step}${copy > 0 ? `-${copy}` : ''}.safetensors`
}

/** What a checkpoint's name says, or null if it is not one of ours. */
export function parseCheckpointName(file: string): { readonly step: number; readonly copy: number } | null {
  const match = CHECKPOINT.exec(file)
  return match && { step: Number(match[1]), copy: Number(match[2] ?? 0) }
}

/**
 * The data folder: `DOWNHILL_DATA`, or the system's place for application data. The window and the
 * terminal both ask here, so that they share one library.
 */
export function defaultDataRoot(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir()
): string {
  const chosen = env['DOWNHILL_DATA']
  if (chosen) return resolve(chosen)
  if (platform === 'win32') return join(env['APPDATA'] || join(home, 'AppData', 'Roaming'), 'Downhill')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Downhill')
  return join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'Downhill')
}
