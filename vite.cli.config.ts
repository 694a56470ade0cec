/* Bundles the command line for plain Node: out/cli/index.js, with the packages left in node_modules. */
import { defineConfig } from 'vite'

export default defineConfig({
  build: {
    ssr: 'src/cli/index.ts',
    outDir: 'out/cli',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true
  },
  publicDir: false
})
