/*
 * The system's dialogs. The folder of the last one is kept in the settings: Electron no longer does.
 * `dialog.…` is looked up at each call, so that tests can put their own answers in its place.
 * Over 150 lines: the table of file kinds, and every dialog that opens or saves one of them.
 */
import { dirname, join } from 'node:path'
import { app, type BrowserWindow, dialog, type FileFilter } from 'electron'
import type { BinaryFormat, FileHandle } from '#core/contracts/app'
import type { ModelFormat } from '#core/contracts/model-files'
import type { Settings } from '#storage/settings'
import type { ClosingChoice } from './closing'
import { suggestedFileName } from './file-name'
import { report } from './report'
import { type FileKind, words } from './wording'

export type SaveFormat =
  'safetensors' | 'zip' | 'txt' | 'csv' | 'json' | 'md' | 'pdf' | BinaryFormat | ModelFormat

/** Extensions of what can be read as text. */
const TEXTS = [
  ...['txt', 'text', 'md', 'markdown', 'csv', 'tsv', 'json', 'jsonl', 'ndjson'],
  ...['docx', 'pdf', 'epub', 'parquet']
]

/** What a dialog shows, by what is opened or saved: the name of the kind in the catalogue, and its extensions. */
const KINDS = {
  text: TEXTS,
  model: ['safetensors'],
  run: ['zip'],
  txt: ['txt'],
  csv: ['csv'],
  json: ['json'],
  md: ['md'],
  pdf: ['pdf'],
  png: ['png'],
  svg: ['svg'],
  stl: ['stl'],
  glb: ['glb'],
  webm: ['webm'],
  mp4: ['mp4'],
  gif: ['gif'],
  gguf: ['gguf'],
  html: ['html'],
  python: ['py'],
  folder: ['*'],
  all: ['*']
} as const satisfies Record<FileKind | 'txt', readonly string[]>

/** The kinds that are called otherwise than their format. */
const SAVED_AS: Readonly<Partial<Record<SaveFormat, keyof typeof KINDS>>> = {
  safetensors: 'model',
  zip: 'run',
  // Folders to be made; the dialog asks for their name.
  hf: 'folder',
  machine: 'folder'
}

const kindOf = (format: SaveFormat): keyof typeof KINDS => SAVED_AS[format] ?? (format as keyof typeof KINDS)

const filter = (kind: keyof typeof KINDS): FileFilter => ({
  name: words().fileTypes[kind === 'txt' ? 'text' : kind],
  extensions: [...KINDS[kind]]
})

/** What the suggested name ends with; nothing for folders. */
function extensionOf(format: SaveFormat): string {
  const [extension = ''] = KINDS[kindOf(format)]
  return extension === '*' ? '' : extension
}

export interface Dialogs {
  /** The path chosen; null if cancelled. */
  open(type: FileHandle['type']): Promise<string | null>
  /** Several texts, or a folder of them; empty if cancelled. */
  openMany(what: 'files' | 'folder'): Promise<readonly string[]>
  /** Where to save; null if cancelled. The system has asked before an existing file is replaced. */
  save(name: string, format: SaveFormat): Promise<string | null>
  /** A folder for the library; null if cancelled. */
  openFolder(): Promise<string | null>
  /** A run goes on: what now? */
  askToClose(): Promise<ClosingChoice>
}

export function createDialogs(window: () => BrowserWindow | null, settings: Settings): Dialogs {
  const folder = (): string => settings.current().folder ?? app.getPath('downloads')
  const remember = async (path: string): Promise<void> => {
    await settings
      .change({ folder: dirname(path) })
      .catch((error: unknown) => report('not-stored', { thrown: error }))
  }
  return {
    async open(type) {
      const options: Electron.OpenDialogOptions = {
        defaultPath: folder(),
        filters: [filter(type), filter('all')],
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
        ...(what === 'files' && { filters: [filter('text'), filter('all')] }),
        properties: what === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory']
      }
      const parent = window()
      const answer = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
      const [first] = answer.canceled ? [] : answer.filePaths
      if (first === undefined) return []
      await remember(first)
      return answer.filePaths
    },

    async openFolder() {
      const options: Electron.OpenDialogOptions = { properties: ['openDirectory', 'createDirectory'] }
      const parent = window()
      const answer = await (parent ? dialog.showOpenDialog(parent, options) : dialog.showOpenDialog(options))
      return answer.canceled ? null : (answer.filePaths[0] ?? null)
    },

    async save(name, format) {
      const options: Electron.SaveDialogOptions = {
        defaultPath: join(folder(), suggestedFileName(name, extensionOf(format))),
        filters: kindOf(format) === 'folder' ? [filter('folder')] : [filter(kindOf(format)), filter('all')]
      }
      const parent = window()
      const answer = await (parent ? dialog.showSaveDialog(parent, options) : dialog.showSaveDialog(options))
      if (answer.canceled || !answer.filePath) return null
      await remember(answer.filePath)
      return answer.filePath
    },

    async askToClose() {
      const choices: readonly ClosingChoice[] = ['keep', 'save', 'quit']
      const { closing } = words()
      const options: Electron.MessageBoxOptions = {
        type: 'question',
        message: closing.message,
        detail: closing.detail,
        buttons: choices.map((choice) => closing[choice]),
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
