/* Main's texts in English: menu, dialogs. */
import type { MenuCommand } from '#core/contracts/app'

const menu = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  run: 'Run',
  openRecent: 'Open recent',
  clearRecent: 'Clear the list',
  window: 'Window',
  help: 'Help',
  reload: 'Reload',
  developerTools: 'Developer tools',
  language: 'Language',
  quit: 'Quit',
  closeWindow: 'Close window',
  about: 'About Downhill',
  hide: 'Hide Downhill',
  hideOthers: 'Hide others',
  showAll: 'Show all',
  services: 'Services',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  delete: 'Delete',
  selectAll: 'Select all',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fullScreen: 'Full screen',
  minimize: 'Minimise',
  front: 'Bring all to front'
}

/** What each command is called in the menu. */
const commands: Readonly<Record<MenuCommand, string>> = {
  'add-text': 'Add a text…',
  'open-model': 'Open a model…',
  'save-model': 'Save the model…',
  export: 'Export the list…',
  'import-run': 'Import a run…',
  'export-run': 'Export a run…',
  'show-corpus': 'Corpus',
  'show-train': 'Train',
  'show-generate': 'Generate',
  'show-landscape': 'Landscape',
  'show-inside': 'Look inside',
  'show-runs': 'Runs',
  'show-tour': 'Tour',
  'run-start': 'Train',
  'run-pause': 'Pause, or go on',
  'run-stop': 'Stop',
  present: 'Present',
  'show-settings': 'Settings…',
  'show-shortcuts': 'Keyboard shortcuts',
  'show-about': 'About and licences',
  'show-log': 'Log',
  'copy-diagnostics': 'Copy diagnostics',
  'language-system': 'As the system',
  // Every language is called as it calls itself.
  'language-en': 'English',
  'language-de': 'Deutsch'
}

const fileTypes = {
  text: 'Text',
  model: 'Model (safetensors)',
  run: 'Exported run (ZIP)',
  csv: 'Table (CSV)',
  json: 'JSON',
  md: 'Text with a table (Markdown)',
  pdf: 'Printed sheet (PDF)',
  png: 'Picture (PNG)',
  svg: 'Drawing (SVG)',
  stl: 'Solid for 3D printing (STL)',
  glb: 'Solid with colours (glTF)',
  webm: 'Film (WebM)',
  mp4: 'Film (MP4)',
  gif: 'Film (GIF)',
  gguf: 'Model for llama.cpp (GGUF)',
  html: 'Web page (HTML)',
  python: 'Program (Python)',
  folder: 'Folder',
  all: 'All files'
}

/** Closing the window while a run goes on. */
const closing = {
  message: 'A run is going on',
  detail: 'Save and quit keeps its last step. Quit goes back to its last checkpoint.',
  keep: 'Keep training in the background',
  save: 'Save and quit',
  quit: 'Quit'
}

/** The data folder cannot be used. */
const noDataFolder = {
  title: 'Downhill cannot use its data folder',
  notWritable: (folder: string): string =>
    `${folder} cannot be written. Nothing was changed. Allow writing there, or take another folder for this start.`,
  full: (folder: string): string =>
    `The disk with ${folder} is full. Nothing was changed. Make room there, or take another folder for this start.`,
  inUse: (folder: string, pid: number): string =>
    `${folder} is open in another Downhill (process ${pid}). Nothing was changed. Close that one, or take another folder for this start.`,
  inUseThere: (folder: string, host: string, since: string | null): string =>
    `${folder} is open in Downhill on the computer ${host}${since ? ` since ${since}` : ''}. Nothing was changed. Close it there, or take another folder for this start.`,
  another: 'Choose another folder…',
  quit: 'Quit'
}

/** Another computer had the data folder open and may be gone. */
const watching = {
  message: 'Looking whether another computer has the data folder open',
  detail: (folder: string, host: string): string =>
    `${folder} was last open on the computer ${host}. If nothing is heard of it for half a minute, this one takes the folder over.`,
  quit: 'Quit'
}

/** Another computer has taken the data folder over while this one was asleep or cut off. */
const libraryTaken = { quit: 'Quit', later: 'Keep the window open' }

/** The library stands in a folder that was chosen, and it is not there. */
const dataFolderAway = {
  message: 'The data folder is not there',
  detail: (folder: string): string =>
    `${folder} cannot be found. If it is on another disk, connect it and start Downhill again. Nothing was changed.`,
  quit: 'Quit',
  without: 'Start without it'
}

/** The library is being copied to another disk. */
const moving = {
  message: 'Moving the data folder',
  detail: (folder: string): string =>
    `Everything is copied to ${folder} and compared; then the window opens. Cancel leaves it where it was.`,
  cancel: 'Cancel'
}

/** The page died more often than it is worth reloading. */
const pageGone = {
  message: 'The window stopped working several times',
  detail: 'Runs keep their last checkpoint. Start Downhill again to go on from there.',
  quit: 'Quit'
}

/** A mistake of ours that nothing caught. */
const unexpected = {
  title: 'Something in Downhill went wrong',
  detail: (message: string): string =>
    `What is stored is safe. Restart Downhill if it does not react.\n\n${message}`
}

export const english = {
  ...{ menu, commands, fileTypes, closing },
  ...{ noDataFolder, watching, libraryTaken, dataFolderAway, moving, pageGone, unexpected }
}
