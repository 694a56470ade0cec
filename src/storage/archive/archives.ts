/*
 * Runs as documents: out of the library into one .zip, and back in anywhere. What is imported is validated
 * whole before the library knows of it, and becomes a run of its own beside what is there.
 * Over 150 lines: what export puts in, import takes out and checks, so that both are read side by side.
 */
import { basename } from 'node:path'
import type { RunEntry } from '#core/contracts/app'
import type { CorpusRef } from '#core/contracts/worker'
import { Failure } from '#core/errors'
import { peekModelFile } from '#core/formats/model-file'
import { atomicWrite, bytesOf } from '../atomic-write'
import type { Checkpoints } from '../checkpoints'
import type { Corpora } from '../corpora'
import { MAX_TEXT_BYTES } from '../decode-text'
import type { Disk } from '../disk'
import { sha256 } from '../hash'
import type { Metrics } from '../metrics'
import { decodeMetrics, encodeLine, endOfLastLine, type RunMetrics } from '../metrics-lines'
import { checkpointName, type LibraryPaths, type RunPaths } from '../paths'
import { RUN } from '../run-record'
import type { Runs } from '../runs'
import { type ArchivedCheckpoint, type ArchiveList, METRICS, type Program, TEXT } from './manifest'
import { openArchive, type OpenArchive } from './read'
import { type Part, placeOf, smallPart, writeArchive } from './write'

/** Hears of bytes done, of all there are. */
export type Progress = (done: number, of: number) => void

export interface ExportOptions {
  /** Whether the text goes with it, and not its hash alone. */
  readonly corpus: boolean
  readonly program: Program
  readonly progress?: Progress
}

export interface Archives {
  /** @throws Failure `run-busy` while it trains, `archive-text-large`, `disk-full`, `write-failed`; what stood at `path` stays then */
  exportRun(id: string, path: string, options: ExportOptions): Promise<void>
  /** @throws Failure `archive-invalid`, `archive-newer-version`, `disk-full`, `file-changed`; nothing is left then */
  importRun(path: string, progress?: Progress): Promise<RunEntry>
}

export interface ArchivesOptions {
  readonly disk: Disk
  readonly paths: LibraryPaths
  readonly now: () => Date
  readonly runs: Runs
  readonly corpora: Corpora
  readonly checkpoints: Checkpoints
  readonly metrics: Metrics
}

/** Steps on a line of an exported loss trace. */
const LINE = 10_000

export function createArchives(options: ArchivesOptions): Archives {
  const { disk, paths, now, runs, corpora, checkpoints, metrics } = options

  async function exportRun(id: string, path: string, wanted: ExportOptions): Promise<void> {
    const entry = await runs.find(id)
    if (entry.state === 'training') throw new Failure('run-busy')
    const run = paths.run(id)
    const parts: Part[] = []
    const files: ArchivedCheckpoint[] = []
    for (const { step, file, bytes, sha256, valLoss, pinned, written } of await checkpoints.list(run)) {
      const read = async () => (await checkpoints.read(run, step)).bytes
      parts.push({ path: placeOf(file), bytes, compress: false, read })
      files.push({ path: placeOf(file), bytes, sha256, step, valLoss, pinned, written })
    }
    const losses = await smallPart(METRICS, bytesOf(linesOf(await metrics.read(run.metrics))))
    const text = wanted.corpus ? await textOf(entry.corpus) : null
    parts.push(losses.part, ...(text ? [text.part] : []))
    const { config, engine, corpus } = entry
    const { kind, deduplicate, held_out, split_seed, seed } = config
    const list: ArchiveList = {
      ...{ exported: now().toISOString(), program: wanted.program },
      run: RUN.check(entry, 'run'),
      ...{ split: { kind, deduplicate, held_out, split_seed }, seed, device: engine },
      checkpoints: files,
      metrics: { path: METRICS, bytes: losses.part.bytes, sha256: losses.sha256 },
      corpus: text && { path: TEXT, bytes: text.part.bytes, sha256: corpus.sha256 }
    }
    await writeArchive(disk, path, list, parts, wanted.progress ?? (() => undefined))
  }

  /** The text of a corpus if the library has it, to the byte. */
  async function textOf(corpus: CorpusRef) {
    try {
      const known = await corpora.find(corpus.id)
      if (known.sha256 !== corpus.sha256) return null
      // No larger one is taken back in (read.ts).
      const [bytes, limit] = [known.bytes, MAX_TEXT_BYTES]
      if (bytes > limit) throw new Failure('archive-text-large', { name: known.name, bytes, limit })
      return await smallPart(TEXT, bytesOf(await corpora.readText(known.id)))
    } catch (error) {
      if (error instanceof Failure && error.error.code === 'corpus-not-found') return null
      throw error
    }
  }

  async function importRun(path: string, progress: Progress = () => undefined): Promise<RunEntry> {
    const archive = await openArchive(path, disk)
    const name = basename(path)
    try {
      const { list } = archive
      const { run } = list
      return await runs.adopt(async (own) => {
        let done = 0
        const tell = (bytes: number): void => progress((done += bytes), archive.size)
        await takeCheckpoints(archive, own, name, tell)
        await takeLosses(archive, own, name)
        tell(list.metrics.bytes)
        const corpus = await takeCorpus(archive, name)
        tell(list.corpus?.bytes ?? 0)
        await archive.checkUnchanged()
        const { version, platform } = list.program
        const ended = ['finished', 'stopped', 'failed'].includes(run.state)
        return {
          ...run,
          corpus,
          // What trained, waited or rested there does not here.
          state: ended ? run.state : 'interrupted',
          verified: null,
          origin: { imported: now().toISOString(), version, platform }
        }
      }, run.name)
    } finally {
      archive.close()
    }
  }

  async function takeCheckpoints(
    archive: OpenArchive,
    own: RunPaths,
    name: string,
    tell: (bytes: number) => void
  ): Promise<void> {
    const { checkpoints: files, run } = archive.list
    const steps = new Set<number>()
    const entries = []
    for (const file of [...files].sort((a, b) => a.step - b.step)) {
      const { step, bytes, sha256: hash, valLoss, pinned, written, path } = file
      const contradicts = (cause: string): Failure =>
        new Failure('archive-invalid', { name, problem: 'record', entry: path }, cause)
      if (steps.has(step)) throw contradicts('two checkpoints of one step')
      steps.add(step)
      const content = await archive.read(file)
      const { training, config } = peekModelFile(content)
      if (training.step !== step) throw contradicts(`a model of step ${training.step}`)
      if (training.corpus && training.corpus.sha256 !== run.corpus.sha256 && !run.parent) {
        throw contradicts('a model of another corpus')
      }
      if (config.family !== run.config.family) throw contradicts(`a model of the family ${config.family}`)
      const ownName = checkpointName(step)
      await atomicWrite(own.checkpoint(ownName), content, disk)
      entries.push({ step, file: ownName, bytes, sha256: hash, valLoss, pinned, written })
      tell(bytes)
    }
    await checkpoints.listWritten(own, entries)
  }

  async function takeLosses(archive: OpenArchive, own: RunPaths, name: string): Promise<void> {
    const bytes = await archive.read(archive.list.metrics)
    const { damaged } = decodeMetrics(bytes)
    if (damaged > 0 || endOfLastLine(bytes) !== bytes.byteLength) {
      throw new Failure('archive-invalid', { name, problem: 'record', entry: METRICS }, 'damaged lines')
    }
    await atomicWrite(own.metrics, bytes, disk)
  }

  /** The corpus under the name this library has for it; as it was called there if it is not here. */
  async function takeCorpus(archive: OpenArchive, name: string): Promise<CorpusRef> {
    const { corpus: file, run } = archive.list
    const known = (await corpora.list()).find(({ sha256 }) => sha256 === run.corpus.sha256)
    if (known) return { id: known.id, name: known.name, sha256: known.sha256 }
    if (!file) return run.corpus
    const contradicts = (cause: string): Failure =>
      new Failure('archive-invalid', { name, problem: 'record', entry: TEXT }, cause)
    if (file.sha256 !== run.corpus.sha256) throw contradicts('another corpus than the run had')
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await archive.read(file))
    if ((await sha256(bytesOf(text))) !== file.sha256) throw contradicts('no UTF-8')
    const { id, name: title, sha256: hash } = await corpora.addText(run.corpus.name, text)
    if (hash !== file.sha256) throw contradicts('a text that would be read differently')
    return { id, name: title, sha256: hash }
  }

  return { exportRun, importRun }
}

/** A loss trace as lines that any metrics.jsonl may have. */
function linesOf({ train, bits, val }: RunMetrics): string {
  const lines: string[] = []
  for (let at = 0; at < train.length; at += LINE) {
    const last = at + LINE
    const points = val.filter(({ step }) => step <= last && (step > at || at === 0))
    lines.push(
      encodeLine({
        first: at + 1,
        train: train.subarray(at, last),
        bits: bits.subarray(at, last),
        val: points
      })
    )
  }
  const beyond = val.filter(({ step }) => step > train.length)
  if (beyond.length > 0 && lines.length === 0) {
    lines.push(encodeLine({ first: 1, train: new Float64Array(), val: beyond }))
  }
  return lines.join('')
}
