/* Requests about the log, saved files on their way out of the window, and where the library stands. */
import { app, nativeImage, shell } from 'electron'
import { Failure } from '#core/errors'
import type { Context, Subject } from './context'

type Handled = Subject<'log' | 'data'> & Pick<Subject<'files'>, 'files.drag' | 'files.reveal'>

/** A grey square, where the system has no picture of the file. */
const plainIcon = () =>
  nativeImage.createFromBitmap(Buffer.alloc(32 * 32 * 4, 0x99), { width: 32, height: 32 })

export function deskHandlers({ log, placing, dialogs, saved, activity, window }: Context): Handled {
  return {
    'log.write': (noticed) => log.add(noticed),
    'log.read': () => log.read(),
    'files.drag': async ({ name }) => {
      const file = saved.find(name)
      // The system draws it at the pointer; a drag without a picture does not begin.
      const own = await app.getFileIcon(file).catch(() => nativeImage.createEmpty())
      const icon = own.isEmpty() ? plainIcon() : own
      window()?.webContents.startDrag({ file, icon })
    },
    'files.reveal': ({ name }) => shell.showItemInFolder(saved.find(name)),
    'data.place': () => placing.place(),
    'data.choose': async ({ how }) => {
      if (activity.isTraining()) throw new Failure('run-busy')
      const folder = await dialogs.openFolder()
      return folder === null ? null : placing.choose(folder, how)
    },
    'data.stay': () => placing.stay()
  }
}
