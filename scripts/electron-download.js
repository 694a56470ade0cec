/*
 * Electron's own download, by the installer of the electron package, which checks what it gets. The address is
 * tried first, so that a network that swallows everything does not hold up a start for minutes.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** An address that does not answer leaves the installer this long: enough for a copy in its own cache. */
const CLOSED_NETWORK_MS = 20_000
const DOWNLOAD_MS = 15 * 60_000

/**
 * Runs the electron package's own installer, which checks what it downloads.
 * @param {string} version
 * @param {import('./electron-runtime.js').Surroundings} around
 * @returns {Promise<string | null>} Null if it worked, else why not, in a few words.
 */
export async function download(version, around) {
  const installer = join(around.root, 'node_modules/electron/install.js')
  if (!existsSync(installer)) return 'the electron package is not installed'
  const { env, platform, arch } = around
  const mirror =
    env['npm_config_electron_mirror'] ||
    env['ELECTRON_MIRROR'] ||
    'https://github.com/electron/electron/releases/download/'
  const closed = await around.unreachable(`${mirror}v${version}/electron-v${version}-${platform}-${arch}.zip`)
  if (closed === null) around.say(`Downloading Electron ${version}.`)
  const ran = await around.run(process.execPath, [installer], {
    cwd: around.root,
    timeout: closed === null ? DOWNLOAD_MS : CLOSED_NETWORK_MS
  })
  if (ran.code === 0) return null
  if (closed !== null) return closed
  if (ran.timedOut) return `no end after ${DOWNLOAD_MS / 60_000} minutes`
  const line = ran.output.split('\n').find((text) => /error/i.test(text)) ?? `exit code ${ran.code}`
  return line.replace(/^\w*Error: /, '').trim()
}

/**
 * Whether anything answers at an address; what it answers does not matter.
 * @param {string} url
 * @returns {Promise<string | null>}
 */
export async function unreachable(url) {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(8_000) })
    return null
  } catch {
    return `no answer from ${URL.canParse(url) ? new URL(url).host : url}`
  }
}
