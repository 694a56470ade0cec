/*
 * A .deb of the unpacked app by dpkg-deb: the app below /opt, its starter, desktop entry, icon and file type where
 * desktops look for them. Debian's triggers register them; nothing but the sandbox's own mode is set by a script.
 */
import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { TO_RUN } from './system-libraries.js'

/** Debian's names of processors. */
const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64', arm: 'armhf' }

const SET_MODE = `#!/bin/sh
# Chromium's sandbox helper works only as root's own program, where the kernel has no user namespaces for everyone.
set -e
if [ "$1" = configure ]; then
  chown root:root /opt/Downhill/chrome-sandbox
  chmod 4755 /opt/Downhill/chrome-sandbox
fi
`

/**
 * @param {{ folder: string, version: string, root: string, output: string, run: import('./run.js').Run }} from
 *   `folder` is the unpacked app, `root` the repository.
 * @returns {Promise<string>} The package.
 */
export async function debianPackage({ folder, version, root, output, run }) {
  const architecture = ARCHITECTURES[/** @type {keyof typeof ARCHITECTURES} */ (process.arch)]
  if (!architecture) throw new Error(`No Debian packages are made for ${process.arch}.`)
  const top = await mkdtemp(join(tmpdir(), 'downhill-deb-'))
  try {
    await chmod(top, 0o755)
    /** @param {string} from @param {string} to */
    const put = async (from, to) => {
      await mkdir(dirname(join(top, to)), { recursive: true })
      await cp(from, join(top, to), { recursive: true, verbatimSymlinks: true })
    }
    await put(folder, 'opt/Downhill')
    await put(join(root, 'packaging/downhill.desktop'), 'usr/share/applications/downhill.desktop')
    await put(join(root, 'packaging/downhill-mime.xml'), 'usr/share/mime/packages/downhill.xml')
    await put(join(root, 'packaging/icon.png'), 'usr/share/icons/hicolor/512x512/apps/downhill.png')
    await put(join(root, 'packaging/icon.svg'), 'usr/share/icons/hicolor/scalable/apps/downhill.svg')
    await mkdir(join(top, 'usr/bin'), { recursive: true })
    await symlink('/opt/Downhill/downhill-start', join(top, 'usr/bin/downhill'))
    await mkdir(join(top, 'DEBIAN'))
    const size = await run('du', ['-sk', '--exclude=DEBIAN', top])
    const kilobytes = Number.parseInt(size.output, 10)
    await writeFile(join(top, 'DEBIAN/control'), controlFile({ version, architecture, kilobytes }))
    await writeFile(join(top, 'DEBIAN/postinst'), SET_MODE, { mode: 0o755 })
    await run('chmod', ['-R', 'u+rwX,go+rX,go-w', top])
    const file = join(output, `downhill_${version}_${architecture}.deb`)
    const ran = await run('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', top, file])
    if (ran.code !== 0) throw new Error(`dpkg-deb failed: ${ran.output.trim()}`)
    return file
  } finally {
    await rm(top, { recursive: true, force: true })
  }
}

/** @param {{ version: string, architecture: string, kilobytes: number }} of */
export function controlFile({ version, architecture, kilobytes }) {
  const needs = TO_RUN.map(({ debian }) => debian.join(' | ')).join(', ')
  return `Package: downhill
Version: ${version}
Section: education
Priority: optional
Architecture: ${architecture}
Installed-Size: ${kilobytes}
Depends: ${needs}
Maintainer: Downhill <downhill@localhost>
Description: laboratory that trains small language models and shows how
 Drop a text, train a small GPT on it from nothing on this computer, and watch
 the loss surface, the samples and the insides of the model. Nothing leaves the
 machine.
`
}
