/* Requests about files outside the library: opening, saving, copying. */
import { app, clipboard } from 'electron'
import { SINGLE } from '#core/contracts/model-files'
import { atomicWrite } from '#storage/atomic-write'
import { readBeside, writeFolder } from '#storage/model-folder'
import { MOST_RECENT } from '#storage/settings'
import { peekModel } from '../model-peek'
import { printSheet } from '../print-sheet'
import { report } from '../report'
import { type Context, ownBuffer, type Subject } from './context'

export function fileHandlers({
  files,
  dialogs,
  saved,
  recentChanged,
  library: { settings }
}: Context): Omit<Subject<'files'>, 'files.drag' | 'files.reveal'> & Subject<'clipboard'> {
  /** In the system's list and in ours. That it cannot be remembered is no reason not to open it. */
  const remember = async (path: string): Promise<void> => {
    app.addRecentDocument(path)
    const recent = [path, ...settings.current().recent.filter((other) => other !== path)]
    await settings
      .change({ recent: recent.slice(0, MOST_RECENT) })
      .catch((error: unknown) => report('not-stored', { thrown: error }))
    recentChanged()
  }
  return {
    'files.choose': async ({ type }) => {
      const path = await dialogs.open(type)
      return path === null ? null : files.mint(path)
    },
    'files.peek': ({ file }) => peekModel(files.place(file)),
    'files.recent': async () => {
      const handles = await Promise.all(
        settings.current().recent.map((path) => files.mint(path).catch(() => null))
      )
      return handles.flatMap((handle) => (handle?.type === 'model' ? [handle] : []))
    },
    'files.read': async ({ file }) => {
      const { bytes } = await files.read(file)
      await remember(files.place(file))
      return ownBuffer(bytes)
    },
    'files.saveModel': async ({ name, bytes }) => {
      const path = await dialogs.save(name, 'safetensors')
      if (path === null) return null
      await atomicWrite(path, bytes)
      await remember(path)
      return saved.add(path)
    },
    'files.saveBytes': async ({ name, format, bytes }) => {
      const path = await dialogs.save(name, format)
      if (path === null) return null
      await atomicWrite(path, bytes)
      return saved.add(path)
    },
    'files.saveText': async ({ name, format, text }) => {
      const path = await dialogs.save(name, format)
      if (path === null) return null
      await atomicWrite(path, text)
      return saved.add(path)
    },
    'files.savePdf': async ({ name, sheet }) => {
      const path = await dialogs.save(name, 'pdf')
      if (path === null) return null
      await atomicWrite(path, await printSheet(sheet))
      return saved.add(path)
    },
    'files.beside': async ({ file }) => {
      const { config, tokenizer, vocab, merges } = await readBeside(files.place(file))
      const buffer = (bytes: Uint8Array<ArrayBuffer> | undefined) => (bytes ? ownBuffer(bytes) : null)
      return {
        ...{ config: buffer(config), tokenizer: buffer(tokenizer) },
        ...{ vocab: buffer(vocab), merges: buffer(merges) }
      }
    },
    'files.exportModel': async ({ name, format, files: parts }) => {
      const path = await dialogs.save(name, format)
      if (path === null) return null
      const single = parts.find((part) => part.path === SINGLE)
      if (single) await atomicWrite(path, single.bytes)
      else await writeFolder(path, new Map(parts.map((part) => [part.path, new Uint8Array(part.bytes)])))
      return saved.add(path)
    },
    // From Electron 44 on this is a promise; before, nothing to wait for.
    'clipboard.write': async ({ text }) => {
      await Promise.resolve(clipboard.writeText(text))
    }
  }
}
