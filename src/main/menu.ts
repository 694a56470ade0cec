/* The native menu: the system's own roles, and commands that the page carries out. */
import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '#core/contracts/app'
import { COMMANDS, MENU, TITLE } from './wording'

export interface MenuOptions {
  readonly mac: boolean
  /** Reload and developer tools. */
  readonly development: boolean
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

/** The menu as data; every command has its name as id, for tests to click. */
export function menuTemplate({ mac, development, send }: MenuOptions): MenuItemConstructorOptions[] {
  const item = (command: MenuCommand, accelerator?: string): MenuItemConstructorOptions => ({
    id: command,
    label: COMMANDS[command],
    ...(accelerator && { accelerator }),
    click: () => send(command)
  })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  const file: MenuItemConstructorOptions = {
    label: MENU.file,
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
      mac ? { role: 'close' } : { role: 'quit' }
    ]
  }
  const tools: MenuItemConstructorOptions[] = [
    { role: 'reload', label: MENU.reload },
    { role: 'toggleDevTools', label: MENU.developerTools },
    line
  ]
  const view: MenuItemConstructorOptions = {
    label: MENU.view,
    submenu: [
      ...(development ? tools : []),
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      line,
      { role: 'togglefullscreen' }
    ]
  }
  const go = PLACES.map((command, i) => item(command, `CmdOrCtrl+${i + 1}`))
  return [
    ...(mac ? [{ role: 'appMenu', label: TITLE } satisfies MenuItemConstructorOptions] : []),
    file,
    { role: 'editMenu', label: MENU.edit },
    view,
    { label: MENU.go, submenu: go },
    { role: 'windowMenu', label: MENU.window },
    {
      role: 'help',
      label: MENU.help,
      submenu: [item('show-shortcuts'), line, item('show-about')]
    }
  ]
}
