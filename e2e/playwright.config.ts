/*
 * End-to-end tests: a real Electron for each, two at a time where each worker can have a screen of its own (screen.ts).
 * Started by scripts/e2e.js, which provides Electron and says how many.
 */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  outputDir: '../test-results/e2e',
  // A journey waits about half of its time. More than two would wait for each other on few cores.
  workers: Number(process.env['DOWNHILL_AT_ONCE'] ?? 1),
  fullyParallel: true,
  // Two Electrons, two servers of screens and Playwright on two cores miss a moment now and then; what fails twice is wrong.
  // Playwright names those that needed it: they are to be mended, not lived with.
  retries: 1,
  timeout: 90_000,
  globalTimeout: 40 * 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e.json' }]]
})
