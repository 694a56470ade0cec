/*
 * The only code between the page and main: the app contract over ipcRenderer, under channels of its own.
 * Sandboxed, so one CommonJS file. Neither ipcRenderer nor its events reach the page.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Reply } from '#core/contracts/handlers'
import type { DownhillApi } from './api'

async function invoke(channel: string, argument: unknown): Promise<unknown> {
  const reply = (await ipcRenderer.invoke(`downhill/${channel}`, argument)) as Reply
  if (reply.ok) return reply.value
  // Errors lose their class and fields on the context bridge; a plain AppError passes whole.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw reply.error
}

const api: DownhillApi = {
  call: (name, argument) => invoke(name, argument) as ReturnType<DownhillApi['call']> as never,
  on: (event, listener) => {
    const forward = (_event: unknown, value: unknown): void => listener(value as never)
    ipcRenderer.on(`downhill/event/${event}`, forward)
    ipcRenderer.send('downhill/listen', event)
    return () => ipcRenderer.off(`downhill/event/${event}`, forward)
  },
  fileFor: (file) =>
    invoke('file', { path: webUtils.getPathForFile(file), name: file.name }) as ReturnType<
      DownhillApi['fileFor']
    >
}

contextBridge.exposeInMainWorld('downhill', api)
