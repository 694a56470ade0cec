/*
 * What no page may do, ours included: ask for permissions, open windows, leave app://, load plug-ins, use
 * the network. Everything is denied here once, for every session and every web contents; each refusal is
 * logged on stderr.
 */
import { app, type Session, session, type WebContents } from 'electron'
import { ORIGIN, PAGE } from './app-protocol'
import { report } from './report'

const ALLOWED_SCHEMES = ['app:', 'devtools:', 'blob:', 'data:']

/** Before the app is ready. */
export function secureContents(): void {
  app.on('web-contents-created', (_event, contents) => secure(contents))
  // No proxy look-up, no names resolved, no background requests: nothing may leave the machine.
  app.commandLine.appendSwitch('no-proxy-server')
  app.commandLine.appendSwitch('disable-background-networking')
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE localhost')
}

/** When the app is ready and before the window opens. `server` is the development server. */
export function secureSession(server: URL | null): void {
  const { defaultSession } = session
  denyPermissions(defaultSession)
  blockNetwork(defaultSession, server)
  // Dictionaries would be downloaded from Google.
  defaultSession.setSpellCheckerEnabled(false)
  if (process.platform !== 'darwin') defaultSession.setSpellCheckerLanguages([])
}

function secure(contents: WebContents): void {
  contents.on('will-navigate', (event) => stay(event))
  contents.on('will-redirect', (event) => stay(event))
  contents.on('will-frame-navigate', (event) => stay(event))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    refused('a new window', url)
    return { action: 'deny' }
  })
}

/** A reload of our page is the one navigation there is. */
function stay(event: { readonly url: string; preventDefault: () => void }): void {
  if (event.url === PAGE || event.url === `${ORIGIN}/`) return
  event.preventDefault()
  refused('going to', event.url)
}

function denyPermissions(target: Session): void {
  // Our own page may fill the screen, for a class; nothing else is granted to anyone.
  const grants = (permission: string, address: string): boolean =>
    permission === 'fullscreen' && (address === ORIGIN || address.startsWith(`${ORIGIN}/`))
  target.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    const granted = grants(permission, requestingUrl)
    if (!granted) refused('the permission', permission)
    answer(granted)
  })
  target.setPermissionCheckHandler((_contents, permission, origin) => grants(permission, origin))
  target.setDevicePermissionHandler(() => false)
}

function blockNetwork(target: Session, server: URL | null): void {
  target.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !isAllowed(url, server)
    if (cancel) refused('a request to', url)
    answer({ cancel })
  })
}

/** True for what never leaves the machine; in development also for the live updates of that one server. */
export function isAllowed(url: string, server: URL | null): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host } = new URL(url)
  return ALLOWED_SCHEMES.includes(protocol) || (server !== null && protocol === 'ws:' && host === server.host)
}

function refused(what: string, which: string): void {
  console.warn(`refused: ${what} ${which.slice(0, 200)}`)
  report('refused', { level: 'info', facts: { reason: what.replaceAll(' ', '-') } })
}
