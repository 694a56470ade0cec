/* Unit tests stand beside their sources and run in Node. `*.slow.test.ts` are left out of test:quick. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: process.env['DOWNHILL_QUICK'] ? ['**/*.slow.test.ts', 'node_modules/**'] : ['node_modules/**'],
    // By default one core is left to vitest itself, which on two cores is half the machine doing nothing.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // TensorFlow.js publishes its gradients as ES modules without saying so to Node.
    server: { deps: { inline: [/@tensorflow\/tfjs-core\/dist\/(?!tf-core)/] } }
  }
})
