/* Unit tests stand beside their sources and run in Node. `*.slow.test.ts` are left out of test:quick. */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Slow files first: one that begins last would keep a single core busy while the others are done. */
class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isSlow = ({ moduleId }: TestSpecification): boolean => moduleId.includes('.slow.')
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))]
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: process.env['DOWNHILL_QUICK'] ? ['**/*.slow.test.ts', 'node_modules/**'] : ['node_modules/**'],
    // By default one core is left to vitest itself, which on two cores is half the machine doing nothing. Three, since
    // tests that kill and start programs wait most of their time.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    sequence: { sequencer: SlowFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // TensorFlow.js publishes its gradients as ES modules without saying so to Node.
    server: { deps: { inline: [/@tensorflow\/tfjs-core\/dist\/(?!tf-core)/] } }
  }
})
