/* Requests about files outside the library: opening, saving, copying. */
import { basename } from 'node:path'
import { app, clipboard } from 'electron'
import { SINGLE } from '#core/contracts/model-files'
import { atomicWrite } from '#storage/atomic-write'
import { readBeside, writeFolder } from '#storage/model-folder'
import { type Context, ownBuffer, type Subject } from './context'

export function fileHandlers({ files, dialogs }: Context): Subject<'files' | 'clipboard'> {
  return {
    'files.choose': async ({ type }) => {
      const path = await dialogs.open(type)
      return path === null ? null : files.mint(path)
    },
    'files.read': async ({ file }) => ownBuffer((await files.read(file)).bytes),
    'files.saveModel': async ({ name, bytes }) => {
      const path = await dialogs.save(name, 'safetensors')
      if (path === null) return null
      await atomicWrite(path, bytes)
      app.addRecentDocument(path)
      return basename(path)
    },
    'files.saveBytes': async ({ name, format, bytes }) => {
      const path = await dialogs.save(name, format)
      if (path === null) return null
      await atomicWrite(path, bytes)
      return basename(path)
    },
    'files.saveText': async ({ name, format, text }) => {
      const path = await dialogs.save(name, format)
      if (path === null) return null
      await atomicWrite(path, text)
      return basename(path)
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
      return basename(path)
    },
    // From Electron 44 on this is a promise; before, nothing to wait for.
    'clipboard.write': async ({ text }) => {
      await Promise.resolve(clipboard.writeText(text))
    }
  }
}
