/*
 * Every text that main itself shows: menu, dialogs. Sentences for errors stand in core/wording/errors.ts.
 */
import type { MenuCommand } from '#core/contracts/app'

export const TITLE = 'Downhill'

export const MENU = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  go: 'Go',
  window: 'Window',
  help: 'Help',
  reload: 'Reload',
  developerTools: 'Developer tools'
}

/** What each command is called in the menu. */
export const COMMANDS: Readonly<Record<MenuCommand, string>> = {
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
  'show-shortcuts': 'Keyboard shortcuts',
  'show-about': 'About and licences'
}

export const FILE_TYPES = {
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
export const CLOSING = {
  message: 'A run is going on',
  detail: 'Save and quit keeps its last step. Quit goes back to its last checkpoint.',
  keep: 'Keep training',
  save: 'Save and quit',
  quit: 'Quit'
}

/** The data folder cannot be used. */
export const NO_DATA_FOLDER = {
  title: 'Downhill cannot use its data folder',
  detail: (folder: string): string =>
    `${folder} cannot be written. Nothing was changed. Make room or allow writing there, or start Downhill with ` +
    'DOWNHILL_DATA set to another folder.'
}

/** The page died more often than it is worth reloading. */
export const PAGE_GONE = {
  message: 'The window stopped working several times',
  detail: 'Runs keep their last checkpoint. Start Downhill again to go on from there.',
  quit: 'Quit'
}

/** A mistake of ours that nothing caught. */
export const UNEXPECTED = {
  title: 'Something in Downhill went wrong',
  detail: (message: string): string =>
    `What is stored is safe. Restart Downhill if it does not react.\n\n${message}`
}
