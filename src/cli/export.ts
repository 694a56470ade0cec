/* `downhill export`: a model for other programs, or a run as one document. */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import type { RunEntry } from '#core/contracts/app'
import { prepareCorpus } from '#core/corpus'
import { Failure } from '#core/errors'
import { toBiggerMachine } from '#core/exports/bigger-machine'
import { toGguf } from '#core/exports/gguf'
import { toHuggingFace } from '#core/exports/hugging-face'
import { toHtml, toPython } from '#core/exports/program'
import { decodeModelFile, encodeModelFile, type ModelFile } from '#core/formats/model-file'
import { atomicWrite } from '#storage/atomic-write'
import { type Library, openLibrary } from '#storage/library'
import { writeFolder } from '#storage/model-folder'
import { readModel, readText, writablePath } from './files'
import { READING_OPTIONS, readingOf } from './reading'
import { openRun } from './run-folder'
import type { Place, Terminal } from './terminal'
import { choiceOf, noTexts, parseOptions, required, textOf, UsageError, type Options } from './usage'

const OPTIONS = {
  ...READING_OPTIONS,
  model: { type: 'string' },
  run: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  name: { type: 'string' },
  corpus: { type: 'string' }
} as const satisfies Options

const FORMATS = ['hf', 'gguf', 'html', 'python', 'machine', 'zip'] as const

/** What is exported, and the text it was trained on where that is at hand. */
interface Source {
  readonly model: ModelFile
  readonly name: string
  readonly text: () => Promise<string | null>
}

export async function exportCommand(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('export', args, OPTIONS)
  noTexts(typed, 'export')
  const path = textOf(typed, 'model')
  const run = textOf(typed, 'run')
  if ((path === undefined) === (run === undefined)) {
    throw new UsageError('export needs either --model FILE or --run FOLDER.')
  }
  required(typed, 'export', 'to', FORMATS.join('|'))
  const to = choiceOf(typed, 'to', FORMATS, 'hf')
  const wanted = required(typed, 'export', 'out', 'PATH')
  const folder = to === 'hf' || to === 'machine'
  const out = folder ? resolve(terminal.cwd, wanted) : await writablePath(terminal, wanted)

  if (to === 'zip' && run !== undefined) {
    const { library, entry } = await openRun(terminal, run)
    await exportRun(terminal, library, entry, out)
    return 0
  }
  const own = path === undefined ? await sourceOfRun(terminal, run!) : await sourceOfFile(terminal, path)
  const source = { ...own, name: textOf(typed, 'name') ?? own.name }
  const given = textOf(typed, 'corpus')
  const reading = readingOf(typed)
  switch (to) {
    case 'hf':
      await writeFolder(out, toHuggingFace(source.model))
      break
    case 'gguf':
      await atomicWrite(out, toGguf(source.model, source.name))
      break
    case 'html':
      await atomicWrite(out, toHtml(source.model, source.name))
      break
    case 'python':
      await atomicWrite(out, toPython(source.model, source.name))
      break
    case 'machine': {
      const text = given === undefined ? await source.text() : (await readText(terminal, given, reading)).text
      if (text === null) throw new UsageError('export --to machine needs the text: give --corpus FILE.')
      const corpus = prepareCorpus(text, source.model.training.split)
      await writeFolder(out, toBiggerMachine(source.model, corpus, source.name))
      break
    }
    case 'zip':
      await exportAlone(terminal, source, out)
  }
  return 0
}

async function sourceOfFile(terminal: Terminal, path: string): Promise<Source> {
  const model = await readModel(terminal, path)
  const text = async (): Promise<string | null> => {
    const bundled = join(terminal.root, 'resources', 'corpora', 'names.txt')
    const names = await readText(terminal, bundled).catch(() => null)
    return names && names.ref.sha256 === model.training.corpus?.sha256 ? names.text : null
  }
  return { model, name: basename(path, extname(path)), text }
}

async function sourceOfRun(terminal: Terminal, folder: string): Promise<Source> {
  const { library, entry } = await openRun(terminal, folder)
  const { bytes } = await library.runs.readCheckpoint(entry.id)
  const text = () => library.corpora.readText(entry.corpus.id)
  return { model: await decodeModelFile(bytes), name: entry.name, text }
}

async function exportRun(terminal: Terminal, library: Library, { id }: RunEntry, out: string): Promise<void> {
  const { platform, arch, version } = process
  const program = {
    version: await versionOf(terminal),
    platform: `${platform} ${arch}`,
    runtime: `node ${version}`
  }
  await library.archives.exportRun(id, out, { corpus: true, program }).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.error.code !== 'archive-text-large') throw error
    terminal.note('Without its text, which is too large for an exported run.')
    return library.archives.exportRun(id, out, { corpus: false, program })
  })
}

/** A model without its run: as the one checkpoint of a run made for it, in a library made for it. */
async function exportAlone(terminal: Terminal, { model, name }: Source, out: string): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'downhill-export-'))
  try {
    const library = await openLibrary({ root, bundled: join(terminal.root, 'resources', 'corpora') })
    const { step, val_loss: valLoss, corpus } = model.training
    const nobody = { id: 'unknown', name: 'unknown', sha256: '0'.repeat(64) }
    const entry = await library.runs.create({ config: model.config, corpus: corpus ?? nobody })
    await library.runs.rename(entry.id, name)
    await library.runs.writeCheckpoint(entry.id, step, await encodeModelFile(model), valLoss)
    await library.runs.update(entry.id, { state: 'stopped', step })
    await exportRun(terminal, library, entry, out)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function versionOf({ root }: Place): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
