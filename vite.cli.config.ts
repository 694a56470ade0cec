/*
 * Bundles the command line for plain Node, and the importer's process beside it: out/cli/index.js, with the packages left in node_modules, but
 * for TensorFlow.js, whose gradients are ES modules that Node cannot load by itself, and the two zip packages,
 * which the window bundles as well.
 */
import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    ssr: true,
    rollupOptions: {
      input: { index: 'src/cli/index.ts', importer: 'src/storage/intake/importer-process.ts' }
    },
    outDir: 'out/cli',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true
  },
  ssr: { noExternal: [/^@tensorflow\//, 'long', 'seedrandom', 'yazl', 'yauzl', 'pend', 'buffer-crc32'] },
  publicDir: false
})
