/* Whether Chromium can put its processes into the sandbox here, told before it would refuse to start. */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {{ platform: string, root: boolean, folder: string, run: import('./run.js').Run, as?: readonly string[] }} at
 *   `folder` is the Electron distribution, `as` a command in front of another to run it as somebody else.
 * @returns {Promise<string | null>} Null if it can, else why not.
 */
export async function sandboxProblem({ platform, root, folder, run, as = [] }) {
  if (platform !== 'linux') return null
  if (root) return 'Chromium has no sandbox for root'
  const helper = join(folder, 'chrome-sandbox')
  if (existsSync(helper)) {
    const { uid, mode } = statSync(helper)
    if (uid === 0 && mode & 0o4000) return null
  }
  const [program, ...args] = [...as, 'unshare', '--user', '--map-root-user', 'true']
  const ran = await run(program, args)
  // 127: there is no such program, so nothing is known; Chromium will tell.
  if (ran.code === 0 || ran.code === 127) return null
  return 'this system does not let ordinary users make the namespaces that the sandbox needs'
}
