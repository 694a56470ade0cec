/*
 * How the four runtimes are bundled: main and preload for Electron, renderer with its worker for app://. Each leaves the
 * licences of what it bundles; the renderer, built last, joins them.
 */
import { join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'electron-vite'
import { collectLicences } from './scripts/licences.js'

const root = import.meta.dirname

export default defineConfig({
  // The importer is a process of its own, forked when files are read.
  main: {
    plugins: [collectLicences('main', { root })],
    build: {
      rollupOptions: {
        input: { index: 'src/main/index.ts', importer: 'src/storage/intake/importer-process.ts' }
      }
    }
  },
  preload: {
    plugins: [collectLicences('preload', { root })],
    build: {
      rollupOptions: {
        input: 'src/preload/index.ts',
        // A sandboxed preload is one CommonJS file.
        output: { format: 'cjs', entryFileNames: 'index.cjs' }
      }
    }
  },
  renderer: {
    root: 'src/renderer',
    // Both paths would be looked for below the root otherwise.
    plugins: [
      svelte({ configFile: '../../svelte.config.js' }),
      collectLicences('renderer', { root, joined: true })
    ],
    worker: { format: 'es', plugins: () => [collectLicences('worker', { root })] },
    build: { rollupOptions: { input: join(root, 'src/renderer/index.html') } },
    // Development answers with the same isolation headers as app:// (shared memory for threads).
    server: {
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp'
      }
    }
  }
})
