/* `downhill import`: a model of another program as one of ours, or a run that was exported. */

import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Failure } from '#core/errors'
import { decodeModelFile, encodeModelFile, type ModelFile } from '#core/formats/model-file'
import { fromHuggingFace } from '#core/imports/hugging-face'
import { atomicWrite } from '#storage/atomic-write'
import { openLibrary } from '#storage/library'
import { readModelFolder } from '#storage/model-folder'
import { writablePath } from './files'
import { openRun } from './run-folder'
import type { Terminal } from './terminal'
import { parseOptions, textOf, UsageError, type Options } from './usage'

const OPTIONS = {
  out: { type: 'string' },
  run: { type: 'string' },
  library: { type: 'string' }
} as const satisfies Options

export async function importCommand(terminal: Terminal, args: readonly string[]): Promise<number> {
  const typed = parseOptions('import', args, OPTIONS)
  const [path, extra] = typed.texts
  if (!path) throw new UsageError('import needs the PATH of a folder or a file.')
  if (extra !== undefined) throw new UsageError(`import does not know what to do with "${extra}".`)
  const [out, run, library] = ['out', 'run', 'library'].map((name) => textOf(typed, name))
  if ([out, run, library].filter((where) => where !== undefined).length !== 1) {
    throw new UsageError('import needs one of --out FILE, --run FOLDER and --library FOLDER.')
  }
  const full = resolve(terminal.cwd, path)
  if (library !== undefined) {
    const entry = await importRun(full, resolve(terminal.cwd, library), terminal.root)
    terminal.note(`Run ${entry.id}, “${entry.name}”.`)
    return 0
  }
  const target = out === undefined ? null : await writablePath(terminal, out)
  const model = (await isZip(full))
    ? await newestOf(full, terminal.root)
    : await fromHuggingFace(await readModelFolder(full))
  if (target !== null) await atomicWrite(target, await encodeModelFile(model))
  else await addCheckpoint(terminal, run!, model)
  return 0
}

/** What was trained on elsewhere, as a checkpoint of its run. @throws Failure `import-run` if it is none */
async function addCheckpoint(terminal: Terminal, folder: string, model: ModelFile): Promise<void> {
  const { library, entry } = await openRun(terminal, folder)
  const before = await decodeModelFile((await library.runs.readCheckpoint(entry.id)).bytes)
  const same = (file: ModelFile): string => JSON.stringify([file.shape, file.tokenizer])
  if (same(before) !== same(model)) throw new Failure('import-run', { name: entry.name })
  const { step } = model.training
  if (entry.checkpoints.includes(step)) {
    throw new UsageError(`The run already has a checkpoint of step ${step}.`)
  }
  const { split } = before.training
  const training = { ...model.training, corpus: before.training.corpus, split }
  const bytes = await encodeModelFile({ ...model, config: before.config, training })
  await library.runs.writeCheckpoint(entry.id, step, bytes, null)
  if (step > entry.step) await library.runs.update(entry.id, { step })
  terminal.note(`Run ${entry.id}, “${entry.name}”: checkpoint of step ${step}.`)
}

async function importRun(path: string, root: string, program: string) {
  const library = await openLibrary({ root, bundled: join(program, 'resources', 'corpora') })
  return library.archives.importRun(path)
}

/** The newest model of an exported run. */
async function newestOf(path: string, program: string): Promise<ModelFile> {
  const root = await mkdtemp(join(tmpdir(), 'downhill-import-'))
  try {
    const library = await openLibrary({ root, bundled: join(program, 'resources', 'corpora') })
    const { id } = await library.archives.importRun(path)
    return await decodeModelFile((await library.runs.readCheckpoint(id)).bytes)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null)
  try {
    const head = Buffer.alloc(4)
    await file?.read(head, 0, 4, 0).catch(() => undefined)
    return head.toString('latin1') === 'PK\u0003\u0004'
  } finally {
    await file?.close()
  }
}
