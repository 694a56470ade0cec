/* Development: the page from electron-vite's server instead of the built files. Never in a packed app. */

/** The server that electron-vite names, if it is on this machine and the app is not packed. */
export function developmentServer(env: NodeJS.ProcessEnv, appPath: string): URL | null {
  const named = env['ELECTRON_RENDERER_URL']
  if (!named || appPath.endsWith('.asar')) return null
  const url = URL.canParse(named) ? new URL(named) : null
  const local = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  return local ? url : null
}
