/* The native menu: the system's own roles, and commands that the page carries out. */
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
  readonly send: (command: MenuCommand) => void
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
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const file: MenuItemConstructorOptions = {
    label: menu.file,
    submenu: [
      item('add-text'),
      line,
      item('open-model', 'CmdOrCtrl+O'),
      item('save-model', 'CmdOrCtrl+S'),
      item('export', 'CmdOrCtrl+E'),
      line,
      item('import-run'),
      item('export-run'),
      line,
      mac ? { role: 'close', label: menu.closeWindow } : { role: 'quit', label: menu.quit }
    ]
  }
  const edit: MenuItemConstructorOptions = {
    label: menu.edit,
    submenu: [
      { role: 'undo', label: menu.undo },
      { role: 'redo', label: menu.redo },
      line,
      { role: 'cut', label: menu.cut },
      { role: 'copy', label: menu.copy },
      { role: 'paste', label: menu.paste },
      { role: 'delete', label: menu.delete },
      line,
      { role: 'selectAll', label: menu.selectAll }
    ]
  }
  const tools: MenuItemConstructorOptions[] = [
    { role: 'reload', label: menu.reload },
    { role: 'toggleDevTools', label: menu.developerTools },
    line
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
      line,
      { role: 'togglefullscreen', label: menu.fullScreen },
      line,
      { label: menu.language, submenu: languages }
    ]
  }
  const go = PLACES.map((command, i) => item(command, `CmdOrCtrl+${i + 1}`))
  const window: MenuItemConstructorOptions = {
    role: 'window',
    label: menu.window,
    submenu: [
      { role: 'minimize', label: menu.minimize },
      ...(mac ? [line, { role: 'front', label: menu.front } as const] : [])
    ]
  }
  return [
    ...(mac ? [appMenu()] : []),
    file,
    edit,
    view,
    { label: menu.go, submenu: go },
    window,
    {
      role: 'help',
      label: menu.help,
      submenu: [item('show-shortcuts'), line, item('show-about')]
    }
  ]
}

/** The first menu of macOS. */
function appMenu(): MenuItemConstructorOptions {
  const { menu } = words()
  const line = { type: 'separator' } as const
  return {
    label: TITLE,
    submenu: [
      { role: 'about', label: menu.about },
      line,
      { role: 'services', label: menu.services },
      line,
      { role: 'hide', label: menu.hide },
      { role: 'hideOthers', label: menu.hideOthers },
      { role: 'unhide', label: menu.showAll },
      line,
      { role: 'quit', label: menu.quit }
    ]
  }
}
