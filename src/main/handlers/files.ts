/* Requests about files outside the library: opening, saving, copying. */
import { basename } from 'node:path'
import { app, clipboard } from 'electron'
import { atomicWrite } from '#storage/atomic-write'
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
    // From Electron 44 on this is a promise; before, nothing to wait for.
    'clipboard.write': async ({ text }) => {
      await Promise.resolve(clipboard.writeText(text))
    }
  }
}
