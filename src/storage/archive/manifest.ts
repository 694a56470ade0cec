/*
 * What stands in an exported run: downhill-run.json, the list of contents with sizes and hashes, beside the
 * files it lists. Described for other programs in docs/formats.md.
 */
import type { EngineDescription } from '#core/contracts/engine-report'
import type { SplitSettings } from '#core/corpus-types'
import * as check from '../checks'
import type { JsonFormat } from '../json-file'
import { parseCheckpointName } from '../paths'
import { engineDescription, RUN, type RunRecord } from '../run-record'

export const LIST = 'downhill-run.json'
export const METRICS = 'metrics.jsonl'
export const TEXT = 'corpus.txt'
export const CHECKPOINTS = 'checkpoints/'

export interface ArchivedFile {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

export interface ArchivedCheckpoint extends ArchivedFile {
  readonly step: number
  readonly valLoss: number | null
  readonly pinned: boolean
  readonly written: string | null
}

export interface ArchiveList {
  /** When it was exported, ISO 8601. */
  readonly exported: string
  /** Version of Downhill, the system, and the runtime beneath. */
  readonly program: Program
  /** Whole, as in run.json, with the id it had there. */
  readonly run: RunRecord
  /** Repeated from the settings, for readers of the list alone. */
  readonly split: SplitSettings
  readonly seed: number
  readonly device: EngineDescription | null
  readonly checkpoints: readonly ArchivedCheckpoint[]
  readonly metrics: ArchivedFile
  /** The corpus itself; null where only its hash is in the run. */
  readonly corpus: ArchivedFile | null
}

export interface Program {
  readonly version: string
  /** `linux x64` */
  readonly platform: string
  /** `node 20.20.2`, `electron 33.2.1` */
  readonly runtime: string
}

const hash = check.text(64, /^[0-9a-f]{64}$/)
const fileFields = { bytes: check.integer(), sha256: hash }

/** A file's place in the archive: one of the names above, never a path of someone else's making. */
const named = (name: string): check.Check<ArchivedFile> =>
  check.storedRecord<ArchivedFile>({ path: check.oneOf(name), ...fileFields })

const checkpointPath: check.Check<string> = (value, at) => {
  const path = check.text(100)(value, at)
  if (stepOf(path) === null) throw new check.Mismatch(at, 'a checkpoint')
  return path
}

export const ARCHIVE: JsonFormat<ArchiveList> = {
  format: 'downhill-run-archive',
  version: 1,
  check: check.storedRecord<ArchiveList>({
    exported: check.isoDate,
    program: check.storedRecord<Program>({
      version: check.text(40),
      platform: check.text(100),
      runtime: check.text(100)
    }),
    run: RUN.check,
    split: check.storedRecord<SplitSettings>({
      kind: check.oneOf('auto', 'list', 'text'),
      deduplicate: check.flag,
      held_out: check.number(0, 0.5),
      split_seed: check.integer(0, 0xffff_ffff)
    }),
    seed: check.integer(0, 0xffff_ffff),
    device: check.nullable(engineDescription),
    checkpoints: check.list(
      check.storedRecord<ArchivedCheckpoint>({
        path: checkpointPath,
        ...fileFields,
        step: check.integer(0, 999_999_999),
        valLoss: check.nullable(check.number()),
        pinned: check.flag,
        written: check.nullable(check.isoDate)
      }),
      10_000
    ),
    metrics: named(METRICS),
    corpus: check.nullable(named(TEXT))
  })
}

/** The step that a path in an archive names, or null if it is no checkpoint. */
export function stepOf(path: string): number | null {
  if (!path.startsWith(CHECKPOINTS)) return null
  return parseCheckpointName(path.slice(CHECKPOINTS.length))?.step ?? null
}
