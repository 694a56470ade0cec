/*
 * The system's dialogs. The folder of the last one is kept in the settings: Electron no longer does.
 * `dialog.…` is looked up at each call, so that tests can put their own answers in its place.
 */
import { dirname, join } from 'node:path'
import { app, type BrowserWindow, dialog, type FileFilter } from 'electron'
import type { BinaryFormat, FileHandle } from '#core/contracts/app'
import type { ModelFormat } from '#core/contracts/model-files'
import type { Settings } from '#storage/settings'
import type { ClosingChoice } from './closing'
import { suggestedFileName } from './file-name'
import { CLOSING, FILE_TYPES } from './wording'

export type SaveFormat =
  'safetensors' | 'zip' | 'txt' | 'csv' | 'json' | 'md' | 'pdf' | BinaryFormat | ModelFormat

const ALL: FileFilter = { name: FILE_TYPES.all, extensions: ['*'] }

/** Extensions of what can be read as text. */
const TEXTS = [
  ...['txt', 'text', 'md', 'markdown', 'csv', 'tsv', 'json', 'jsonl', 'ndjson'],
  ...['docx', 'pdf', 'epub', 'parquet']
]

const OPEN_FILTERS: Readonly<Record<FileHandle['type'], FileFilter>> = {
  text: { name: FILE_TYPES.text, extensions: TEXTS },
  model: { name: FILE_TYPES.model, extensions: ['safetensors'] },
  run: { name: FILE_TYPES.run, extensions: ['zip'] }
}

/** A folder to be made; the dialog asks for its name. */
const FOLDER: FileFilter = { name: FILE_TYPES.folder, extensions: ['*'] }

const SAVE_FILTERS: Readonly<Record<SaveFormat, FileFilter>> = {
  safetensors: { name: FILE_TYPES.model, extensions: ['safetensors'] },
  zip: { name: FILE_TYPES.run, extensions: ['zip'] },
  txt: { name: FILE_TYPES.text, extensions: ['txt'] },
  csv: { name: FILE_TYPES.csv, extensions: ['csv'] },
  json: { name: FILE_TYPES.json, extensions: ['json'] },
  md: { name: FILE_TYPES.md, extensions: ['md'] },
  pdf: { name: FILE_TYPES.pdf, extensions: ['pdf'] },
  png: { name: FILE_TYPES.png, extensions: ['png'] },
  svg: { name: FILE_TYPES.svg, extensions: ['svg'] },
  stl: { name: FILE_TYPES.stl, extensions: ['stl'] },
  glb: { name: FILE_TYPES.glb, extensions: ['glb'] },
  webm: { name: FILE_TYPES.webm, extensions: ['webm'] },
  mp4: { name: FILE_TYPES.mp4, extensions: ['mp4'] },
  gif: { name: FILE_TYPES.gif, extensions: ['gif'] },
  hf: FOLDER,
  machine: FOLDER,
  gguf: { name: FILE_TYPES.gguf, extensions: ['gguf'] },
  html: { name: FILE_TYPES.html, extensions: ['html'] },
  python: { name: FILE_TYPES.python, extensions: ['py'] }
}

/** What the suggested name ends with; nothing for folders. */
function extensionOf(format: SaveFormat): string {
  const [extension = ''] = SAVE_FILTERS[format].extensions
  return extension === '*' ? '' : extension
}

export interface Dialogs {
  /** The path chosen; null if cancelled. */
  open(type: FileHandle['type']): Promise<string | null>
  /** Several texts, or a folder of them; empty if cancelled. */
  openMany(what: 'files' | 'folder'): Promise<readonly string[]>
  /** Where to save; null if cancelled. The system has asked before an existing file is replaced. */
  save(name: string, format: SaveFormat): Promise<string | null>
  /** A run goes on: what now? */
  askToClose(): Promise<ClosingChoice>
}

export function createDialogs(window: () => BrowserWindow | null, settings: Settings): Dialogs {
  const folder = (): string => settings.current().folder ?? app.getPath('downloads')
  const remember = async (path: string): Promise<void> => {
    await settings.change({ folder: dirname(path) }).catch((error: unknown) => console.error(error))
  }
  return {
    async open(type) {
      const options: Electron.OpenDialogOptions = {
        defaultPath: folder(),
        filters: [OPEN_FILTERS[type], ALL],
        properties: ['openFile']
      }
      const parent = window()
      const answer = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
      const path = answer.canceled ? undefined : answer.filePaths[0]
      if (path === undefined) return null
      await remember(path)
      return path
    },

    async openMany(what) {
      const options: Electron.OpenDialogOptions = {
        defaultPath: folder(),
        ...(what === 'files' && { filters: [OPEN_FILTERS.text, ALL] }),
        properties: what === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory']
      }
      const parent = window()
      const answer = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
      const [first] = answer.canceled ? [] : answer.filePaths
      if (first === undefined) return []
      await remember(first)
      return answer.filePaths
    },

    async save(name, format) {
      const options: Electron.SaveDialogOptions = {
        defaultPath: join(folder(), suggestedFileName(name, extensionOf(format))),
        filters: SAVE_FILTERS[format] === FOLDER ? [FOLDER] : [SAVE_FILTERS[format], ALL]
      }
      const parent = window()
      const answer = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
      if (answer.canceled || !answer.filePath) return null
      await remember(answer.filePath)
      return answer.filePath
    },

    async askToClose() {
      const choices: readonly ClosingChoice[] = ['keep', 'save', 'quit']
      const options: Electron.MessageBoxOptions = {
        type: 'question',
        message: CLOSING.message,
        detail: CLOSING.detail,
        buttons: choices.map((choice) => CLOSING[choice]),
        defaultId: 0,
        cancelId: 0,
        noLink: true
      }
      const parent = window()
      const answer = await (parent ? dialog.showMessageBox(parent, options) : dialog.showMessageBox(options))
      return choices[answer.response] ?? 'keep'
    }
  }
}
