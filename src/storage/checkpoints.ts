/*
 * A run's model files: checkpoints/ckpt-<step>.safetensors, never changed once written, and the manifest
 * checkpoints.json that lists those that are complete, with size and hash. The file comes first, the
 * manifest after it, the removal of old files last: at every instant the manifest's files are whole.
 * Which are kept says checkpoint-manifest.ts.
 * Over 150 lines: each way to write, read, pin or mend must keep this order of file and manifest.
 */
import { basename, join } from 'node:path'
import { Failure } from '#core/errors'
import type { CheckpointBudget } from '#core/contracts/runs'
import { atomicWrite } from './atomic-write'
import { type CheckpointEntry, MANIFEST, toKeep } from './checkpoint-manifest'
import type { Disk } from './disk'
import { namesIn, toReadFailure, toWriteFailure } from './disk-errors'
import { sha256 } from './hash'
import { readJson, writeJson } from './json-file'
import type { Notices } from './notices'
import { checkpointName, parseCheckpointName, type RunPaths } from './paths'
import { createQueues } from './queues'

export interface Checkpoints {
  /** Those on disk, by step. A broken manifest is set aside and made again from the files. */
  list(run: RunPaths): Promise<readonly CheckpointEntry[]>
  /** Resolves when the checkpoint is durable. @throws Failure `disk-full` or `write-failed`; older ones are untouched */
  write(run: RunPaths, step: number, bytes: Uint8Array, valLoss: number | null): Promise<void>
  /**
   * The newest whose hash is right, or the one at `step`. Broken ones are set aside and noted.
   * @throws Failure `no-model` if there is none, `library-corrupt` if the one at `step` is broken
   */
  read(
    run: RunPaths,
    step?: number
  ): Promise<{ step: number; valLoss: number | null; bytes: Uint8Array<ArrayBuffer> }>
  /** Pinned ones are kept whatever the budget; an unpinned one goes at the earliest with the next write. @throws Failure `no-model` */
  pin(run: RunPaths, step: number, pinned: boolean): Promise<void>
  /** Lists files that were written already, in a new folder. Same as `write` in what it promises. */
  listWritten(run: RunPaths, entries: readonly CheckpointEntry[]): Promise<void>
  /** Where the file of this step stands, and what it should be; its content is not looked at. @throws Failure `no-model` */
  find(run: RunPaths, step: number): Promise<CheckpointEntry & { readonly path: string }>
}

export interface CheckpointOptions {
  readonly disk: Disk
  readonly notices: Notices
  readonly now: () => Date
  /** As the settings have it at the time of a write. */
  readonly budget: () => CheckpointBudget
}

export function createCheckpoints({ disk, notices, now, budget }: CheckpointOptions): Checkpoints {
  const inTurn = createQueues()

  async function readManifest(run: RunPaths): Promise<CheckpointEntry[]> {
    try {
      const { checkpoints } = await readJson(disk, run.manifest, MANIFEST)
      return checkpoints.sort((a, b) => a.step - b.step)
    } catch (error) {
      const code = error instanceof Failure ? error.error.code : 'internal'
      if (code === 'library-corrupt') await notices.quarantine(run.manifest, error)
      else if (code !== 'file-missing') throw error
      return rebuild(run)
    }
  }

  /** Files are renamed into place whole, so each that is there can be listed; its reader checks it again. */
  async function rebuild(run: RunPaths): Promise<CheckpointEntry[]> {
    const files = (await disk.list(run.checkpoints).catch(() => [])).flatMap((file) => {
      const name = parseCheckpointName(file)
      return name ? [{ file, ...name }] : []
    })
    const bySteps = new Map<number, CheckpointEntry>()
    for (const { file, step } of files.sort((a, b) => a.copy - b.copy)) {
      const bytes = await disk.read(run.checkpoint(file)).catch(() => null)
      if (!bytes) continue
      const unknown = { valLoss: null, pinned: false, written: null }
      bySteps.set(step, {
        ...{ step, file, bytes: bytes.byteLength, sha256: await sha256(bytes) },
        ...unknown
      })
    }
    const entries = [...bySteps.values()].sort((a, b) => a.step - b.step)
    // Only to spare the next reader the work.
    if (entries.length > 0) await saveManifest(run, entries).catch(() => undefined)
    return entries
  }

  async function saveManifest(run: RunPaths, checkpoints: readonly CheckpointEntry[]): Promise<void> {
    await writeJson(disk, run.manifest, MANIFEST, { checkpoints: [...checkpoints] })
  }

  /** Removes files the manifest no longer names. What cannot be removed now goes next time. */
  async function removeOthers(run: RunPaths, kept: readonly CheckpointEntry[]): Promise<void> {
    const names = new Set(kept.map((entry) => entry.file))
    for (const file of await disk.list(run.checkpoints).catch(() => [])) {
      if (!parseCheckpointName(file) || names.has(file)) continue
      await disk.remove(run.checkpoint(file)).catch(() => undefined)
    }
  }

  async function freeName(run: RunPaths, step: number): Promise<string> {
    const taken = new Set(await namesIn(disk, run.checkpoints))
    let copy = 0
    while (taken.has(checkpointName(step, copy))) copy++
    return checkpointName(step, copy)
  }

  async function readEntry(run: RunPaths, entry: CheckpointEntry): Promise<Uint8Array<ArrayBuffer>> {
    const path = run.checkpoint(entry.file)
    const bytes = await disk.read(path).catch((error: unknown) => {
      throw toReadFailure(error, path)
    })
    if (bytes.byteLength !== entry.bytes || (await sha256(bytes)) !== entry.sha256) {
      throw new Failure('library-corrupt', { name: basename(path), step: entry.step })
    }
    return bytes
  }

  /** A file that is broken or gone leaves the list; one that cannot be read just now stays. */
  async function dropBroken(run: RunPaths, entry: CheckpointEntry, error: unknown): Promise<void> {
    const code = error instanceof Failure ? error.error.code : 'internal'
    if (code === 'library-corrupt') await notices.quarantine(run.checkpoint(entry.file), error)
    else notices.add(error)
    if (code !== 'library-corrupt' && code !== 'file-missing') return
    const others = (await readManifest(run)).filter(({ file }) => file !== entry.file)
    await saveManifest(run, others).catch((failure: unknown) => notices.add(failure))
  }

  return {
    list: (run) => inTurn(run.folder, () => readManifest(run)),

    write: (run, step, bytes, valLoss) =>
      inTurn(run.folder, async () => {
        await disk.makeFolder(run.checkpoints).catch((error: unknown) => {
          throw toWriteFailure(error, run.checkpoints)
        })
        const before = await readManifest(run)
        const hash = await sha256(bytes)
        const same = before.find((entry) => entry.step === step && entry.sha256 === hash)
        if (same && same.valLoss === valLoss) return
        const file = same?.file ?? (await freeName(run, step))
        if (!same) await atomicWrite(join(run.checkpoints, file), bytes, disk)
        const pinned = before.some((entry) => entry.step === step && entry.pinned)
        const entry: CheckpointEntry = {
          ...{ step, file, bytes: bytes.byteLength, sha256: hash, valLoss, pinned },
          written: now().toISOString()
        }
        const all = [...before.filter((other) => other.step !== step), entry].sort((a, b) => a.step - b.step)
        const kept = toKeep(all, budget())
        await saveManifest(run, kept)
        await removeOthers(run, kept)
      }),

    pin: (run, step, pinned) =>
      inTurn(run.folder, async () => {
        const entries = await readManifest(run)
        if (!entries.some((entry) => entry.step === step)) throw new Failure('no-model', { step })
        const after = entries.map((entry) => (entry.step === step ? { ...entry, pinned } : entry))
        await saveManifest(run, after)
      }),

    listWritten: (run, entries) => inTurn(run.folder, () => saveManifest(run, entries)),

    find: (run, step) =>
      inTurn(run.folder, async () => {
        const entry = (await readManifest(run)).find((candidate) => candidate.step === step)
        if (!entry) throw new Failure('no-model', { step })
        return { ...entry, path: run.checkpoint(entry.file) }
      }),

    read: (run, step) =>
      inTurn(run.folder, async () => {
        const entries = await readManifest(run)
        const candidates =
          step === undefined ? [...entries].reverse() : entries.filter((e) => e.step === step)
        for (const entry of candidates) {
          try {
            return { step: entry.step, valLoss: entry.valLoss, bytes: await readEntry(run, entry) }
          } catch (error) {
            await dropBroken(run, entry, error)
            if (step !== undefined) throw error
          }
        }
        throw new Failure('no-model', step === undefined ? undefined : { step })
      })
  }
}
