/* What main knows of itself for a report: versions, the system, the machine. No paths and no names. */
import { freemem, release, totalmem } from 'node:os'
import { statfs } from 'node:fs/promises'
import { app } from 'electron'
import type { Diagnosis } from '#core/contracts/desk'
import { thisComputer } from './this-computer'

/** @param root the library's folder */
export async function diagnose(root: string): Promise<Diagnosis> {
  const { versions, platform, arch } = process
  return {
    version: app.getVersion(),
    electron: versions.electron ?? '',
    chrome: versions['chrome'] ?? '',
    node: versions.node,
    system: `${platform} ${arch} ${release()}`,
    machine: await thisComputer(),
    memory: { total: totalmem(), free: freemem() },
    disk: await statfs(root).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null
    ),
    packed: app.isPackaged,
    sandbox: !app.commandLine.hasSwitch('no-sandbox')
  }
}
