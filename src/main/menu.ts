/*
 * The native menu: the system's own roles, and commands that the page carries out.
 * Over 150 lines: nearly all of it is the entries themselves, menu by menu, for macOS and the others.
 */
import { basename } from 'node:path'
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '#core/contracts/app'
import { LANGUAGE_CHOICES, type LanguageChoice } from '#core/language'
import { TITLE, words } from './wording'

export interface MenuOptions {
  readonly mac: boolean
  /** Reload and developer tools. */
  readonly development: boolean
  /** The language that is set. */
  readonly language: LanguageChoice
  /** Paths of the model files opened last, the latest first. */
  readonly recent: readonly string[]
  readonly send: (command: MenuCommand) => void
  readonly openRecent: (path: string) => void
  readonly clearRecent: () => void
}

/** The places of the rail, in its order: CmdOrCtrl+1 to 7. */
const PLACES: readonly MenuCommand[] = [
  'show-corpus',
  'show-train',
  'show-generate',
  'show-landscape',
  'show-inside',
  'show-runs',
  'show-tour'
]

const LINE: MenuItemConstructorOptions = { type: 'separator' }

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)))
}

/** The menu as data; every command has its name as id, for tests to click. Roles get labels: Electron's are English. */
export function menuTemplate(options: MenuOptions): MenuItemConstructorOptions[] {
  const { mac, development, language, send } = options
  const { menu, commands } = words()
  const item = (command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label: commands[command],
    ...(accelerator && { accelerator }),
    click: () => send(command)
  })
  const settings = item('show-settings', 'CmdOrCtrl+,')
  const quit: MenuItemConstructorOptions = { role: 'quit', label: menu.quit }
  const file: MenuItemConstructorOptions = {
    label: menu.file,
    submenu: [
      item('add-text'),
      LINE,
      item('open-model', 'CmdOrCtrl+O'),
      recentMenu(options),
      item('save-model', 'CmdOrCtrl+S'),
      item('export', 'CmdOrCtrl+E'),
      LINE,
      item('import-run'),
      item('export-run'),
      LINE,
      ...(mac ? [{ role: 'close', label: menu.closeWindow } as const] : [settings, LINE, quit])
    ]
  }
  const tools: MenuItemConstructorOptions[] = [
    { role: 'reload', label: menu.reload },
    { role: 'toggleDevTools', label: menu.developerTools },
    LINE
  ]
  const languages = LANGUAGE_CHOICES.map((choice): MenuItemConstructorOptions => ({
    ...item(`language-${choice}`),
    type: 'radio',
    checked: choice === language
  }))
  const view: MenuItemConstructorOptions = {
    label: menu.view,
    submenu: [
      ...(development ? tools : []),
      { role: 'resetZoom', label: menu.actualSize },
      { role: 'zoomIn', label: menu.zoomIn },
      { role: 'zoomOut', label: menu.zoomOut },
      LINE,
      item('present', 'CmdOrCtrl+Shift+F'),
      { role: 'togglefullscreen', label: menu.fullScreen },
      LINE,
      { label: menu.language, submenu: languages }
    ]
  }
  const runs = [item('run-start', 'CmdOrCtrl+Return'), item('run-pause'), item('run-stop')]
  const front: MenuItemConstructorOptions[] = mac ? [LINE, { role: 'front', label: menu.front }] : []
  return [
    ...(mac ? [appMenu(settings, quit)] : []),
    file,
    editMenu(),
    view,
    { label: menu.go, submenu: PLACES.map((command, i) => item(command, `CmdOrCtrl+${i + 1}`)) },
    { label: menu.run, submenu: runs },
    {
      role: 'window',
      label: menu.window,
      submenu: [{ role: 'minimize', label: menu.minimize }, ...front]
    },
    {
      role: 'help',
      label: menu.help,
      submenu: [
        item('show-shortcuts'),
        LINE,
        item('show-log'),
        item('copy-diagnostics'),
        LINE,
        item('show-about')
      ]
    }
  ]
}

/** macOS keeps such a list itself. */
function recentMenu({ mac, recent, openRecent, clearRecent }: MenuOptions): MenuItemConstructorOptions {
  const { openRecent: label, clearRecent: clear } = words().menu
  if (mac) {
    return {
      ...{ label, role: 'recentDocuments' },
      submenu: [{ role: 'clearRecentDocuments', label: clear }]
    }
  }
  const files = recent.map((path) => ({ label: basename(path), click: () => openRecent(path) }))
  const last = { label: clear, enabled: recent.length > 0, click: clearRecent }
  return { id: 'open-recent', label, submenu: [...files, ...(files.length > 0 ? [LINE] : []), last] }
}

function editMenu(): MenuItemConstructorOptions {
  const { menu } = words()
  return {
    label: menu.edit,
    submenu: [
      { role: 'undo', label: menu.undo },
      { role: 'redo', label: menu.redo },
      LINE,
      { role: 'cut', label: menu.cut },
      { role: 'copy', label: menu.copy },
      { role: 'paste', label: menu.paste },
      { role: 'delete', label: menu.delete },
      LINE,
      { role: 'selectAll', label: menu.selectAll }
    ]
  }
}

/** The first menu of macOS. */
function appMenu(
  settings: MenuItemConstructorOptions,
  quit: MenuItemConstructorOptions
): MenuItemConstructorOptions {
  const { menu } = words()
  return {
    label: TITLE,
    submenu: [
      { role: 'about', label: menu.about },
      LINE,
      settings,
      LINE,
      { role: 'services', label: menu.services },
      LINE,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      LINE,
      quit
    ]
  }
}
