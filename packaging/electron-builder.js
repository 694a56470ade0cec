/*
 * What goes into the packaged app, and how it is closed: bundles and corpora alone in one asar, no node_modules
 * (everything is bundled), fuses as docs/packaging.md says. scripts/package.js adds the Electron at hand.
 */

/** @type {import('electron-builder').Configuration} */
export const CONFIGURATION = {
  appId: 'app.downhill',
  productName: 'Downhill',
  copyright: 'MIT',
  directories: { output: 'build', buildResources: 'packaging' },
  files: [
    'package.json',
    'out/main/**',
    'out/preload/**',
    'out/renderer/**',
    'resources/**',
    // Everything is in the bundles.
    '!node_modules/**',
    '!**/*.map'
  ],
  asar: true,
  npmRebuild: false,
  // The interface speaks for itself; Chromium's own words are wanted in these languages only.
  electronLanguages: ['en-US', 'de'],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false
  },
  fileAssociations: [
    {
      ext: 'safetensors',
      name: 'Model weights',
      description: 'Model weights (safetensors)',
      mimeType: 'application/vnd.safetensors',
      role: 'Editor',
      rank: 'Alternate'
    }
  ],
  linux: {
    executableName: 'downhill',
    category: 'Education',
    icon: 'packaging/icon.png',
    target: ['AppImage']
  },
  mac: { category: 'public.app-category.education', target: ['dmg', 'zip'], icon: 'packaging/icon.png' },
  win: { target: ['nsis'], icon: 'packaging/icon.png' },
  nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
  publish: null
}
